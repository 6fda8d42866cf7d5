package dev.rondo.core.penalty;

import dev.rondo.core.cell.Factors;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * lambda times the sum of (s - 1)^2 over the singular values s of a recurrent weight in factors, before they are rectified: the
 * logarithm of a normal prior of mean 1 and variance 1 / (2 lambda) (paper 004, section 3.2); and the weight decay of {@link
 * CompositeDecay} beside it.
 */
final class SpectrumPrior implements Penalty {
  private final double lambda;
  private final CompositeDecay decay;
  private final List<Spectrum> spectra = new ArrayList<>();

  private record Spectrum(Factors factors, String name) {}

  SpectrumPrior(Params p) {
    lambda = p.number("lambda");
    decay = new CompositeDecay(p.number("decay"));
  }

  @Override
  public void bind(Network network) {
    for (Network.Layer layer : network.layers()) {
      layer.cell().factors().ifPresent(f -> spectra.add(new Spectrum(f, layer.prefix() + f.spectrum())));
    }
    if (spectra.isEmpty()) {
      throw new IllegalArgumentException(
          "penalty.kind = spectrum-prior: only cells with their recurrent weight in factors have singular values to penalise; set"
              + " model.cell.kind = factorised-elman or factorised-elman-free, or penalty.kind = soft-orthogonality");
    }
    decay.bind(network);
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (Spectrum spectrum : spectra) {
      View v = parameters.view(spectrum.name);
      for (double p : parameters.values().toArray(v.offset(), v.size())) {
        double away = spectrum.factors.free(p) - 1;
        sum += away * away;
      }
    }
    return lambda * sum + decay.value(parameters, kernels);
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    Tensor values = parameters.values();
    Tensor gradients = parameters.gradients();
    for (Spectrum spectrum : spectra) {
      View v = parameters.view(spectrum.name);
      for (int i = v.offset(); i < v.offset() + v.size(); i++) {
        double p = values.get(i);
        gradients.set(i, gradients.get(i) + 2 * lambda * (spectrum.factors.free(p) - 1) * spectrum.factors.freeSlope(p));
      }
    }
    decay.addGradient(parameters, kernels);
  }
}
