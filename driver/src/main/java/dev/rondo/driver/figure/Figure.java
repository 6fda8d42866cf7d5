package dev.rondo.driver.figure;

import java.util.List;

/** One or more panels side by side, as one SVG document. */
public final class Figure {
  static final int PANEL_HEIGHT = 420;

  /** Something with axes. */
  public interface Panel {
    /** Width in pixels, legend included. */
    int width();

    /** Draws into [left, left + width] x [top, top + PANEL_HEIGHT]. */
    void draw(Svg svg, double left, double top);
  }

  private static final int HEADER = 44;
  private static final int FOOTER = 8;

  private Figure() {}

  /**
   * The document.
   *
   * @param title above the panels, and for those who hear the figure
   * @param description for those who hear it
   */
  public static String render(String title, String description, List<? extends Panel> panels) {
    int width = panels.stream().mapToInt(Panel::width).sum();
    Svg svg = new Svg(width, HEADER + PANEL_HEIGHT + FOOTER, title, description);
    svg.text(width / 2.0, 28, Svg.Anchor.MIDDLE, 16, title);
    double left = 0;
    for (Panel panel : panels) {
      panel.draw(svg, left, HEADER);
      left += panel.width();
    }
    return svg.end();
  }
}
