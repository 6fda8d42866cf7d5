/** Clips of sound as sequences of their spectra: read from WAV files, or made up as chirps in noise. */
package dev.rondo.core.data.audio;
