package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * A forest for regression: bagged trees (Breiman 1996) whose splits are chosen among all features. Sweeps have few settings, of
 * which one or two decide; a random part of them at each split, as in random forests, makes such a forest worse.
 */
final class Forest {
  private static final int TREES = 100;
  private static final int LEAF = 2;
  private static final float EVERY_FEATURE = 1;
  private static final Logger LIBRARY = Logger.getLogger("org.tribuo");

  private final Model<Regressor> model;

  private Forest(Model<Regressor> model) {
    this.model = model;
  }

  /** @param x a row for each example; at least one example, at least one feature */
  static Forest fit(double[][] x, double[] y, long seed) {
    LIBRARY.setLevel(Level.WARNING); // it tells of every tree
    RegressionFactory factory = new RegressionFactory();
    MutableDataset<Regressor> examples =
        new MutableDataset<>(new SimpleDataSourceProvenance("trials", factory), factory);
    for (int i = 0; i < x.length; i++) {
      examples.add(example(x[i], y[i]));
    }
    CARTRegressionTrainer tree = new CARTRegressionTrainer(
        Integer.MAX_VALUE, LEAF, 0, EVERY_FEATURE, false,
        new MeanSquaredError(), seed);
    return new Forest(new BaggingTrainer<>(tree, new AveragingCombiner(), TREES, seed).train(examples));
  }

  double predict(double[] x) {
    return model.predict(example(x, 0)).getOutput().getValues()[0];
  }

  private static ArrayExample<Regressor> example(double[] x, double y) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      names.add(Integer.toString(1_000_000 + i));
    }
    return new ArrayExample<>(new Regressor("loss", y), names.toArray(String[]::new), x);
  }
}
