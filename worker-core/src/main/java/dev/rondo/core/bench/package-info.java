/** How fast the engine is: a training step, evaluation, an epoch, trials at once, beside what the BLAS can do. */
package dev.rondo.core.bench;
