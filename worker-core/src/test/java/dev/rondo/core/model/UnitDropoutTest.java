package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnitDropoutTest {
  private static final int ROWS = SmallNetwork.T * SmallNetwork.B;

  private static SmallNetwork network(Precision precision, String... settings) {
    return new SmallNetwork(precision, Loss.SQUARED, false, settings);
  }

  private static double[] states(SmallNetwork s, int layer) {
    return s.bptt.tape().layers().get(layer).states().toArray(SmallNetwork.B * SmallNetwork.H, ROWS * SmallNetwork.H);
  }

  /** Of a lowest layer's input weight, with inputs that are all 1: sums of the weights that are kept, times the factor. */
  @Test
  void inputsAreDropped_anewAtEveryStepOfEverySequence() {
    try (SmallNetwork s = network(
        Precision.FLOAT64, "model { cell.activation = identity, dropout { kind = units, rate = 0.5, places = [inputs] } }")) {
      double[] ones = new double[ROWS * SmallNetwork.D];
      Arrays.fill(ones, 1);
      s.batch.inputs().values().put(0, ones);
      double[] values = new double[s.parameters.size()];
      View w = s.parameters.view("input");
      for (int i = 0; i < SmallNetwork.D; i++) {
        values[w.offset() + i * w.cols()] = 1 << i; // each input has a bit of the first unit's sum
      }
      s.parameters.values().put(0, values);
      TreeSet<Integer> masks = new TreeSet<>();
      int kept = 0;
      for (long number = 0; number < 20; number++) {
        s.bptt.gradient(s.batch, 1, number);
        double[] h = states(s, 0);
        for (int r = 0; r < ROWS; r++) {
          int mask = (int) Math.round(h[r * SmallNetwork.H] / 2);
          assertEquals(2.0 * mask, h[r * SmallNetwork.H], 1e-12, "kept numbers are doubled");
          masks.add(mask);
          kept += Integer.bitCount(mask);
        }
      }
      assertEquals(16, masks.size(), "all masks come up: " + masks);
      assertEquals(0.5, kept / (20.0 * ROWS * SmallNetwork.D), 0.06);
    }
  }

  @Test
  void recurrenceSeesAllUnits_andOutputsDoNot() {
    for (Precision precision : Precision.values()) {
      try (SmallNetwork whole = network(precision);
          SmallNetwork dropped = network(precision, "model.dropout { kind = units, places = [output] }")) {
        double loss = whole.objective();
        assertNotEquals(loss, dropped.objective());
        assertArrayEquals(states(whole, 0), states(dropped, 0));
        assertEquals(dropped.objective(), dropped.objective(), "the same epoch and batch give the same masks");
        assertNotEquals(dropped.objective(), dropped.bptt.gradient(dropped.batch, 1, 1));
      }
    }
  }

  @Test
  void layersAbove_seeDroppedStates() {
    try (SmallNetwork whole = network(Precision.FLOAT64, "model.layers = 2");
        SmallNetwork dropped = network(
            Precision.FLOAT64, "model { layers = 2, dropout { kind = units, places = [between-layers] } }")) {
      whole.objective();
      dropped.objective();
      assertArrayEquals(states(whole, 0), states(dropped, 0));
      assertFalse(Arrays.equals(states(whole, 1), states(dropped, 1)));
    }
  }

  @Test
  void evaluation_dropsNothing_andScalesWhereTrainingDoesNot() {
    String all = "model { layers = 2, dropout { kind = units, rate = 0.3, places = [inputs, between-layers, output], scale = ";
    try (SmallNetwork whole = network(Precision.FLOAT64, "model.layers = 2");
        SmallNetwork inverted = network(Precision.FLOAT64, all + "inverted } }");
        SmallNetwork test = network(Precision.FLOAT64, all + "test } }")) {
      assertEquals(whole.bptt.evaluate(whole.batch), inverted.bptt.evaluate(inverted.batch));
      double scaled = test.bptt.evaluate(test.batch);
      assertNotEquals(whole.bptt.evaluate(whole.batch), scaled);
      for (View v : whole.parameters.views()) {
        assertEquals(1, inverted.network.evaluationScale(v));
        double factor = test.network.evaluationScale(v);
        for (int i = v.offset(); i < v.offset() + v.size(); i++) {
          whole.parameters.values().set(i, whole.parameters.values().get(i) * factor);
        }
      }
      assertEquals(scaled, whole.bptt.evaluate(whole.batch), 1e-12 * scaled, "as with scaled weights and no dropout");
    }
  }

  @Test
  void whatDoesNotFit_isRefused_andWhatIsNotNamedLeavesNoTrace() {
    assertRefused("cell.kind = fast-dropout-elman, dropout.kind = units", "as variances");
    assertRefused(
        "cell { kind = echo-state, expansion = squares }, dropout { kind = units, scale = test }",
        "set model.dropout.scale = inverted");
    assertTrue(Configs.quick().values().keySet().stream().noneMatch(path -> path.startsWith("model.dropout")));
  }

  private static void assertRefused(String model, String cure) {
    Params params = Params.of(Configs.quick("model { " + model + " }")).at("model");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Network.of(params, 3, 2, Loss.SQUARED)).getMessage();
    assertTrue(message.startsWith("model.dropout.") && message.contains(cure), message);
  }
}
