package dev.rondo.driver.bench;

import dev.rondo.core.TrialRunner;
import dev.rondo.core.bench.EpochBench;
import dev.rondo.core.bench.SgemmRate;
import dev.rondo.core.bench.StepBench;
import dev.rondo.core.bench.Stopwatch;
import dev.rondo.core.bench.ThreadsBench;
import dev.rondo.core.bench.Timing;
import dev.rondo.core.data.DataException;
import dev.rondo.driver.UserError;
import dev.rondo.driver.command.DataFolder;
import dev.rondo.driver.command.PlainFormat;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo bench}: how fast training is here. Runs in this process, without Spark. */
@Command(
    name = "bench",
    description = "Times one training step, evaluation and a whole epoch on one thread of this machine, beside the rate"
        + " of large matrix products in the same minute.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  /** What can be timed. */
  enum Measure {
    STEP,
    INFERENCE,
    EPOCH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whom to compare with. */
  enum Peer {
    NONE,
    TORCH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;
  @Mixin private BenchArguments arguments;

  @Option(
      names = "--measure", split = ",", paramLabel = "WHAT", defaultValue = "step,inference,epoch",
      description = "Any of ${COMPLETION-CANDIDATES}, with commas; all by default.")
  private List<Measure> measures;

  @Mixin private DataFolder data;

  @Option(
      names = "--repeats", paramLabel = "N", defaultValue = "5",
      description = "Timed repeats, of which the median counts; ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "1", description = "Of a repeat; ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--threads", paramLabel = "N", defaultValue = "1",
      description = "Also runs so many trials at once and gives their throughput relative to one; ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--peer", paramLabel = "PEER", defaultValue = "none",
      description = "${COMPLETION-CANDIDATES}. torch: times the same step in PyTorch, in turns with ours, where a"
          + " Python with PyTorch is found: RONDO_PYTHON, python3 or /usr/bin/python3.")
  private Peer peer;

  @Option(
      names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. json: one object a line.")
  private PlainFormat format;

  @Override
  public Integer call() throws Exception {
    check();
    List<BenchArguments.Case> cases = arguments.cases();
    Path dataRoot = data.root();
    Set<Measure> wanted = EnumSet.copyOf(measures);
    BenchReport report = new BenchReport(format, command.commandLine().getOut());
    if (peer == Peer.TORCH && arguments.hasOverrides()) {
      command.commandLine().getErr().println("rondo: --set changes our side only, not the peer's");
    }
    for (BenchArguments.Case c : cases) {
      check(c, wanted, dataRoot);
    }
    TorchPeer torch =
        peer == Peer.TORCH ? TorchPeer.find(TorchPeer.pythons(), command.commandLine().getErr()) : null;
    try (torch; SgemmRate sgemm = new SgemmRate()) {
      for (BenchArguments.Case c : cases) {
        progress(c);
        if (wanted.contains(Measure.STEP) || wanted.contains(Measure.INFERENCE)) {
          oneNetwork(c, wanted, sgemm, torch, report);
        }
        if (threads > 1) {
          report.add(c, BenchReport.threads(ThreadsBench.run(c.config(), c.shape(), threads, seconds, repeats)));
        }
        if (wanted.contains(Measure.EPOCH)) {
          report.add(c, epoch(c, dataRoot));
        }
      }
    }
    report.end();
    return 0;
  }

  /** Mistakes show before anything is timed. */
  private static void check(BenchArguments.Case c, Set<Measure> wanted, Path dataRoot) throws DataException {
    try {
      StepBench.check(c.config(), c.shape());
      if (wanted.contains(Measure.EPOCH)) {
        new TrialRunner(dataRoot, null).check(c.config());
      }
    } catch (IllegalArgumentException e) {
      throw UserError.usage(c.title() + ": " + e.getMessage());
    }
  }

  private Map<String, Object> epoch(BenchArguments.Case c, Path dataRoot) throws DataException {
    try {
      return BenchReport.epoch(EpochBench.run(c.config(), dataRoot, seconds * repeats));
    } catch (IllegalArgumentException e) {
      throw UserError.usage("an epoch of " + c.title() + ": " + e.getMessage());
    }
  }

  private void check() {
    if (repeats < 1 || repeats > 1000) {
      throw UserError.usage("--repeats is " + repeats + "; give a number from 1 to 1000");
    }
    if (!(seconds >= 0 && seconds <= 3600)) {
      throw UserError.usage("--seconds is " + seconds + "; give the time of a repeat, from 0 to 3600");
    }
    if (threads < 1 || threads > 1024) {
      throw UserError.usage("--threads is " + threads + "; give how many trials run at once, from 1 to 1024");
    }
  }

  private void oneNetwork(
      BenchArguments.Case c, Set<Measure> wanted, SgemmRate sgemm, TorchPeer torch, BenchReport report) {
    try (StepBench bench = new StepBench(c.config(), c.shape())) {
      if (wanted.contains(Measure.STEP)) {
        SgemmRate.Rate before = sgemm.measure();
        Stopwatch watch = new Stopwatch(bench::step, seconds).warmUp();
        TorchPeer.Session session = torch == null ? null : torch.open(c, seconds);
        for (int i = 0; i < repeats; i++) {
          watch.repeat();
          if (session != null) {
            session.repeat(seconds);
          }
        }
        SgemmRate.Rate after = sgemm.measure();
        double laying = new Stopwatch(bench::lay, seconds / 10).time(1).median();
        Map<String, Object> row = BenchReport.step(watch, bench.stepFlops(), before, after, laying);
        if (session != null) {
          row.putAll(session.row(watch.timing()));
        }
        report.add(c, row);
      }
      if (wanted.contains(Measure.INFERENCE)) {
        Stopwatch watch = new Stopwatch(bench::evaluate, seconds);
        Timing timing = watch.time(repeats);
        report.add(c, BenchReport.inference(c.shape(), timing, watch.last(), bench.evaluationFlops()));
      }
    }
  }

  private void progress(BenchArguments.Case c) {
    command.commandLine().getErr().println("rondo: timing " + c.title());
  }
}
