package dev.rondo.driver.sweep;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.Compaction;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepLock;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.strategy.SearchStrategy;
import dev.rondo.spec.strategy.StrategyKind;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/** Runs or resumes a sweep in its folder: what {@code rondo run} does, without the command line. */
public final class SweepRun {
  private static final String DECISIONS = "decisions.txt";

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
      SearchStrategy strategy = strategy();
      if (pauses(strategy)) {
        folder.readWithEpochs(row -> count(row, summary, ended), this::moveAside);
      } else {
        folder.read(row -> count(row, summary, ended), this::moveAside);
      }
      if (!ended.isEmpty()) {
        messages.println(
            "rondo: " + Numbers.count(ended.size()) + " of " + Numbers.plural(strategy.plan().size(), "trial")
                + (pauses(strategy) ? " have rows from earlier runs" : " have ended in earlier runs"));
      }
      if (!Sweep.finished(strategy(), info.selection(), ended)) {
        runRest(strategy, ended, summary, backends);
      }
      FolderCheckpoints.clear(folder);
      merge();
      return summary;
    }
  }

  private static void count(TrialRow row, SweepSummary summary, Map<String, TrialRow> ended) {
    summary.add(row);
    ended.put(row.id(), row.withoutConfig());
  }

  /** Whether a strategy lets trials pause, so that their epochs count. */
  private static boolean pauses(SearchStrategy strategy) {
    return strategy.budget().segments().compareTo(BigInteger.valueOf(strategy.plan().size())) > 0;
  }

  /** A new strategy, with the decisions of earlier runs. */
  private SearchStrategy strategy() throws IOException {
    SearchStrategy strategy = StrategyKind.of(spec);
    String decisions = folder.readText(DECISIONS);
    if (decisions != null) {
      try {
        strategy.replay(decisions.lines().toList());
      } catch (IllegalArgumentException e) {
        throw damaged(e);
      }
    }
    return strategy;
  }

  private UserError damaged(IllegalArgumentException e) {
    return UserError.data(
        folder.location() + "/" + DECISIONS + " is damaged: " + e.getMessage() + "; delete it and start rondo run again: the search"
            + " decides anew, and finished trials are kept", e);
  }

  private void runRest(
      SearchStrategy strategy, Map<String, TrialRow> ended, SweepSummary summary,
      Function<SweepFolder, TrialBackend> backends) throws InterruptedException {
    try (TrialBackend backend = backends.apply(folder)) {
      Progress progress = Progress.of(messages, strategy.plan().size(), summary);
      Sweep.Listener listener = new Sweep.Listener() {
        @Override
        public void ended(TrialRow row, boolean again) {
          if (again) {
            summary.addAgain(row);
          } else {
            summary.add(row);
          }
          progress.ended(row);
        }

        @Override
        public void tick() {
          progress.tick();
        }

        @Override
        public void decided(List<String> decisions) {
          try {
            folder.writeText(DECISIONS, String.join("\n", decisions) + "\n");
          } catch (IOException e) {
            throw UserError.cluster("cannot write " + folder.location() + "/" + DECISIONS + ": " + e.getMessage(), e);
          }
        }
      };
      new Sweep(strategy, info.selection(), backend, ended, listener).run();
      progress.finish();
    }
  }

  /** Rows are safe as they are, so what goes wrong here is told and no more. */
  private void merge() {
    try {
      Compaction.Outcome merged = Compaction.runIfMany(folder);
      if (merged != null) {
        messages.println("rondo: merged " + merged);
      }
    } catch (IOException | UserError e) {
      messages.println("rondo: the rows stay in many small files: " + e.getMessage());
    }
  }

  private void moveAside(Path file, String reason) {
    try {
      Path target = folder.moveAside(file);
      messages.println(
          "rondo: " + file.toUri().getPath() + " is not a whole row (" + reason + "); moved it to "
              + target.toUri().getPath() + ", what it held runs again");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
