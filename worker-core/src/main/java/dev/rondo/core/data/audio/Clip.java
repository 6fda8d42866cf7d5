package dev.rondo.core.data.audio;

/**
 * A labelled piece of sound.
 *
 * @param name by which it is told from others, and by which its split is drawn
 * @param rate samples a second
 * @param samples of one channel, -1 to 1
 * @param label 0 or 1
 */
record Clip(String name, float rate, float[] samples, int label) {}
