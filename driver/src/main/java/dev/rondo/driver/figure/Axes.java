package dev.rondo.driver.figure;

import java.math.BigDecimal;

/**
 * The plot area of a panel with its frame, marks and labels.
 *
 * @param left edge of the area; pixels, as all
 */
record Axes(Scale x, Scale y, double left, double top, double width, double height) {
  static final int MARGIN_LEFT = 72;
  static final int MARGIN_TOP = 30;
  static final int MARGIN_BOTTOM = 52;

  /** The area of this width in a panel at (left, top). */
  static Axes in(Scale x, Scale y, double left, double top, double width) {
    return new Axes(
        x, y, left + MARGIN_LEFT, top + MARGIN_TOP, width, Figure.PANEL_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM);
  }

  double px(double value) {
    return left + width * x.at(value);
  }

  double py(double value) {
    return top + height * (1 - y.at(value));
  }

  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  /** Draws data, and hides what lies outside of the area. */
  void clip(Svg svg, Runnable drawing) {
    svg.clipped(left, top, width, height, drawing);
  }

  /** Faint lines below the data. */
  void grid(Svg svg) {
    for (BigDecimal tick : x.ticks()) {
      svg.line(px(tick.doubleValue()), top, px(tick.doubleValue()), bottom(), "#e6e6e6", 1);
    }
    for (BigDecimal tick : y.ticks()) {
      svg.line(left, py(tick.doubleValue()), right(), py(tick.doubleValue()), "#e6e6e6", 1);
    }
  }

  /** Frame, marks and texts above the data. */
  void frame(Svg svg, String title) {
    svg.line(left, bottom(), right(), bottom(), Svg.INK, 1);
    svg.line(left, top, left, bottom(), Svg.INK, 1);
    for (BigDecimal tick : x.ticks()) {
      double at = px(tick.doubleValue());
      svg.line(at, bottom(), at, bottom() + 5, Svg.INK, 1);
      svg.text(at, bottom() + 18, Svg.Anchor.MIDDLE, 12, Scale.text(tick));
    }
    for (BigDecimal tick : y.ticks()) {
      double at = py(tick.doubleValue());
      svg.line(left - 5, at, left, at, Svg.INK, 1);
      svg.text(left - 8, at + 4, Svg.Anchor.END, 12, Scale.text(tick));
    }
    svg.text(left + width / 2, bottom() + 40, Svg.Anchor.MIDDLE, 13, x.label());
    svg.upwards(left - 54, top + height / 2, 13, y.label());
    svg.text(left + width / 2, top - 10, Svg.Anchor.MIDDLE, 13, title);
  }
}
