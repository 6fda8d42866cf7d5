/** Optimizers: what moves the parameters. */
package dev.rondo.core.optim;
