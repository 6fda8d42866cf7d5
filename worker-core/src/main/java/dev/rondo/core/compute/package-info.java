/** Numbers in native memory and what is done with them: matrix products through BLAS, fused elementwise loops in Java. */
package dev.rondo.core.compute;
