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
 * ends, not when its job does. A trial that was lost with its executor is not run again by Spark but by the backend, which finds
 * out by {@link Suspects} whether it was the trial's fault.
 */
public final class SparkBackend implements TrialBackend {
  /** Jobs of one task cost the driver 3 ms each, tasks of a larger job 0.4 ms: enough trials in flight to make larger jobs. */
  private static final int LEAST_IN_FLIGHT = 32;

  private static final int USUAL_LOSSES = 3;

  private static final long LAST_WORDS_SECONDS = 5;

  /** Tasks in this process. */
  private static final AtomicInteger RUNNING_HERE = new AtomicInteger();

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final SweepFolder folder;
  private final TrialFunction.Factory factory;
  private final String group;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  /** Trials that Spark has and whose replies are not among the events yet. */
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
    return Math.max(LEAST_IN_FLIGHT, 4 * spark.defaultParallelism());
  }

  @Override
  public void submit(List<TrialConfig> trials, int untilEpoch) {
    if (suspects.apart()) {
      trials.forEach(trial -> held.add(new Segment(trial, untilEpoch)));
    } else if (!trials.isEmpty()) {
      new Job(trials, untilEpoch).start();
    }
  }

  private void start(List<Segment> segments) {
    segments.forEach(segment -> new Job(List.of(segment.trial()), segment.untilEpoch()).start());
  }

  @Override
  public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      if (spark.sc().isStopped()) {
        throw UserError.cluster("Spark has stopped; run the same command again to go on with the sweep", null);
      }
      trySuspects();
      return Optional.empty();
    }
    if (event.error != null) {
      return givenUp(event);
    }
    TrialTask.Reply reply = TrialTask.Reply.fromJson(event.reply);
    if (reply.again() != null) {
      LostAttempts.Loss loss = lostAttempts.of(reply.again());
      return lost(new Segment(event.trials.get(0), event.untilEpoch), loss);
    }
    if (reply.data() != null) {
      throw UserError.data(reply.data(), null);
    }
    if (reply.row() == null) {
      throw UserError.cluster("cannot write a row into " + folder.location() + ": " + reply.error(), null);
    }
    return Optional.of(reply.row());
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

  /** Spark ran a task again because its executor was lost; what becomes of the trial is decided here. */
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
  private Optional<TrialRow> givenUp(Event event) {
    String reason = String.valueOf(event.error.getMessage()).lines().findFirst().orElse("");
    if (spark.sc().isStopped()) {
      throw UserError.cluster(
          "Spark has stopped: " + reason + "; run the same command again to go on with the sweep", event.error);
    }
    if (!reason.contains("ExecutorLostFailure")) {
      throw UserError.cluster(
          "Spark gave up a job of " + Numbers.plural(event.trials.size(), "trial") + ": " + reason, event.error);
    }
    LostAttempts.Loss loss = new LostAttempts.Loss(true, event.trials.size() == 1 && inFlight.get() == 0, reason);
    Optional<TrialRow> row = Optional.empty();
    for (TrialConfig trial : event.trials) {
      Optional<TrialRow> failed = lost(new Segment(trial, event.untilEpoch), loss);
      row = failed.isPresent() ? failed : row; // at most one, that of a single trial
    }
    return row;
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
    if (task.attemptNumber() > 0) {
      // Whether and where a trial runs again is for the driver to say, which knows what else was lost.
      return TrialTask.Reply.again(new LostAttempts.Place(task.stageId(), task.partitionId())).toJson();
    }
    // A process that is ending fails in odd ways before its threads do.
    BooleanSupplier cancelled = () -> task.isInterrupted() || ShutdownHookManager.get().isShutdownInProgress();
    RUNNING_HERE.incrementAndGet();
    try {
      SweepFolder folder = SweepFolder.at(out, SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
      TrialConfig config = TrialConfig.fromJson(trial);
      try (Heartbeats.Trial told = Heartbeats.begin(config, folder, SparkEnv.get().executorId())) {
        return TrialTask.Reply.of(TrialTask.run(config, untilEpoch, factory, folder, cancelled)).toJson();
      }
    } catch (IOException e) {
      return TrialTask.Reply.error(StorageFailure.describe(e)).toJson();
    } catch (DataException e) {
      return TrialTask.Reply.data(e.getMessage()).toJson();
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
        TrialConfig trial = open.remove((Integer) partition);
        events.add(new Event(List.of(trial), untilEpoch, reply, null));
        inFlight.decrementAndGet();
        return BoxedUnit.UNIT;
      };
      Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
      Function1<Try<BoxedUnit>, BoxedUnit> onEnd = end -> {
        if (end.isFailure()) {
          List<TrialConfig> left = List.copyOf(open.values());
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
   * @param trials the one that replied, or those that the job left undone
   * @param reply null when the job failed
   * @param error null when there is a reply
   */
  private record Event(List<TrialConfig> trials, int untilEpoch, String reply, Throwable error) {}
}
