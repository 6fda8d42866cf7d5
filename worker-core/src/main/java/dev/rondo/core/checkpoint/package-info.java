/** Checkpoints: the state of a trial in training, from which it goes on as if it had never stopped. */
package dev.rondo.core.checkpoint;
