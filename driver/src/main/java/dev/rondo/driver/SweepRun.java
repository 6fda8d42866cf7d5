package dev.rondo.driver;

import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.strategy.SearchStrategy;
import dev.rondo.spec.strategy.StrategyKind;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/** Runs or resumes a sweep in its folder: what {@code rondo run} does, without the command line. */
public final class SweepRun {
  private final SweepSpec spec;
  private final SweepInfo info;
  private final SweepFolder folder;
  private final PrintStream messages;

  /** @param messages for a person; progress and warnings */
  public SweepRun(SweepSpec spec, SweepFolder folder, PrintStream messages) {
    this.spec = spec;
    this.info = SweepInfo.of(spec);
    this.folder = folder;
    this.messages = messages;
  }

  /**
   * Runs what has not ended yet.
   *
   * @param backends makes the backend for a folder; not called when every trial has ended
   * @return counts and best trials of the whole sweep, earlier runs included
   * @throws UserError when another driver is at work in the folder, or it belongs to another spec, or storage or cluster fail
   */
  public SweepSummary run(Function<SweepFolder, TrialBackend> backends) throws IOException, InterruptedException {
    try (SweepLock lock = SweepLock.take(folder)) {
      info.claim(folder);
      folder.prepare();
      SweepSummary summary = new SweepSummary(info.variants(), info.selection());
      Map<String, TrialRow> ended = new HashMap<>();
      folder.read(
          row -> {
            summary.add(row);
            ended.put(row.id(), row.withoutConfig());
          },
          this::moveAside);
      SearchStrategy strategy = StrategyKind.of(spec);
      if (!ended.isEmpty()) {
        messages.println(
            "rondo: " + Numbers.count(ended.size()) + " of " + Numbers.plural(strategy.planned(), "trial")
                + " have ended in earlier runs");
      }
      if (ended.size() < strategy.planned()) {
        runRest(strategy, ended, summary, backends);
      }
      FolderCheckpoints.clear(folder);
      return summary;
    }
  }

  private void runRest(
      SearchStrategy strategy, Map<String, TrialRow> ended, SweepSummary summary,
      Function<SweepFolder, TrialBackend> backends) throws InterruptedException {
    try (TrialBackend backend = backends.apply(folder)) {
      Progress progress = Progress.of(messages, strategy.planned(), summary);
      Sweep.Listener listener = new Sweep.Listener() {
        @Override
        public void ended(TrialRow row) {
          summary.add(row);
          progress.ended(row);
        }

        @Override
        public void tick() {
          progress.tick();
        }
      };
      new Sweep(strategy, spec.metric(), backend, ended, listener).run();
      progress.finish();
    }
  }

  private void moveAside(Path file, String reason) {
    try {
      Path target = folder.moveAside(file);
      messages.println(
          "rondo: " + file.toUri().getPath() + " is not a whole row (" + reason + "); moved it to "
              + target.toUri().getPath() + ", its trial runs again");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
