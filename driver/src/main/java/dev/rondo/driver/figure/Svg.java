package dev.rondo.driver.figure;

import java.util.List;
import java.util.Locale;

/** Writes the elements of an SVG document; coordinates are pixels from the upper left corner. */
public final class Svg {
  /** Which end of a text stands at its place. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  static final String INK = "#222222";
  private static final String FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

  private final StringBuilder out = new StringBuilder();
  private int clips;

  Svg(int width, int height, String title, String description) {
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"").append(width).append("\" height=\"")
        .append(height).append("\" viewBox=\"0 0 ").append(width).append(' ').append(height).append("\" font-family=\"")
        .append(FONT).append("\">\n<title>").append(escaped(title)).append("</title>\n<desc>")
        .append(escaped(description)).append("</desc>\n");
    rect(0, 0, width, height, "#ffffff");
  }

  String end() {
    return out.append("</svg>\n").toString();
  }

  /** Hides what the drawing leaves outside of a rectangle. */
  void clipped(double x, double y, double width, double height, Runnable drawing) {
    String id = "clip" + ++clips;
    out.append("<clipPath id=\"").append(id).append("\">\n");
    rect(x, y, width, height, "none");
    out.append("</clipPath>\n<g clip-path=\"url(#").append(id).append(")\">\n");
    drawing.run();
    out.append("</g>\n");
  }

  void rect(double x, double y, double width, double height, String fill) {
    out.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" width=\"")
        .append(number(width)).append("\" height=\"").append(number(height)).append("\" fill=\"").append(fill)
        .append("\" shape-rendering=\"crispEdges\"/>\n");
  }

  void line(double x1, double y1, double x2, double y2, String color, double width) {
    polyline(List.of(new double[] {x1, y1}, new double[] {x2, y2}), color, width, "");
  }

  /** @param dash lengths of strokes and gaps; empty for a whole line */
  void polyline(List<double[]> points, String color, double width, String dash) {
    out.append("<polyline fill=\"none\" stroke=\"").append(color).append("\" stroke-width=\"").append(number(width))
        .append(dash.isEmpty() ? "" : "\" stroke-dasharray=\"" + dash).append("\" points=\"");
    points(points);
  }

  void polygon(List<double[]> points, String fill, double opacity) {
    out.append("<polygon fill=\"").append(fill).append("\" fill-opacity=\"").append(number(opacity))
        .append("\" points=\"");
    points(points);
  }

  private void points(List<double[]> points) {
    String blank = "";
    for (double[] p : points) {
      out.append(blank).append(number(p[0])).append(',').append(number(p[1]));
      blank = " ";
    }
    out.append("\"/>\n");
  }

  void circle(double x, double y, double radius, String fill, String stroke) {
    out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y)).append("\" r=\"")
        .append(number(radius)).append("\" fill=\"").append(fill).append("\" stroke=\"").append(stroke).append("\"/>\n");
  }

  void text(double x, double y, Anchor anchor, int size, String text) {
    text(x, y, anchor, size, text, "");
  }

  /** A text that reads upwards. */
  void upwards(double x, double y, int size, String text) {
    text(x, y, Anchor.MIDDLE, size, text, " transform=\"rotate(-90 " + number(x) + " " + number(y) + ")\"");
  }

  private void text(double x, double y, Anchor anchor, int size, String text, String more) {
    out.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" font-size=\"").append(size)
        .append("\" fill=\"").append(INK).append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT))
        .append('"').append(more).append('>').append(escaped(text)).append("</text>\n");
  }

  /** A hundredth of a pixel is as exact as anyone can see. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
  }

  private static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
