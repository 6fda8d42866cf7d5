package dev.rondo.core.data.synthetic;

/** The notes a voice can sing, MIDI numbers, both ends included. */
record Range(int low, int high) {
  boolean holds(int midi) {
    return low <= midi && midi <= high;
  }
}
