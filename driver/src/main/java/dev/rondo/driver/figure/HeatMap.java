package dev.rondo.driver.figure;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * A surface over two axes in bands of colour, from dark (low) to light (high), with a way drawn over it.
 *
 * @param x its ends are the centres of the outermost columns
 * @param y its ends are the centres of the outermost rows
 * @param level what the colours mean
 * @param values [rows][columns]; row 0 is at the lower end of y
 * @param path places (x, y) in order, the start first; empty for none
 */
public record HeatMap(String title, Scale x, Scale y, Scale level, double[][] values, List<double[]> path)
    implements Figure.Panel {
  private static final int PLOT_SIZE = 338;
  private static final int BANDS = 24;
  private static final int[][] COLORS = {{24, 20, 70}, {40, 80, 140}, {40, 140, 140}, {130, 190, 100}, {250, 235, 150}};

  @Override
  public int width() {
    return Axes.MARGIN_LEFT + PLOT_SIZE + 110;
  }

  @Override
  public void draw(Svg svg, double left, double top) {
    Axes axes = Axes.in(x, y, left, top, PLOT_SIZE);
    int rows = values.length;
    int columns = values[0].length;
    double cellHeight = axes.height() / rows;
    double cellWidth = axes.width() / columns;
    for (int i = 0; i < rows; i++) {
      double y0 = axes.bottom() - (i + 1) * cellHeight;
      for (int from = 0; from < columns; ) {
        int to = from + 1;
        while (to < columns && band(values[i][to]) == band(values[i][from])) {
          to++;
        }
        // A little overlap hides the seams that some viewers leave between neighbours.
        svg.rect(
            axes.left() + from * cellWidth, y0, (to - from) * cellWidth + (to < columns ? 0.5 : 0),
            cellHeight + (i > 0 ? 0.5 : 0), color(band(values[i][from])));
        from = to;
      }
    }
    axes.clip(svg, () -> drawPath(svg, axes));
    axes.frame(svg, title);
    colorBar(svg, axes);
  }

  private void drawPath(Svg svg, Axes axes) {
    if (path.isEmpty()) {
      return;
    }
    List<double[]> places = path.stream()
        .filter(p -> Double.isFinite(p[0]) && Double.isFinite(p[1]))
        .map(p -> new double[] {axes.px(p[0]), axes.py(p[1])}).toList();
    svg.polyline(places, "#ffffff", 3, "");
    svg.polyline(places, "#d7191c", 1.4, "");
    places.forEach(p -> svg.circle(p[0], p[1], 1.6, "#d7191c", "none"));
    double[] start = places.get(0);
    double[] end = places.get(places.size() - 1);
    svg.circle(end[0], end[1], 5, "#d7191c", "#ffffff");
    svg.circle(start[0], start[1], 5, "#ffffff", Svg.INK);
  }

  private void colorBar(Svg svg, Axes axes) {
    double at = axes.right() + 18;
    double step = axes.height() / BANDS;
    for (int i = 0; i < BANDS; i++) {
      svg.rect(at, axes.bottom() - (i + 1) * step, 14, step + (i > 0 ? 0.5 : 0), color(i));
    }
    for (BigDecimal tick : level.ticks()) {
      double y0 = axes.bottom() - axes.height() * level.at(tick.doubleValue());
      svg.line(at + 14, y0, at + 18, y0, Svg.INK, 1);
      svg.text(at + 21, y0 + 4, Svg.Anchor.START, 12, Scale.text(tick));
    }
    svg.text(at, axes.top() - 10, Svg.Anchor.START, 12, level.label());
  }

  private int band(double value) {
    double share = Double.isFinite(value) ? level.at(value) : 1;
    return (int) Math.max(0, Math.min(BANDS - 1, Math.floor(share * BANDS)));
  }

  private static String color(int band) {
    double place = band * (COLORS.length - 1.0) / (BANDS - 1);
    int below = (int) Math.min(COLORS.length - 2, Math.floor(place));
    int[] rgb = new int[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (int) Math.round(COLORS[below][c] + (place - below) * (COLORS[below + 1][c] - COLORS[below][c]));
    }
    return String.format(Locale.ROOT, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
  }
}
