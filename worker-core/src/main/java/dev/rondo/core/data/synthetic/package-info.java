/**
 * The built-in data set: chorale-like piano rolls drawn from a small stochastic grammar, and the exact entropy of what
 * comes next. {@link dev.rondo.core.data.synthetic.SyntheticChorales} is the entry; {@link
 * dev.rondo.core.data.synthetic.Grammar} says what a piece is made of, {@link dev.rondo.core.data.synthetic.Composer}
 * writes pieces, {@link dev.rondo.core.data.synthetic.Listener} predicts them.
 */
package dev.rondo.core.data.synthetic;
