package dev.rondo.driver.sweep;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tells a person how a sweep goes: one line that is written over on a terminal, and elsewhere (a log file) a new line at each
 * new best trial and every five seconds otherwise, when something has changed.
 */
public final class Progress {
  private static final long LIVE_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean live;
  private final int width;
  private final long planned;
  private final SweepSummary summary;
  private final LongSupplier clock;
  private final long start;
  private final long before;
  private long lastPrint;
  private long lastRows = -1;
  private TrialRow best;
  private int shown;

  /**
   * @param live whether {@code out} is a terminal
   * @param width of the terminal in characters; 0 when unknown
   * @param planned trials of the whole sweep
   * @param summary counts what ended before; the caller adds to it
   * @param clock nanoseconds, as {@link System#nanoTime}
   */
  public Progress(PrintStream out, boolean live, int width, long planned, SweepSummary summary, LongSupplier clock) {
    this.out = out;
    this.live = live;
    this.width = width > 20 ? width : 80;
    this.planned = planned;
    this.summary = summary;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.lastPrint = start;
    this.before = summary.rows();
    for (SweepSummary.Group group : summary.groups()) {
      if (group.best() != null && summary.selection().beats(group.best(), best)) {
        best = group.best();
      }
    }
  }

  /** As the launcher script says: system properties {@code rondo.terminal} and {@code rondo.width}. */
  static Progress of(PrintStream out, long planned, SweepSummary summary) {
    return new Progress(
        out, Boolean.getBoolean("rondo.terminal"), Integer.getInteger("rondo.width", 0), planned, summary,
        System::nanoTime);
  }

  /** A trial ended; the summary has counted it. */
  public void ended(TrialRow row) {
    boolean newBest = summary.selection().beats(row, best);
    if (newBest) {
      best = row;
    }
    print(newBest && !live);
  }

  /** Time has passed. */
  public void tick() {
    print(false);
  }

  /** The last word; a live line stays on the screen. */
  public void finish() {
    lastRows = -1;
    print(true);
    if (live) {
      out.println();
      out.flush();
    }
  }

  private void print(boolean now) {
    long time = clock.getAsLong();
    boolean due = live ? time - lastPrint >= LIVE_NANOS : time - lastPrint >= PLAIN_NANOS && summary.rows() != lastRows;
    if (!now && !due) {
      return;
    }
    lastPrint = time;
    lastRows = summary.rows();
    String line = line(time);
    if (live) {
      // Blanks wipe what a longer line left; no escape sequences, which some terminals print.
      String cut = line.length() < width ? line : line.substring(0, width - 4) + "...";
      out.print('\r' + cut + " ".repeat(Math.max(0, shown - cut.length())));
      shown = cut.length();
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String line(long time) {
    StringBuilder text = new StringBuilder();
    text.append(Numbers.count(summary.rows())).append('/').append(Numbers.plural(planned, "trial"));
    count(text, "diverged");
    count(text, "failed");
    text.append(timeLeft(time));
    List<SweepSummary.Group> ranked = new ArrayList<>(summary.groups());
    ranked.removeIf(group -> group.best() == null);
    ranked.sort(Comparator.comparing(SweepSummary.Group::best, summary.selection().bestFirst()));
    boolean oneSet = ranked.stream().map(SweepSummary.Group::dataset).distinct().count() <= 1;
    String separator = summary.selection().equals(Selection.LOWEST_LOSS) ? " | best valid: " : " | " + summary.selection() + ": ";
    for (SweepSummary.Group group : ranked) {
      text.append(separator).append(group.variant());
      text.append(oneSet ? "" : "@" + group.dataset()).append(' ').append(Numbers.loss(summary.selection().value(group.best())));
      separator = ", ";
    }
    return text.toString();
  }

  private void count(StringBuilder text, String status) {
    long count = summary.count(status);
    if (count > 0) {
      text.append(", ").append(Numbers.count(count)).append(' ').append(status);
    }
  }

  private String timeLeft(long time) {
    long done = summary.rows() - before;
    long left = planned - summary.rows();
    if (left <= 0) {
      return ", " + Numbers.duration(Duration.ofNanos(time - start));
    }
    if (done == 0) {
      return "";
    }
    double nanos = (double) (time - start) / done * left;
    return ", about " + Numbers.duration(Duration.ofNanos((long) Math.min(nanos, Long.MAX_VALUE))) + " left";
  }
}
