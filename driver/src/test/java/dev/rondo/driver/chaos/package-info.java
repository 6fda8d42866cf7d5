/** Kills real processes of a real cluster in the middle of sweeps, and compares the tables; {@code ./rondo-chaos} starts it. */
package dev.rondo.driver.chaos;
