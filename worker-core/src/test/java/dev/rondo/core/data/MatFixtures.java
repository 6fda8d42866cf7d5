package dev.rondo.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

/** Small MATLAB files for tests, written by MFL. */
final class MatFixtures {
  private MatFixtures() {}

  /** A roll in which step t has the keys t and t + 40 on. */
  static Matrix roll(int steps, MatlabType type) {
    Matrix matrix = Mat5.newMatrix(steps, 88, type);
    for (int t = 0; t < steps; t++) {
      matrix.setDouble(t, t, 1);
      matrix.setDouble(t, t + 40, 1);
    }
    return matrix;
  }

  static Cell row(Array... sequences) {
    Cell cell = Mat5.newCell(1, sequences.length);
    for (int i = 0; i < sequences.length; i++) {
      cell.set(i, sequences[i]);
    }
    return cell;
  }

  /** A sound file: 2, 1 and 1 sequences. */
  static MatFile sound() {
    return Mat5.newMatFile()
        .addArray("traindata", row(roll(3, MatlabType.UInt8), roll(5, MatlabType.UInt8)))
        .addArray("validdata", row(roll(2, MatlabType.Double)))
        .addArray("testdata", row(roll(4, MatlabType.Int16)));
  }

  /** A file whose traindata are the given, the rest sound. */
  static MatFile withTrain(Array train) {
    return Mat5.newMatFile().addArray("traindata", train).addArray("validdata", row(roll(2, MatlabType.UInt8)))
        .addArray("testdata", row(roll(2, MatlabType.UInt8)));
  }

  static byte[] bytes(MatFile mat, boolean compressed) throws IOException {
    Path file = Files.createTempFile("fixture", ".mat");
    try {
      var sink = Sinks.newStreamingFile(file.toFile());
      try (sink) {
        Mat5.newWriter(sink).setDeflateLevel(compressed ? 6 : 0).writeMat(mat);
      }
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  static Path write(Path folder, String name, MatFile mat, boolean compressed) throws IOException {
    return Files.write(folder.resolve(name), bytes(mat, compressed));
  }

  /** The 128 bytes at a MATLAB v5 file's beginning. */
  static byte[] header() {
    ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    header.put("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII));
    header.putShort(124, (short) 0x0100).putShort(126, (short) 0x4d49);
    return header.array();
  }
}
