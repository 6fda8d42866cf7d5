package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/**
 * Piano rolls as Boulanger-Lewandowski et al. (2012) published them: a MATLAB v5 file with the variables {@code
 * traindata}, {@code validdata} and {@code testdata}, each a 1 x N cell array of [steps, 88] matrices of 0 and 1, of
 * any numeric or logical class. Column k is the MIDI note 21 + k, A0 to C8.
 */
public final class MatlabPianoRolls {
  private static final int KEYS = PianoRolls.KEYS;

  private static final List<String> VARIABLES = List.of("traindata", "validdata", "testdata");

  private MatlabPianoRolls() {}

  /**
   * Reads the file; inputs are {@link BinarySequence}s [T, 88], targets the next step.
   *
   * @throws DataException when the file is missing, damaged, or does not hold what is said above
   */
  public static SequenceSet read(Path file, String name) throws DataException {
    MatVariables variables = MatVariables.read(file, new TreeSet<>(VARIABLES));
    Map<String, List<Example>> splits = new TreeMap<>();
    for (String variable : VARIABLES) {
      splits.put(variable, split(file, variable, variables));
    }
    return ContentHash.complete(name, KEYS, KEYS, splits.get("traindata"), splits.get("validdata"),
        splits.get("testdata"), OptionalDouble.empty());
  }

  /**
   * Writes a set in this form.
   *
   * @param set of {@link BinarySequence}s [T, 88] whose targets are the next step
   */
  public static void write(SequenceSet set, Path file) throws IOException {
    try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
      Mat5.newWriter(sink).writeMat(Mat5.newMatFile().addArray("traindata", cell(set.train()))
          .addArray("validdata", cell(set.valid())).addArray("testdata", cell(set.test())));
    }
  }

  private static Cell cell(List<Example> examples) {
    Cell cell = Mat5.newCell(1, examples.size());
    for (int i = 0; i < examples.size(); i++) {
      BinarySequence roll = (BinarySequence) examples.get(i).inputs();
      Matrix matrix = Mat5.newMatrix(roll.steps(), KEYS, MatlabType.UInt8);
      for (int t = 0; t < roll.steps(); t++) {
        for (int k = roll.starts()[t]; k < roll.starts()[t + 1]; k++) {
          matrix.setInt(t, roll.ones()[k], 1);
        }
      }
      cell.set(i, matrix);
    }
    return cell;
  }

  private static List<Example> split(Path file, String variable, MatVariables variables) throws DataException {
    Array array = variables.arrays().get(variable);
    if (array == null) {
      throw new DataException(file + ": has no variable " + variable + "; it has " + listed(variables.found())
          + "; the variables must be " + String.join(", ", VARIABLES) + "; if the file was cut, fetch it again");
    }
    String rule = "; a 1 x N cell array of [steps, " + KEYS + "] matrices is needed; export the variable as such";
    if (!(array instanceof Cell cell)) {
      throw new DataException(file + ": " + variable + " is of class " + array.getType() + ", not a cell array" + rule);
    }
    if (cell.getNumElements() == 0) {
      throw new DataException(file + ": " + variable + " is an empty cell array; at least one sequence is needed"
          + "; put sequences into it");
    }
    if (cell.getNumDimensions() != 2 || (cell.getNumRows() != 1 && cell.getNumCols() != 1)) {
      throw new DataException(file + ": " + variable + " is a cell array of size " + size(cell) + rule);
    }
    List<Example> examples = new ArrayList<>(cell.getNumElements());
    for (int i = 0; i < cell.getNumElements(); i++) {
      Array element = cell.get(i);
      examples.add(new Example(roll(file, variable + "{" + (i + 1) + "}", element), null));
    }
    return List.copyOf(examples);
  }

  private static BinarySequence roll(Path file, String where, Array array) throws DataException {
    String rule = "; each sequence must be a full, real [steps, " + KEYS + "] matrix of 0 and 1"
        + "; export this sequence again";
    if (!(array instanceof Matrix matrix) || matrix.isComplex()) {
      throw new DataException(file + ": " + where + " is of class "
          + (array instanceof Matrix ? "complex " : "") + array.getType() + rule);
    }
    if (matrix.getNumDimensions() != 2 || matrix.getNumCols() != KEYS) {
      boolean turned = matrix.getNumDimensions() == 2 && matrix.getNumRows() == KEYS;
      throw new DataException(file + ": " + where + " is of size " + size(matrix) + rule
          + (turned ? " transposed" : ""));
    }
    int steps = matrix.getNumRows();
    if (steps < 2) {
      throw new DataException(file + ": " + where + " has " + steps + (steps == 1 ? " step" : " steps")
          + "; a sequence needs at least 2, since every step predicts the next; leave this sequence out");
    }
    if ((long) steps * KEYS != matrix.getNumElements()) {
      throw new DataException(file + ": " + where + " says " + size(matrix) + " but cannot hold that many values"
          + rule);
    }
    return ones(file, where, matrix, steps);
  }

  private static BinarySequence ones(Path file, String where, Matrix matrix, int steps) throws DataException {
    int[] starts = new int[steps + 1];
    char[] ones = new char[4 * steps];
    int count = 0;
    for (int t = 0; t < steps; t++) {
      for (int key = 0; key < KEYS; key++) {
        double value = matrix.getDouble(t + key * steps); // MATLAB keeps columns together
        if (value == 1) {
          if (count == ones.length) {
            ones = Arrays.copyOf(ones, 2 * count);
          }
          ones[count++] = (char) key;
        } else if (value != 0) {
          throw new DataException(file + ": " + where + " has " + value + " at step " + (t + 1) + ", column " + (key
              + 1)
              + "; only 0 and 1 are allowed; make every note 1 where it sounds and 0 where not");
        }
      }
      starts[t + 1] = count;
    }
    return new BinarySequence(KEYS, starts, Arrays.copyOf(ones, count));
  }

  private static String size(Array array) {
    StringBuilder text = new StringBuilder();
    for (int n : array.getDimensions()) {
      text.append(text.isEmpty() ? "" : " x ").append(n);
    }
    return text.toString();
  }

  private static String listed(Map<String, String> found) {
    return found.isEmpty() ? "no variables at all" : String.join(", ", found.keySet());
  }
}
