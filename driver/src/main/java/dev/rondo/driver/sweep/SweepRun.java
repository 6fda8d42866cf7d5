package dev.rondo.driver.sweep;

import dev.rondo.core.Status;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.Compaction;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.RunningTrial;
import dev.rondo.driver.storage.StorageFailure;
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
  private boolean retryFailed;
  private long failedBefore;

  /** @param messages for a person; progress and warnings */
  public SweepRun(SweepSpec spec, SweepFolder folder, PrintStream messages) {
    this.spec = spec;
    this.info = SweepInfo.of(spec);
    this.folder = folder;
    this.messages = messages;
  }

  /** Runs trials again that failed in earlier runs. */
  public SweepRun retryingFailed() {
    retryFailed = true;
    return this;
  }

  /**
   * Runs what has not ended yet.
   *
   * @param backends makes the backend for a folder; not called when every trial has ended
   * @return counts and best trials of the whole sweep, earlier runs included
   * @throws UserError when another driver is at work in the folder, or it belongs to another spec, or storage or cluster fail
   */
  public SweepSummary run(Function<SweepFolder, TrialBackend> backends) throws InterruptedException {
    try {
      return runLocked(backends);
    } catch (IOException e) {
      throw StorageFailure.of("cannot use", folder.location(), e);
    } catch (UncheckedIOException e) {
      throw StorageFailure.of("cannot use", folder.location(), e.getCause());
    }
  }

  private SweepSummary runLocked(Function<SweepFolder, TrialBackend> backends) throws IOException, InterruptedException {
    try (SweepLock lock = SweepLock.take(folder, messages)) {
      info.claim(folder);
      folder.prepare();
      SweepSummary summary = new SweepSummary(info.variants(), info.selection());
      Map<String, TrialRow> ended = new HashMap<>();
      SearchStrategy strategy = strategy();
      if (retryFailed && !strategy.plan().knows(strategy.plan().size() - 1)) {
        throw UserError.usage(
            "--retry-failed: a " + spec.searchKind() + " search has chosen trials by the results of others, failed ones included,"
                + " and would now choose others; give the sweep a new folder with --out");
      }
      if (pauses(strategy)) {
        folder.readWithEpochs(row -> count(row, summary, ended), this::moveAside);
      } else {
        folder.read(row -> count(row, summary, ended), this::moveAside);
      }
      if (failedBefore > 0) {
        messages.println("rondo: running " + Numbers.plural(failedBefore, "trial") + " again that failed in earlier runs");
      }
      if (!ended.isEmpty()) {
        messages.println(
            "rondo: " + Numbers.count(ended.size()) + " of " + Numbers.plural(strategy.plan().size(), "trial")
                + (pauses(strategy) ? " have rows from earlier runs" : " have ended in earlier runs"));
      }
      if (!Sweep.finished(strategy(), info.selection(), ended)) {
        runRest(strategy, ended, summary, backends, lock);
      }
      FolderCheckpoints.clear(folder);
      RunningTrial.clear(folder);
      folder.tidyClaims();
      merge();
      return summary;
    }
  }

  private void count(TrialRow row, SweepSummary summary, Map<String, TrialRow> ended) {
    if (retryFailed && row.status().equals(Status.FAILED.text())) {
      failedBefore++; // Its row stays until the new one replaces it.
      return;
    }
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
      Function<SweepFolder, TrialBackend> backends, SweepLock lock) throws InterruptedException {
    try (TrialBackend backend = backends.apply(folder)) {
      Progress progress = Progress.of(messages, strategy.plan().size(), summary);
      Sweep.Listener listener = new Sweep.Listener() {
        @Override
        public void ended(TrialRow row, boolean again) {
          lock.check();
          if (again) {
            summary.addAgain(row);
          } else {
            summary.add(row);
          }
          progress.ended(row);
        }

        @Override
        public void tick() {
          lock.check();
          progress.tick();
        }

        @Override
        public void decided(List<String> decisions) {
          try {
            folder.writeText(DECISIONS, String.join("\n", decisions) + "\n");
          } catch (IOException e) {
            throw StorageFailure.of("cannot write", folder.location() + "/" + DECISIONS, e);
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
      Compaction.Outcome merged = Compaction.runIfNeeded(folder);
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
