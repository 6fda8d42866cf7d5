package dev.rondo.core.cell;

import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;

/** h_0 is a parameter, the same for all sequences, 0 before training (paper 004, section 3, in its released code). */
final class LearnedState implements InitialState {
  private static final String NAME = "initial-state";

  private Site site;
  private View view; // [1, H]

  @Override
  public boolean learned() {
    return true;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int H) {
    parameters.add(NAME, Group.OTHER, 1, H);
  }

  @Override
  public void bind(Site s) {
    site = s;
    view = s.parameters().view(NAME);
  }

  @Override
  public void fillForTraining(long epoch, long batch, int B) {
    fillForEvaluation(B);
  }

  @Override
  public void fillForEvaluation(int B) {
    site.kernels().fillRows(B, site.H(), site.parameters().values(), view.offset(), site.tape().states(), 0);
  }

  @Override
  public void backward(int B) {
    // Forward: every row of h_0 is the parameter.
    site.kernels().columnSums(
        B, site.H(), site.tape().initialSlopes(), 0, 0, site.parameters().gradients(), view.offset());
  }
}
