package dev.rondo.core.checkpoint;

import dev.rondo.core.checkpoint.Checkpoint.Origin;
import dev.rondo.spec.Lineage;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The checkpoints of one trial: from which it goes on, when the next one is due, and which are kept, that is the last two. A
 * checkpoint that cannot be read or written costs time and never the trial.
 */
public final class Checkpoints {
  private static final int KEPT = 2;

  private final CheckpointStore store;
  private final Origin origin;
  private final Optional<Lineage> lineage;
  private final double interval;
  private final TreeSet<Integer> epochs = new TreeSet<>();
  private long last = System.nanoTime();
  private boolean complained;

  /**
   * @param origin what its checkpoints belong to; those of anything else are not used
   * @param lineage of the trial, if it goes on from another one: the last checkpoint of that one may stand among its own
   * @param interval seconds from one checkpoint to the next; infinite for none by time
   */
  public Checkpoints(CheckpointStore store, Origin origin, Optional<Lineage> lineage, double interval) {
    this.store = store;
    this.origin = origin;
    this.lineage = lineage;
    this.interval = interval;
  }

  public Origin origin() {
    return origin;
  }

  /**
   * The newest one that is whole and not beyond an epoch; all that are newer are deleted, with a message for each that is damaged.
   *
   * @param untilEpoch where the trial is to stop
   */
  public Optional<Checkpoint> newest(int untilEpoch) {
    try {
      epochs.addAll(store.epochs(origin.trial()));
      while (!epochs.isEmpty()) {
        int epoch = epochs.last();
        Optional<Checkpoint> usable = epoch > untilEpoch ? Optional.empty() : read(epoch);
        if (usable.isPresent() && (epoch < untilEpoch || usable.get().partial().batches() == 0)) {
          store.say("trial " + origin.trial() + " goes on from epoch " + epoch);
          return usable;
        }
        epochs.remove(epoch);
        store.delete(origin.trial(), epoch);
      }
    } catch (IOException e) {
      store.say("trial " + origin.trial() + " starts over; its checkpoints cannot be listed: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** What is known of a trial that cannot go on: its newest checkpoint that can be read, whatever it belongs to. */
  public static Optional<Checkpoint> last(CheckpointStore store, String trial) {
    try {
      for (int epoch : new TreeSet<>(store.epochs(trial)).descendingSet()) {
        try {
          return Optional.of(CheckpointCodec.decode(store.read(trial, epoch)));
        } catch (IOException e) {
          store.say("the checkpoint of trial " + trial + " at epoch " + epoch + " cannot be read: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      store.say("the checkpoints of trial " + trial + " cannot be listed: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<Checkpoint> read(int epoch) {
    try {
      Checkpoint checkpoint = CheckpointCodec.decode(store.read(origin.trial(), epoch));
      if (!checkpoint.origin().build().equals(origin.build())) {
        throw new IOException("it is of another build of Rondo, whose numbers may differ");
      }
      if (!checkpoint.origin().dataHash().equals(origin.dataHash())) {
        throw new IOException("the content of the data set has changed since");
      }
      if (checkpoint.epoch() != epoch || !(checkpoint.origin().equals(origin) || inherited(checkpoint))) {
        throw new IOException("it is of another trial");
      }
      return Optional.of(checkpoint);
    } catch (IOException e) {
      store.say(
          "the checkpoint of trial " + origin.trial() + " at epoch " + epoch + " is not used: " + e.getMessage()
              + "; the trial goes on from an older one, or starts over");
      return Optional.empty();
    }
  }

  /** Whether it is what the trial goes on from; one that its parent left later, among its next batches, is not. */
  private boolean inherited(Checkpoint checkpoint) {
    return lineage.isPresent() && checkpoint.epoch() == lineage.get().epoch() && checkpoint.partial().batches() == 0
        && checkpoint.origin().trial().equals(lineage.get().parent().id());
  }

  /**
   * Writes a checkpoint if it is time.
   *
   * @return whether training may go on; else it must end, and has left a checkpoint
   */
  public boolean pass(Supplier<Checkpoint> state) {
    boolean ending = store.ending();
    if (ending || System.nanoTime() - last >= interval * 1e9) {
      write(state.get());
    }
    return !ending;
  }

  /** Writes a checkpoint, and deletes those that are no longer kept. */
  public void write(Checkpoint checkpoint) {
    try {
      store.write(origin.trial(), checkpoint.epoch(), CheckpointCodec.encode(checkpoint));
      epochs.add(checkpoint.epoch());
      while (epochs.size() > KEPT) {
        store.delete(origin.trial(), epochs.pollFirst());
      }
    } catch (IOException e) {
      if (!complained) {
        store.say("trial " + origin.trial() + " goes on without checkpoints, which cannot be written: " + e.getMessage());
      }
      complained = true;
    }
    last = System.nanoTime();
  }
}
