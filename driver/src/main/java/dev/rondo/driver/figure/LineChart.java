package dev.rondo.driver.figure;

import java.util.ArrayList;
import java.util.List;

/** Series over a common axis, with a legend at the right. */
public record LineChart(String title, Scale x, Scale y, List<Series> series) implements Figure.Panel {
  /** How a series shows where its values lie. */
  public enum Style {
    /** A line alone. */
    LINE,
    /** A line in a band from low to high. */
    BAND,
    /** A line through dots with bars from low to high. */
    BARS
  }

  /** One value; low and high are NaN where there are none. */
  public record Point(double x, double y, double low, double high) {
    public Point(double x, double y) {
      this(x, y, Double.NaN, Double.NaN);
    }
  }

  /** A line, its points from left to right; points that are not finite are left out. */
  public record Series(String name, Style style, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  private static final int PLOT_WIDTH = 480;
  private static final int LETTER = 7; // mean width of a letter of the legend, pixels
  // Apart for colour-blind eyes (Okabe and Ito), but without yellow, which is lost on white.
  private static final List<String> COLORS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#b8860b", "#7f3c8d");
  private static final List<String> DASHES = List.of("", "7 4", "2 3");

  public LineChart {
    series = List.copyOf(series);
  }

  @Override
  public int width() {
    int longest = series.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    return Axes.MARGIN_LEFT + PLOT_WIDTH + 56 + LETTER * longest;
  }

  @Override
  public void draw(Svg svg, double left, double top) {
    Axes axes = Axes.in(x, y, left, top, PLOT_WIDTH);
    axes.grid(svg);
    axes.clip(svg, () -> {
      series.stream().filter(s -> s.style() == Style.BAND).forEach(s -> band(svg, axes, s, color(s)));
      series.forEach(s -> line(svg, axes, s));
    });
    axes.frame(svg, title);
    double at = axes.top() + 8;
    for (Series s : series) {
      List<double[]> sample = List.of(new double[] {axes.right() + 16, at}, new double[] {axes.right() + 42, at});
      svg.polyline(sample, color(s), 2, dash(s));
      svg.text(axes.right() + 48, at + 4, Svg.Anchor.START, 12, s.name());
      at += 20;
    }
  }

  private void line(Svg svg, Axes axes, Series s) {
    List<double[]> places = places(axes, s);
    if (places.size() > 1) {
      svg.polyline(places, color(s), 1.8, dash(s));
    }
    if (s.style() == Style.BARS || places.size() == 1) {
      for (Point p : s.points()) {
        if (Double.isFinite(p.low()) && Double.isFinite(p.high())) {
          svg.line(axes.px(p.x()), axes.py(p.low()), axes.px(p.x()), axes.py(p.high()), color(s), 1.2);
        }
      }
      places.forEach(place -> svg.circle(place[0], place[1], 3, color(s), "#ffffff"));
    }
  }

  private void band(Svg svg, Axes axes, Series s, String color) {
    List<double[]> outline = new ArrayList<>();
    List<double[]> back = new ArrayList<>();
    for (Point p : s.points()) {
      if (Double.isFinite(p.low()) && Double.isFinite(p.high())) {
        outline.add(new double[] {axes.px(p.x()), axes.py(p.high())});
        back.add(0, new double[] {axes.px(p.x()), axes.py(p.low())});
      }
    }
    outline.addAll(back);
    if (outline.size() > 2) {
      svg.polygon(outline, color, 0.14);
    }
  }

  private static List<double[]> places(Axes axes, Series s) {
    List<double[]> places = new ArrayList<>();
    for (Point p : s.points()) {
      if (Double.isFinite(p.y())) {
        places.add(new double[] {axes.px(p.x()), axes.py(p.y())});
      }
    }
    return places;
  }

  private String color(Series s) {
    return COLORS.get(series.indexOf(s) % COLORS.size());
  }

  private String dash(Series s) {
    return DASHES.get(series.indexOf(s) / COLORS.size() % DASHES.size());
  }
}
