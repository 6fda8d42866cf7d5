package dev.rondo.driver.sweep;

import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Runs trials as Spark tasks. Each call of {@link #submit} is one asynchronous job with one trial in each partition, or a group
 * of tiny ones; several jobs are in flight, so a core that becomes free takes a trial of the next one. Each row reaches the
 * driver when its task ends, not when its job does.
 */
public final class SparkBackend implements TrialBackend {
  /** Jobs of one task cost the driver 3 ms each, tasks of a larger job 0.4 ms: enough trials in flight to make larger jobs. */
  private static final int LEAST_IN_FLIGHT = 32;

  /** Bounds the driver's memory on large clusters: a trial takes some kilobytes until it ends. */
  private static final int MOST_TINY_IN_FLIGHT = 8192;

  private static final long LAST_WORDS_SECONDS = 5;

  /** Tasks in this process. */
  private static final AtomicInteger RUNNING_HERE = new AtomicInteger();

  /** Of tasks in this process, by URI. */
  private static final Map<String, SweepFolder> FOLDERS = new ConcurrentHashMap<>();

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final SweepFolder folder;
  private final TrialFunction.Factory factory;
  private final String group;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final TrialsPerTask trialsPerTask = new TrialsPerTask();
  /** Rows that have come and were not asked for yet. */
  private final Deque<TrialRow> rows = new ArrayDeque<>();
  /** Tasks that Spark has and that have not replied. */
  private final AtomicInteger inFlight = new AtomicInteger();

  /** @param session owned by the backend from now on */
  public SparkBackend(SparkSession session, SweepFolder folder, TrialFunction.Factory factory, String sweep) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.folder = folder;
    this.factory = factory;
    this.group = "sweep " + sweep;
  }

  @Override
  public int capacity() {
    int tasks = 4 * spark.defaultParallelism();
    int tiny = (int) Math.min(MOST_TINY_IN_FLIGHT, (long) tasks * trialsPerTask.get());
    return Math.max(LEAST_IN_FLIGHT, Math.max(tasks, tiny));
  }

  @Override
  public void submit(List<TrialConfig> trials, int untilEpoch) {
    if (!trials.isEmpty()) {
      List<List<TrialConfig>> groups = new ArrayList<>();
      int size = trialsPerTask.get();
      for (int i = 0; i < trials.size(); i += size) {
        groups.add(List.copyOf(trials.subList(i, Math.min(trials.size(), i + size))));
      }
      new Job(groups, untilEpoch).start();
    }
  }

  @Override
  public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
    if (rows.isEmpty()) {
      Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        if (spark.sc().isStopped()) {
          throw UserError.cluster("Spark has stopped; run the same command again to go on with the sweep", null);
        }
        return Optional.empty();
      }
      rows.addAll(event.lost != null ? lost(event) : rows(event));
    }
    rows.stream().limit(1).forEach(trialsPerTask::ended);
    return Optional.ofNullable(rows.poll());
  }

  private List<TrialRow> rows(Event event) {
    TrialTask.Reply reply = TrialTask.Reply.fromJson(event.reply);
    if (reply.rows() == null) {
      throw UserError.cluster("cannot write a row into " + folder.location() + ": " + reply.error(), null);
    }
    return reply.rows();
  }

  /**
   * A job that Spark gave up, because executors died under one of its tasks again and again. Which task it was cannot be told
   * reliably, so the rest of the job runs again task by task, and a group that fails alone trial by trial; a trial that fails
   * alone is the culprit, and gets its row here.
   */
  private List<TrialRow> lost(Event event) {
    String reason = String.valueOf(event.error.getMessage());
    List<List<TrialConfig>> groups = event.lost;
    if (spark.sc().isStopped() || !reason.contains("ExecutorLostFailure")) {
      throw UserError.cluster(
          "Spark gave up a job of " + groups.stream().mapToInt(List::size).sum() + " trials: " + reason, event.error);
    }
    try {
      if (groups.size() > 1) {
        groups.forEach(group -> new Job(List.of(group), event.untilEpoch).start());
        return List.of();
      }
      List<TrialConfig> group = groups.get(0);
      if (group.size() > 1) {
        List<TrialRow> written = folder.readTogether(group.stream().map(TrialConfig::id).toList());
        for (TrialConfig trial : group) {
          if (written.stream().noneMatch(row -> row.id().equals(trial.id()))) {
            new Job(List.of(List.of(trial)), event.untilEpoch).start();
          }
        }
        return written;
      }
      var failed = TrialTask.failed(group.get(0), Instant.now(), "executor-lost", reason, "");
      folder.write(failed);
      return List.of(TrialTask.row(failed));
    } catch (IOException e) {
      throw UserError.cluster("cannot write a row into " + folder.location() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Stops Spark as well: with executors on other machines, it must say goodbye before the process ends. Also called on the thread
   * that ends the process, while another one may be polling.
   */
  @Override
  public synchronized void close() {
    if (!spark.sc().isStopped()) {
      if (inFlight.get() > 0) {
        spark.sc().cancelJobGroup(group);
        awaitLastWords();
      }
      session.stop();
    }
  }

  /** Waits a little, so that rows and checkpoints which are being written are whole when Spark stops. */
  private void awaitLastWords() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_WORDS_SECONDS);
    try {
      while (runningTasks() > 0 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tasks that have not ended, also of cancelled jobs. Of other machines Spark may say it late, so that the wait has an end. */
  private int runningTasks() {
    if (spark.sc().isLocal()) {
      return RUNNING_HERE.get();
    }
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos()).mapToInt(SparkExecutorInfo::numRunningTasks).sum();
  }

  /** Runs on an executor: texts in, text out. */
  private static String runTask(String[] trials, int untilEpoch, TrialFunction.Factory factory, String out) {
    TaskContext task = TaskContext.get();
    // A process that is ending fails in odd ways before its threads do.
    BooleanSupplier cancelled = () -> task.isInterrupted() || ShutdownHookManager.get().isShutdownInProgress();
    RUNNING_HERE.incrementAndGet();
    try {
      List<TrialConfig> group = Arrays.stream(trials).map(TrialConfig::fromJson).toList();
      return new TrialTask.Reply(TrialGroup.run(group, untilEpoch, factory, folder(out), cancelled), null).toJson();
    } catch (IOException e) {
      return new TrialTask.Reply(null, String.valueOf(e.getMessage())).toJson();
    } finally {
      RUNNING_HERE.decrementAndGet();
    }
  }

  /** Opened once a process: reading Hadoop's settings costs more than a tiny trial. */
  private static SweepFolder folder(String out) throws IOException {
    SweepFolder folder = FOLDERS.get(out);
    if (folder == null) {
      folder = SweepFolder.at(out, SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
      FOLDERS.put(out, folder);
    }
    return folder;
  }

  /** The body of a task; a static method makes it, so that nothing of the driver is captured. */
  private static Function1<Iterator<String[]>, String> body(int untilEpoch, TrialFunction.Factory factory, String out) {
    return (Function1<Iterator<String[]>, String> & Serializable) trials -> runTask(trials.next(), untilEpoch, factory, out);
  }

  private final class Job {
    private final List<List<TrialConfig>> groups;
    private final int untilEpoch;
    /** Groups without a reply, by partition. */
    private final Map<Integer, List<TrialConfig>> open = new ConcurrentHashMap<>();

    /** @param groups one a task */
    Job(List<List<TrialConfig>> groups, int untilEpoch) {
      this.groups = groups;
      this.untilEpoch = untilEpoch;
    }

    void start() {
      List<String[]> texts = new ArrayList<>();
      List<Object> partitions = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        open.put(i, groups.get(i));
        texts.add(groups.get(i).stream().map(TrialConfig::toJson).toArray(String[]::new));
        partitions.add(i);
      }
      inFlight.addAndGet(groups.size());
      spark.setJobGroup(group, describe(), true);
      RDD<String[]> rdd = spark.parallelize(texts, texts.size()).setName(group).rdd();
      Function2<Object, String, BoxedUnit> onReply = (partition, reply) -> {
        open.remove((Integer) partition);
        inFlight.decrementAndGet();
        events.add(new Event(reply, null, untilEpoch, null));
        return BoxedUnit.UNIT;
      };
      Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
      Function1<Try<BoxedUnit>, BoxedUnit> onEnd = end -> {
        if (end.isFailure()) {
          inFlight.addAndGet(-open.size());
          events.add(new Event(null, List.copyOf(open.values()), untilEpoch, end.failed().get()));
        }
        return BoxedUnit.UNIT;
      };
      spark.sc()
          .submitJob(
              rdd, body(untilEpoch, factory, folder.uri()), CollectionConverters.asScala(partitions).toSeq(), onReply, nothing)
          .onComplete(onEnd, ExecutionContext.global());
    }

    private String describe() {
      List<TrialConfig> trials = groups.stream().flatMap(List::stream).toList();
      StringBuilder text = new StringBuilder(group).append(':');
      for (int i = 0; i < Math.min(4, trials.size()); i++) {
        TrialConfig trial = trials.get(i);
        text.append(i == 0 ? " " : ", ").append(trial.variant()).append(" #").append(trial.index());
      }
      return trials.size() > 4 ? text + " and " + (trials.size() - 4) + " more" : text.toString();
    }
  }

  /** A reply, or a job that failed with the groups that it left undone. */
  private record Event(String reply, List<List<TrialConfig>> lost, int untilEpoch, Throwable error) {}
}
