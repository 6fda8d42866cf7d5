package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final SweepSummary summary = new SweepSummary(List.of("plain", "rnn-do"), Selection.LOWEST_LOSS);
  private final AtomicLong clock = new AtomicLong();

  private void end(Progress progress, String variant, String status, double valid, double seconds) {
    clock.addAndGet((long) (seconds * 1e9));
    TrialRow row = new TrialRow(
        "id" + clock.get(), variant, "task", "set", status, 1, 1, valid, valid, valid, Collections.emptySortedMap(),
        Collections.emptySortedMap(), "", 0, 0);
    summary.add(row);
    progress.ended(row);
  }

  @Test
  void logGetsALineForEachNewBestAndEveryFiveSeconds() {
    Progress progress = new Progress(out, false, 0, 5, summary, clock::get);
    end(progress, "plain", "ok", 9.5, 1);
    end(progress, "rnn-do", "ok", 9.75, 1);
    end(progress, "plain", "diverged", Double.NaN, 1);
    progress.tick();
    end(progress, "rnn-do", "failed", Double.NaN, 4);
    clock.addAndGet(60_000_000_000L);
    progress.tick(); // nothing new to say
    end(progress, "rnn-do", "ok", 9.25, 1);
    progress.finish();
    assertEquals(
        """
        1/5 trials, about 4 s left | best valid: plain 9.5000
        4/5 trials, 1 diverged, 1 failed, about 1 s left | best valid: plain 9.5000, rnn-do 9.7500
        5/5 trials, 1 diverged, 1 failed, 1 min 8 s | best valid: rnn-do 9.2500, plain 9.5000
        5/5 trials, 1 diverged, 1 failed, 1 min 8 s | best valid: rnn-do 9.2500, plain 9.5000
        """,
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void terminalLineIsWrittenOverAndNeverWraps() {
    Progress progress = new Progress(out, true, 40, 2, summary, clock::get);
    end(progress, "plain", "ok", 9.5, 1);
    end(progress, "rnn-do", "ok", 9.25, 0.01); // too soon to be shown
    progress.finish();
    assertEquals(
        "\r1/2 trials, about 1 s left | best va..."
            + "\r2/2 trials, 1 s | best valid: rnn-do...\n",
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void trialsOfEarlierRunsDoNotMakeTheEndSeemNear() {
    SweepSummary resumed = summary;
    end(new Progress(out, false, 0, 10, resumed, clock::get), "plain", "ok", 9, 1);
    bytes.reset();
    Progress progress = new Progress(out, false, 0, 4, resumed, clock::get);
    end(progress, "plain", "ok", 8, 10);
    assertEquals("2/4 trials, about 20 s left | best valid: plain 8.0000\n", bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void pausedTrialThatFailsWithoutItsDataIsCountedOnce() {
    summary.add(row("data", "stopped"));
    summary.addAgain(row("/where/data", "failed"));
    assertEquals(1, summary.rows());
    assertEquals(0, summary.count("stopped"));
    assertEquals(1, summary.count("failed"));
  }

  private static TrialRow row(String dataset, String status) {
    return new TrialRow(
        "id", "plain", "task", dataset, status, 1, 1, 1, 1, 1, Collections.emptySortedMap(), Collections.emptySortedMap(), "", 0,
        0);
  }
}
