package dev.rondo.driver.storage;

import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Checkpoints in a sweep's folder: {@code checkpoints/TRIAL_ID-EPOCH.ckpt}. */
public final class FolderCheckpoints implements CheckpointStore {
  static final String FOLDER = "checkpoints";
  private static final String SUFFIX = ".ckpt";

  private final SweepFolder folder;
  private final BooleanSupplier cancelled;

  /** @param cancelled whether trials are to end as soon as they can */
  public FolderCheckpoints(SweepFolder folder, BooleanSupplier cancelled) {
    this.folder = folder;
    this.cancelled = cancelled;
  }

  @Override
  public boolean ending() {
    return cancelled.getAsBoolean();
  }

  @Override
  public List<Integer> epochs(String trial) throws IOException {
    List<Integer> epochs = new ArrayList<>();
    for (String name : folder.list(FOLDER)) {
      if (name.matches(trial + "-\\d{1,9}" + SUFFIX)) {
        epochs.add(Integer.valueOf(name.substring(trial.length() + 1, name.length() - SUFFIX.length())));
      }
    }
    return epochs;
  }

  @Override
  public byte[] read(String trial, int epoch) throws IOException {
    return folder.readBytes(name(trial, epoch));
  }

  @Override
  public void write(String trial, int epoch, byte[] content) throws IOException {
    if (cancelled.getAsBoolean()) {
      Thread.interrupted(); // The thread knows; left standing, it would close the file under its hands.
    }
    folder.writeBytes(name(trial, epoch), content);
  }

  @Override
  public void delete(String trial, int epoch) throws IOException {
    folder.delete(name(trial, epoch));
  }

  /**
   * Gives each trial that goes on from the weights of another a copy of that one's checkpoint. To be called before the other goes
   * on, which would delete it. One that finds none trains again what it comes from.
   */
  public static void handOn(SweepFolder folder, List<TrialConfig> trials) {
    FolderCheckpoints checkpoints = new FolderCheckpoints(folder, () -> false);
    for (TrialConfig trial : trials) {
      String parent = trial.values().get(Lineage.PARENT);
      if (parent != null) {
        int epoch = Integer.parseInt(trial.values().get(Lineage.EPOCH));
        try {
          if (checkpoints.epochs(trial.id()).isEmpty() && checkpoints.epochs(parent).contains(epoch)) {
            checkpoints.write(trial.id(), epoch, checkpoints.read(parent, epoch));
          }
        } catch (IOException e) {
          checkpoints.say("cannot copy the checkpoint of trial " + parent + " at epoch " + epoch + ": " + e.getMessage());
        }
      }
    }
  }

  /** Deletes those of a trial that has ended. What cannot be deleted does no harm, and goes when the sweep ends. */
  public void deleteAll(String trial) {
    try {
      for (int epoch : epochs(trial)) {
        delete(trial, epoch);
      }
    } catch (IOException e) {
      say("cannot delete the checkpoints of trial " + trial + ", which has ended: " + e.getMessage());
    }
  }

  /** Deletes all of a sweep that has ended. */
  public static void clear(SweepFolder folder) throws IOException {
    folder.delete(FOLDER);
  }

  @Override
  public void say(String message) {
    // A terminal may have a line of progress that has no end yet.
    System.err.println((Boolean.getBoolean("rondo.terminal") ? "\nrondo: " : "rondo: ") + message);
  }

  private static String name(String trial, int epoch) {
    return FOLDER + "/" + trial + "-" + epoch + SUFFIX;
  }
}
