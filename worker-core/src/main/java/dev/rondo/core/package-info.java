/** Trains one network: {@link dev.rondo.core.TrialRunner} is the one entry. Knows nothing of Spark. */
package dev.rondo.core;
