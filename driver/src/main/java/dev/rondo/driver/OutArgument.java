package dev.rondo.driver;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Parameters;

/** The argument OUT: the folder of an existing sweep. */
final class OutArgument {
  @Parameters(index = "0", paramLabel = "OUT", description = "Folder of a sweep, as rondo run named it.")
  private String out;

  SweepFolder folder() throws IOException {
    return SweepFolder.at(out, new Configuration());
  }
}
