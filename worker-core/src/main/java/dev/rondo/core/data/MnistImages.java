package dev.rondo.core.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The pictures of MNIST with their digits, as in the files.
 *
 * @param train pixels of the training file, 784 bytes a picture, row by row, 0 to 255
 * @param trainLabels digits 0 to 9, one for each of these
 * @param test the same of the test file
 */
record MnistImages(byte[] train, byte[] trainLabels, byte[] test, byte[] testLabels) {
  static final int SIDE = 28;
  static final int PIXELS = SIDE * SIDE;
  static final List<String> FILES = List.of(
      "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");

  /** @throws DataException when a file is damaged, of another form, or does not fit the others */
  static MnistImages read(Path folder) throws DataException {
    List<Path> files = FILES.stream().map(name -> DataSets.present(folder, name)).toList();
    MnistImages images = new MnistImages(
        IdxFile.read(files.get(0), SIDE, SIDE), IdxFile.read(files.get(1)), IdxFile.read(files.get(2), SIDE, SIDE),
        IdxFile.read(files.get(3)));
    check(files.get(0), images.train, files.get(1), images.trainLabels);
    check(files.get(2), images.test, files.get(3), images.testLabels);
    return images;
  }

  private static void check(Path pictures, byte[] pixels, Path digits, byte[] labels) throws DataException {
    if (pixels.length / PIXELS != labels.length) {
      throw new DataException(digits + ": has " + labels.length + " labels for the " + pixels.length / PIXELS + " pictures of "
          + pictures.getFileName() + "; every picture needs one; take both files from the same place");
    }
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xFF) > 9) {
        throw new DataException(
            digits + ": label " + i + " is " + (labels[i] & 0xFF) + "; labels are digits 0 to 9; get the file anew");
      }
    }
  }
}
