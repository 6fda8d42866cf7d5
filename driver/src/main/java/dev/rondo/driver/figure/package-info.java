/**
 * Figures as SVG: charts of lines and maps of a surface, on a white ground. The same numbers give the same bytes, since nothing
 * asks the machine for fonts.
 */
package dev.rondo.driver.figure;
