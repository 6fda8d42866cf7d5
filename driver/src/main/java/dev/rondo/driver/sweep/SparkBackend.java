package dev.rondo.driver.sweep;

import dev.rondo.core.data.DataException;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.StorageFailure;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Runs trials as Spark tasks. Each call of {@link #submit} is one asynchronous job with one trial in each partition; several
 * jobs are in flight, so a core that becomes free takes a trial of the next one. Each row reaches the driver when its task
 * ends, not when its job does.
 */
public final class SparkBackend implements TrialBackend {
  /** Jobs of one task cost the driver 3 ms each, tasks of a larger job 0.4 ms: enough trials in flight to make larger jobs. */
  private static final int LEAST_IN_FLIGHT = 32;

  private static final long LAST_WORDS_SECONDS = 5;

  /** Tasks in this process. */
  private static final AtomicInteger RUNNING_HERE = new AtomicInteger();

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final SweepFolder folder;
  private final TrialFunction.Factory factory;
  private final String group;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  /** Trials that Spark has and that have not replied. */
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
    return Math.max(LEAST_IN_FLIGHT, 4 * spark.defaultParallelism());
  }

  @Override
  public void submit(List<TrialConfig> trials, int untilEpoch) {
    if (!trials.isEmpty()) {
      new Job(trials, untilEpoch).start();
    }
  }

  @Override
  public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      if (spark.sc().isStopped()) {
        throw UserError.cluster("Spark has stopped; run the same command again to go on with the sweep", null);
      }
      return Optional.empty();
    }
    if (event.lost != null) {
      return lost(event);
    }
    TrialTask.Reply reply = TrialTask.Reply.fromJson(event.reply);
    if (reply.data() != null) {
      throw UserError.data(reply.data(), null);
    }
    if (reply.row() == null) {
      throw UserError.cluster("cannot write a row into " + folder.location() + ": " + reply.error(), null);
    }
    return Optional.of(reply.row());
  }

  /**
   * A job that Spark gave up, because executors died under one of its tasks again and again. Which task it was cannot be told
   * reliably, so the rest of the job runs again one by one; a trial that fails alone is the culprit, and gets its row here.
   */
  private Optional<TrialRow> lost(Event event) {
    String reason = String.valueOf(event.error.getMessage());
    List<TrialConfig> trials = event.lost;
    if (spark.sc().isStopped() || !reason.contains("ExecutorLostFailure")) {
      throw UserError.cluster("Spark gave up a job of " + trials.size() + " trials: " + reason, event.error);
    }
    if (trials.size() > 1) {
      trials.forEach(trial -> submit(List.of(trial), event.untilEpoch));
      return Optional.empty();
    }
    try {
      var failed = TrialTask.failed(trials.get(0), Instant.now(), "executor-lost", reason, "");
      folder.write(failed);
      return Optional.of(TrialTask.row(failed));
    } catch (IOException e) {
      throw StorageFailure.of("cannot write a row into", folder.location(), e);
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

  /** Runs on an executor: text in, text out. */
  private static String runTask(String trial, int untilEpoch, TrialFunction.Factory factory, String out) {
    TaskContext task = TaskContext.get();
    // A process that is ending fails in odd ways before its threads do.
    BooleanSupplier cancelled = () -> task.isInterrupted() || ShutdownHookManager.get().isShutdownInProgress();
    RUNNING_HERE.incrementAndGet();
    try {
      SweepFolder folder = SweepFolder.at(out, SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
      TrialRow row = TrialTask.run(TrialConfig.fromJson(trial), untilEpoch, factory, folder, cancelled);
      return new TrialTask.Reply(row, null, null).toJson();
    } catch (IOException e) {
      return new TrialTask.Reply(null, StorageFailure.describe(e), null).toJson();
    } catch (DataException e) {
      return new TrialTask.Reply(null, null, e.getMessage()).toJson();
    } finally {
      RUNNING_HERE.decrementAndGet();
    }
  }

  /** The body of a task; a static method makes it, so that nothing of the driver is captured. */
  private static Function1<Iterator<String>, String> body(int untilEpoch, TrialFunction.Factory factory, String out) {
    return (Function1<Iterator<String>, String> & Serializable) trials -> runTask(trials.next(), untilEpoch, factory, out);
  }

  private final class Job {
    private final List<TrialConfig> trials;
    private final int untilEpoch;
    /** Trials without a reply, by partition. */
    private final Map<Integer, TrialConfig> open = new ConcurrentHashMap<>();

    Job(List<TrialConfig> trials, int untilEpoch) {
      this.trials = List.copyOf(trials);
      this.untilEpoch = untilEpoch;
    }

    void start() {
      List<String> texts = new ArrayList<>();
      List<Object> partitions = new ArrayList<>();
      for (int i = 0; i < trials.size(); i++) {
        open.put(i, trials.get(i));
        texts.add(trials.get(i).toJson());
        partitions.add(i);
      }
      inFlight.addAndGet(trials.size());
      spark.setJobGroup(group, describe(), true);
      RDD<String> rdd = spark.parallelize(texts, texts.size()).setName(group).rdd();
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
      StringBuilder text = new StringBuilder(group).append(':');
      for (int i = 0; i < Math.min(4, trials.size()); i++) {
        TrialConfig trial = trials.get(i);
        text.append(i == 0 ? " " : ", ").append(trial.variant()).append(" #").append(trial.index());
      }
      return trials.size() > 4 ? text + " and " + (trials.size() - 4) + " more" : text.toString();
    }
  }

  /** A reply, or a job that failed with the trials that it left undone. */
  private record Event(String reply, List<TrialConfig> lost, int untilEpoch, Throwable error) {}
}
