package dev.rondo.driver.sweep;

import dev.rondo.core.Estimate;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import java.io.PrintStream;
import java.util.Collection;
import org.apache.spark.SparkConf;

/**
 * The memory that executors need for the trials of a sweep, estimated from the first trial of each variant. Tensors lie off the
 * heap, which Spark calls the overhead; the data set lies on the heap, once an executor.
 *
 * @param trialBytes tensors of the largest trial
 * @param parameters of the largest trial, which a checkpoint holds several times
 * @param dataBytes of the data set
 */
public record ExecutorMemory(long trialBytes, long parameters, long dataBytes) {
  private static final long MIB = 1 << 20;
  private static final long STEP = 64;

  /** Of the heap: what Spark sets aside for itself, and classes of Spark and Rondo. */
  private static final long HEAP = 400 * MIB;
  private static final long RESERVED_BY_SPARK = 300 * MIB;
  /** Rows, messages and the Parquet writer of a trial. */
  private static final long HEAP_OF_A_TRIAL = 32 * MIB;
  /** A checkpoint is made twice over, of parameters, their best values and the optimizer's memory, up to eight bytes each. */
  private static final long CHECKPOINT_OF_A_PARAMETER = 64;
  /** Of the overhead: code, classes, threads and buffers of the JVM. */
  private static final long OVERHEAD = 320 * MIB;
  /** Measured use was up to 1.11 times the estimate. */
  private static final double MARGIN = 1.25;

  /** That of the largest trials and data. */
  public static ExecutorMemory of(Collection<Estimate> estimates) {
    return new ExecutorMemory(
        estimates.stream().mapToLong(Estimate::peakBytes).max().orElse(0),
        estimates.stream().mapToLong(Estimate::parameters).max().orElse(0),
        estimates.stream().mapToLong(Estimate::dataBytes).max().orElse(0));
  }

  /** MiB of heap for so many trials at once; data is held twice while it is read. */
  public long heap(int trials) {
    return roundUp(HEAP + 2 * dataBytes + trials * (HEAP_OF_A_TRIAL + CHECKPOINT_OF_A_PARAMETER * parameters));
  }

  /** MiB of {@code spark.executor.memoryOverhead} for so many trials at once. */
  public long overhead(int trials) {
    return roundUp(OVERHEAD + (long) (MARGIN * trialBytes) * trials);
  }

  private static long roundUp(long bytes) {
    return (bytes + STEP * MIB - 1) / (STEP * MIB) * STEP;
  }

  /** The arguments of spark-submit for so many trials at once in an executor. */
  public String arguments(int trials) {
    return "--executor-cores " + trials + " --executor-memory " + heap(trials) + "m --conf spark.executor.memoryOverhead="
        + overhead(trials) + "m";
  }

  /**
   * Compares it with what executors will have. YARN and Kubernetes end executors that go beyond their overhead; a standalone
   * cluster does not count it, and in local mode the data set is in memory already.
   *
   * @param messages is told what may be too little
   * @throws UserError when it cannot suffice
   */
  public void check(SparkConf conf, PrintStream messages) {
    String master = conf.get("spark.master");
    if (master.startsWith("local")) {
      return;
    }
    boolean counted = master.startsWith("yarn") || master.startsWith("k8s");
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    long overhead = overhead(conf, heap);
    // On a standalone cluster an executor takes all cores of its worker unless told otherwise; how many is not known yet.
    int trials = Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
    if (heap * MIB < RESERVED_BY_SPARK + dataBytes) {
      throw UserError.usage(
          "executors have a heap of " + heap + " MiB, which cannot hold the data set of " + Numbers.bytes((double) dataBytes)
              + " beside the 300 MiB that Spark sets aside; give spark-submit " + arguments(trials));
    }
    if (counted && overhead * MIB < trials * trialBytes) {
      throw UserError.usage(
          "executors have a spark.executor.memoryOverhead of " + overhead + " MiB, which cannot hold "
              + Numbers.plural(trials, "trial") + " at once of " + Numbers.bytes((double) trialBytes)
              + "; give spark-submit " + arguments(trials) + ", or fewer cores to an executor");
    }
    if (heap < heap(trials) || counted && overhead < overhead(trials)) {
      messages.println(
          "rondo: executors may run out of memory: " + Numbers.plural(trials, "trial") + " at once would take about "
              + heap(trials) + " MiB of heap" + (counted ? " and " + overhead(trials) + " MiB of overhead" : "") + ", of which there "
              + (counted ? "are " + heap + " and " + overhead : "are " + heap) + "; give spark-submit " + arguments(trials));
    }
  }

  /** MiB of overhead as Spark counts it. */
  private static long overhead(SparkConf conf, long heap) {
    long least = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m");
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    return conf.getSizeAsMb("spark.executor.memoryOverhead", Math.max(least, (long) (factor * heap)) + "m");
  }
}
