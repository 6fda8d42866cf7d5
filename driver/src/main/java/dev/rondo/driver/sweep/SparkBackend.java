package dev.rondo.driver.sweep;

import dev.rondo.core.Failure;
import dev.rondo.core.TrialResult;
import dev.rondo.core.data.DataException;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.StorageFailure;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
 * driver when its task ends, not when its job does. A trial that was lost with its executor is not run again by Spark but by the
 * backend, which finds out by {@link Suspects} whether it was the trial's fault.
 */
public final class SparkBackend implements TrialBackend {
  /** Jobs of one task cost the driver 3 ms each, tasks of a larger job 0.4 ms: enough trials in flight to make larger jobs. */
  private static final int LEAST_IN_FLIGHT = 32;

  private static final int USUAL_LOSSES = 3;

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
  /** Tasks that Spark has and whose replies are not among the events yet. */
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LostAttempts lostAttempts;
  private final Suspects suspects;
  /** What was submitted while suspects run apart. */
  private final List<Segment> held = new ArrayList<>();

  /** As the other one, with the usual number of losses. */
  public SparkBackend(SparkSession session, SweepFolder folder, TrialFunction.Factory factory, String sweep) {
    this(session, folder, factory, sweep, USUAL_LOSSES);
  }

  /**
   * @param session owned by the backend from now on
   * @param executorLosses of a trial after which it can be a failed row, from 1
   */
  public SparkBackend(
      SparkSession session, SweepFolder folder, TrialFunction.Factory factory, String sweep, int executorLosses) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.folder = folder;
    this.factory = factory;
    this.group = "sweep " + sweep;
    this.lostAttempts = new LostAttempts(session.sparkContext());
    this.suspects = new Suspects(executorLosses);
  }

  @Override
  public int capacity() {
    int tasks = 4 * spark.defaultParallelism();
    int tiny = (int) Math.min(MOST_TINY_IN_FLIGHT, (long) tasks * trialsPerTask.get());
    return Math.max(LEAST_IN_FLIGHT, Math.max(tasks, tiny));
  }

  @Override
  public void submit(List<TrialConfig> trials, int untilEpoch) {
    FolderCheckpoints.handOn(folder, trials);
    if (suspects.apart()) {
      trials.forEach(trial -> held.add(new Segment(trial, untilEpoch)));
    } else if (!trials.isEmpty()) {
      List<List<TrialConfig>> groups = new ArrayList<>();
      int size = trialsPerTask.get();
      for (int i = 0; i < trials.size(); i += size) {
        groups.add(List.copyOf(trials.subList(i, Math.min(trials.size(), i + size))));
      }
      new Job(groups, untilEpoch).start();
    }
  }

  private void start(List<Segment> segments) {
    segments.forEach(segment -> new Job(List.of(List.of(segment.trial())), segment.untilEpoch()).start());
  }

  @Override
  public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
    if (rows.isEmpty()) {
      Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        if (spark.sc().isStopped()) {
          throw UserError.cluster("Spark has stopped; run the same command again to go on with the sweep", null);
        }
        trySuspects();
        return Optional.empty();
      }
      rows.addAll(event.error != null ? givenUp(event) : rows(event));
    }
    rows.stream().limit(1).forEach(trialsPerTask::ended);
    return Optional.ofNullable(rows.poll());
  }

  private List<TrialRow> rows(Event event) {
    TrialTask.Reply reply = TrialTask.Reply.fromJson(event.reply);
    if (reply.again() != null) {
      return lost(event.groups.get(0), event.untilEpoch, lostAttempts.of(reply.again()));
    }
    if (reply.data() != null) {
      throw UserError.data(reply.data(), null);
    }
    if (reply.rows() == null) {
      throw UserError.cluster("cannot write a row into " + folder.location() + ": " + reply.error(), null);
    }
    Map<String, SortedMap<String, String>> settings =
        event.groups.get(0).stream().collect(Collectors.toMap(TrialConfig::id, TrialConfig::values));
    return reply.rows().stream().map(row -> row.withConfig(settings.get(row.id()))).toList();
  }

  /** When nothing is running, the next group of suspects runs, or else what was held back for them. */
  private void trySuspects() {
    // In this order: a trial leaves the count after its reply has come.
    if (inFlight.get() > 0 || !events.isEmpty()) {
      return;
    }
    start(suspects.next());
    if (!suspects.apart()) {
      start(held);
      held.clear();
    }
  }

  /** Spark ran a task again because its executor was lost; what becomes of its trials is decided here, one by one. */
  private List<TrialRow> lost(List<TrialConfig> group, int untilEpoch, LostAttempts.Loss loss) {
    List<TrialRow> found = new ArrayList<>();
    try {
      if (group.size() > 1) {
        List<String> ids = group.stream().map(TrialConfig::id).toList();
        // In this order: an executor that lives after all writes its rows before, where they are found, or one by one.
        folder.claimAlone(ids);
        found.addAll(folder.readTogether(ids));
      }
    } catch (IOException e) {
      throw StorageFailure.of("cannot use", folder.location(), e);
    }
    LostAttempts.Loss own = new LostAttempts.Loss(loss.counts(), loss.alone() && group.size() == 1, loss.reason());
    for (TrialConfig trial : group) {
      if (found.stream().noneMatch(row -> row.id().equals(trial.id()))) {
        lost(new Segment(trial, untilEpoch), own).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<TrialRow> lost(Segment segment, LostAttempts.Loss loss) {
    Suspects.Verdict verdict = loss.counts() ? suspects.lost(segment, loss.alone()) : Suspects.Verdict.AGAIN;
    TrialConfig trial = segment.trial();
    if (verdict == Suspects.Verdict.AGAIN) {
      start(List.of(segment));
    }
    if (verdict != Suspects.Verdict.CONDEMNED) {
      return Optional.empty();
    }
    Failure failure = new Failure(
        Failure.EXECUTOR_LOST,
        "it was lost " + Numbers.plural(suspects.losses(trial.id()), "time")
            + ", the last time with no other trial in its executor: " + loss.reason(), "", 0);
    try {
      FolderCheckpoints checkpoints = new FolderCheckpoints(folder, () -> false);
      TrialResult failed = TrialTask.failed(trial, failure, checkpoints);
      folder.write(failed);
      checkpoints.deleteAll(trial.id());
      return Optional.of(TrialTask.row(failed));
    } catch (IOException e) {
      throw StorageFailure.of("cannot write a row into", folder.location(), e);
    }
  }

  /** A job that Spark gave up: when executors died under one of its tasks again and again, each trial left is a suspect. */
  private List<TrialRow> givenUp(Event event) {
    String reason = String.valueOf(event.error.getMessage()).lines().findFirst().orElse("");
    if (spark.sc().isStopped()) {
      throw UserError.cluster(
          "Spark has stopped: " + reason + "; run the same command again to go on with the sweep", event.error);
    }
    if (!reason.contains("ExecutorLostFailure")) {
      int trials = event.groups.stream().mapToInt(List::size).sum();
      throw UserError.cluster("Spark gave up a job of " + Numbers.plural(trials, "trial") + ": " + reason, event.error);
    }
    LostAttempts.Loss loss = new LostAttempts.Loss(true, event.groups.size() == 1 && inFlight.get() == 0, reason);
    return event.groups.stream().flatMap(group -> lost(group, event.untilEpoch, loss).stream()).toList();
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
  private static String runTask(String[][] trials, int untilEpoch, TrialFunction.Factory factory, String out) {
    TaskContext task = TaskContext.get();
    if (task.attemptNumber() > 0) {
      // Whether and where a trial runs again is for the driver to say, which knows what else was lost.
      return TrialTask.Reply.again(new LostAttempts.Place(task.stageId(), task.partitionId())).toJson();
    }
    // A process that is ending fails in odd ways before its threads do.
    BooleanSupplier cancelled = () -> task.isInterrupted() || ShutdownHookManager.get().isShutdownInProgress();
    RUNNING_HERE.incrementAndGet();
    try {
      List<TrialConfig> group = Arrays.stream(trials).map(TrialConfig::fromTexts).toList();
      return TrialTask.Reply
          .of(TrialGroup.run(group, untilEpoch, factory, folder(out), SparkEnv.get().executorId(), cancelled))
          .toJson();
    } catch (IOException e) {
      return TrialTask.Reply.error(StorageFailure.describe(e)).toJson();
    } catch (DataException e) {
      return TrialTask.Reply.data(e.getMessage()).toJson();
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
  private static Function1<Iterator<String[][]>, String> body(int untilEpoch, TrialFunction.Factory factory, String out) {
    return (Function1<Iterator<String[][]>, String> & Serializable) trials -> runTask(trials.next(), untilEpoch, factory, out);
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
      List<String[][]> texts = new ArrayList<>();
      List<Object> partitions = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        open.put(i, groups.get(i));
        texts.add(groups.get(i).stream().map(TrialConfig::toTexts).toArray(String[][]::new));
        partitions.add(i);
      }
      inFlight.addAndGet(groups.size());
      spark.setJobGroup(group, describe(), true);
      RDD<String[][]> rdd = spark.parallelize(texts, texts.size()).setName(group).rdd();
      Function2<Object, String, BoxedUnit> onReply = (partition, reply) -> {
        List<TrialConfig> ended = open.remove((Integer) partition);
        events.add(new Event(List.of(ended), untilEpoch, reply, null));
        inFlight.decrementAndGet();
        return BoxedUnit.UNIT;
      };
      Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
      Function1<Try<BoxedUnit>, BoxedUnit> onEnd = end -> {
        if (end.isFailure()) {
          List<List<TrialConfig>> left = List.copyOf(open.values());
          events.add(new Event(left, untilEpoch, null, end.failed().get()));
          inFlight.addAndGet(-left.size());
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

  /**
   * A reply, or a job that failed.
   *
   * @param groups the one that replied, or those that the job left undone
   * @param reply null when the job failed
   * @param error null when there is a reply
   */
  private record Event(List<List<TrialConfig>> groups, int untilEpoch, String reply, Throwable error) {}
}
