/** The commands of {@code rondo analyze}, and the rows that their figures draw. */
package dev.rondo.driver.analyze;
