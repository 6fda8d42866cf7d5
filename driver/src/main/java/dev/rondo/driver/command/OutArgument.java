package dev.rondo.driver.command;

import dev.rondo.driver.storage.SweepFolder;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Parameters;

/** The argument OUT: the folder of an existing sweep. */
public final class OutArgument {
  @Parameters(index = "0", paramLabel = "OUT", description = "Folder of a sweep, as rondo run named it.")
  private String out;

  public SweepFolder folder() throws IOException {
    return SweepFolder.at(out, new Configuration());
  }
}
