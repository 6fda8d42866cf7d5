/** The commands of {@code rondo data}. */
package dev.rondo.driver.data;
