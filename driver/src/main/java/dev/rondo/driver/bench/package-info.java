/** {@code rondo bench}: its arguments, its report, and the peer it measures against. */
package dev.rondo.driver.bench;
