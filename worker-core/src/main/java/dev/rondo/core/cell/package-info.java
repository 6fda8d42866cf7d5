/** Recurrent cells. Adding one: its class here, a constant in {@link dev.rondo.core.cell.Cell.Kind}, a block of reference.conf. */
package dev.rondo.core.cell;
