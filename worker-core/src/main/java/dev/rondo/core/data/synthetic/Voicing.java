package dev.rondo.core.data.synthetic;

/** Four notes that sound together, MIDI numbers, strictly ascending: no two voices meet. */
record Voicing(int bass, int tenor, int alto, int soprano) {
  static final int VOICES = 4;

  Voicing {
    if (bass >= tenor || tenor >= alto || alto >= soprano) {
      throw new IllegalArgumentException(bass + ", " + tenor + ", " + alto + ", " + soprano + " do not ascend");
    }
  }

  /** The note of a voice, 0 the bass to 3 the soprano. */
  int note(int voice) {
    return switch (voice) {
      case 0 -> bass;
      case 1 -> tenor;
      case 2 -> alto;
      case 3 -> soprano;
      default -> throw new IllegalArgumentException("voice " + voice);
    };
  }

  /** The same with one voice on another note. */
  Voicing with(int voice, int midi) {
    return new Voicing(voice == 0 ? midi : bass, voice == 1 ? midi : tenor, voice == 2 ? midi : alto,
        voice == 3 ? midi : soprano);
  }

  /** The pitch classes as bits. */
  int mask() {
    return 1 << bass % 12 | 1 << tenor % 12 | 1 << alto % 12 | 1 << soprano % 12;
  }
}
