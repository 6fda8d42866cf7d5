/** Checks of the arithmetic that a user can run: analytic gradients against central differences. */
package dev.rondo.core.check;
