/** How fast the engine is: one training step, evaluation, an epoch, two trials at once, against what the BLAS can do. */
package dev.rondo.core.bench;
