package dev.rondo.driver.chaos;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.driver.sweep.TrialFunction;
import dev.rondo.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code ./rondo-chaos} starts. */
@Command(
    name = "rondo-chaos",
    description = {
      "Kills drivers, executors and workers of a standalone Spark cluster on this machine in the middle of small sweeps,",
      "resumes these, and compares their tables with those of undisturbed runs without Spark."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Exit status: 0 all tables are equal, 1 one is not, 4 the cluster does not start."})
public final class Chaos implements Callable<Integer> {
  @Option(names = "--rounds", paramLabel = "N", defaultValue = "10", description = "Sweeps to hit; ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Of the moments and victims of all rounds; ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--long",
      description = "One long trial instead, whose driver is killed after 60 percent of its epochs: shows from where it goes on.")
  private boolean longTrial;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "A setting of Spark; may be repeated.")
  private final Map<String, String> settings = new TreeMap<>();

  private Path work;
  private final Map<ChaosSweep, SweepFolder> references = new EnumMap<>(ChaosSweep.class);

  public static void main(String[] args) {
    System.exit(new CommandLine(new Chaos()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    work = Files.createTempDirectory(Path.of("driver/target").toAbsolutePath(), "chaos-");
    Cluster cluster = new Cluster(work, Path.of("").toAbsolutePath(), settings);
    Thread hook = new Thread(cluster::close);
    Runtime.getRuntime().addShutdownHook(hook); // also when a person has seen enough
    System.out.println("cluster: a master and two workers of one core at " + cluster.url() + ", logs in " + work);
    boolean equal = longTrial ? playLong(cluster) : playAll(cluster);
    SharedSpark.stop();
    return equal ? 0 : 1;
  }

  private boolean playAll(Cluster cluster) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int equal = 0;
    int hit = 0;
    double seconds = 0;
    for (int i = 0; i < rounds; i++) {
      ChaosSweep sweep = ChaosSweep.ROTATION.get(i % ChaosSweep.ROTATION.size());
      SweepFolder reference = reference(sweep);
      String name = "round-" + (i + 1);
      SweepFolder folder = TestSweeps.folder(work.resolve(name));
      Round round =
          new Round(cluster, sweep.command(work.resolve(name)), folder, work.resolve(name + ".log"), random.split());
      round.play(victim(i), (int) sweep.spec().plan().size());
      cluster.tidy();
      Tables.Comparison comparison = Tables.compare(folder, reference, sweep.repeatable());
      boolean well = round.done() && comparison.equal();
      equal += well ? 1 : 0;
      hit += round.hit() ? 1 : 0;
      seconds += round.seconds();
      System.out.printf(
          "round %d, %s, %.0f s: %s; %s: %s%n", i + 1, sweep.text(), round.seconds(), round.story(), comparison,
          well ? "equal" : round.done() ? "NOT EQUAL" : "NOT DONE");
    }
    System.out.printf(
        "%d of %d rounds equal (seed %d), %d of them hit; %.0f s a round%n", equal, rounds, seed, hit, seconds / rounds);
    return equal == rounds;
  }

  /** Who is hit first: in every next turn of the sweeps another one, so that each sweep meets all of them. */
  private static Round.Victim victim(int round) {
    Round.Victim[] all = Round.Victim.values();
    int sweeps = ChaosSweep.ROTATION.size();
    return all[(round % sweeps + round / sweeps) % all.length];
  }

  private boolean playLong(Cluster cluster) throws Exception {
    SweepSpec spec = ChaosSweep.LONG.spec();
    int epochs = Integer.parseInt(spec.plan().get(0).values().get("train.epochs"));
    SweepFolder reference = reference(ChaosSweep.LONG);
    SweepFolder folder = TestSweeps.folder(work.resolve("long"));
    Round round = new Round(
        cluster, ChaosSweep.LONG.command(work.resolve("long")), folder, work.resolve("long.log"), new SplittableRandom(seed));
    round.play(() -> reached(folder) >= epochs * 6 / 10);
    System.out.printf("one trial of %d epochs, %.0f s: %s%n", epochs, round.seconds(), round.story());
    cluster.executorsSaid("goes on from").forEach(line -> System.out.println("an executor said: " + line));
    for (Row row : Tables.query(folder, "select status, epochs_run, resumed_from_epoch from trials")) {
      System.out.println("its row: " + row.json());
    }
    Tables.Comparison comparison = Tables.compare(folder, reference, true);
    boolean well = round.done() && comparison.equal();
    System.out.println(comparison + ": " + (well ? "equal to the trial that was not disturbed" : "NOT EQUAL"));
    return well;
  }

  /** The epoch of the newest checkpoint. */
  private static int reached(SweepFolder folder) throws IOException {
    return folder.list("checkpoints").stream()
        .filter(name -> name.matches("[^_].*-\\d+\\.ckpt"))
        .mapToInt(name -> Integer.parseInt(name.replaceAll(".*-(\\d+)\\.ckpt", "$1")))
        .max().orElse(0);
  }

  /** The table of a run without Spark, without checkpoints, and without interruptions. */
  private SweepFolder reference(ChaosSweep sweep) throws Exception {
    SweepFolder known = references.get(sweep);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    SweepFolder folder = TestSweeps.folder(work.resolve("reference-" + sweep.text()));
    TrialFunction.Training training = new TrialFunction.Training(null, work.toString(), Double.POSITIVE_INFINITY);
    new SweepRun(sweep.reference(), folder, TestSweeps.silence()).run(out -> new LocalBackend(out, training, 2));
    System.out.printf(
        "reference of %s: %d trials on two threads in %.0f s%n", sweep.text(), TestSweeps.ended(folder),
        (System.nanoTime() - start) * 1e-9);
    references.put(sweep, folder);
    return folder;
  }
}
