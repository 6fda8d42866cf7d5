package dev.rondo.driver.command;

import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.Compaction;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepLock;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rondo compact}: fewer and larger files. */
@Command(
    name = "compact",
    description = {
      "Merges the rows of a sweep into few larger files; safe to interrupt at any moment. No row changes.",
      "rondo run does so at its end when there are very many."
    },
    mixinStandardHelpOptions = true)
public final class CompactCommand implements Callable<Integer> {
  @Mixin private OutArgument out;

  @Override
  public Integer call() throws IOException {
    SweepFolder folder = out.folder();
    SweepInfo.read(folder);
    if (!Compaction.isPossible(folder)) {
      throw UserError.usage(
          folder.location() + " is on storage that renames a folder file by file, so merging rows there could be cut in the"
              + " middle; use a local disk or HDFS, or leave the rows as they are");
    }
    try (SweepLock lock = SweepLock.take(folder, System.err)) {
      System.err.println("rondo: merged " + Compaction.run(folder));
    }
    return 0;
  }
}
