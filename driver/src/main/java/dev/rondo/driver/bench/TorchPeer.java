package dev.rondo.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.core.bench.Shape;
import dev.rondo.core.bench.Timing;
import dev.rondo.core.compute.Blas;
import dev.rondo.driver.Json;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The same training step in PyTorch, in a process of its own that waits while we measure and measures while we wait: so
 * both see the same machine in the same minutes. Runs {@code docs/bench/torch_step.py}, which is on the class path.
 */
final class TorchPeer implements AutoCloseable {
  private static final String SCRIPT = "/dev/rondo/driver/torch_step.py";
  private static final int SECONDS_TO_IMPORT = 300;

  private final Process process;
  private final Writer requests;
  private final BufferedReader replies;
  private final PrintWriter messages;
  private boolean ended;

  private TorchPeer(Process process, PrintWriter messages) {
    this.process = process;
    this.messages = messages;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    replies = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the script in the first Python that has PyTorch; null, with a message, when there is none. */
  static TorchPeer find(List<String> pythons, PrintWriter messages) {
    for (String python : pythons) {
      if (hasTorch(python)) {
        try {
          return new TorchPeer(start(List.of(python, "-c", script(), "--serve")), messages);
        } catch (IOException e) {
          messages.println("rondo: " + python + " does not start: " + e.getMessage());
        }
      }
    }
    messages.println("rondo: no Python with PyTorch among " + String.join(", ", pythons)
        + "; the peer is left out; set RONDO_PYTHON to a Python that can import torch");
    return null;
  }

  /** Where a Python is looked for. */
  static List<String> pythons() {
    List<String> pythons = new ArrayList<>();
    String own = System.getenv("RONDO_PYTHON");
    if (own != null && !own.isBlank()) {
      pythons.add(own);
    }
    pythons.add("python3");
    pythons.add("/usr/bin/python3");
    return pythons;
  }

  private static boolean hasTorch(String python) {
    try {
      Process process = start(List.of(python, "-c", "import torch"));
      if (!process.waitFor(SECONDS_TO_IMPORT, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Process start(List<String> line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    for (String name : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      environment.put(name, Integer.toString(Blas.THREADS));
    }
    // A PyTorch with an OpenBLAS that does not know this CPU would be slowed down for no reason of its own.
    if (!Blas.cpu().openBlasCore().isEmpty()) {
      environment.put("OPENBLAS_CORETYPE", Blas.cpu().openBlasCore());
    }
    return builder.start();
  }

  private static String script() throws IOException {
    try (InputStream in = TorchPeer.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IOException(SCRIPT + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Builds the peer's network and warms it up; null, with a message, when the peer has no such network. */
  Session open(BenchArguments.Case c, double seconds) {
    Shape shape = c.shape();
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("cell", c.cell());
    request.put("variant", c.variant().text());
    request.put("batch", shape.batch());
    request.put("hidden", shape.hidden());
    request.put("steps", shape.steps());
    request.put("inputs", shape.inputs());
    request.put("density", shape.density());
    request.put("seconds", seconds);
    JsonNode reply = ask(request);
    if (reply == null) {
      return null;
    }
    if (reply.has("error")) {
      messages.println("rondo: the peer: " + reply.get("error").asText());
      return null;
    }
    return new Session(reply.get("peer").asText() + " " + reply.get("form").asText());
  }

  /** The reply, or null, with one message, when the peer's process has ended. */
  private JsonNode ask(Object request) {
    if (ended) {
      return null;
    }
    try {
      requests.write(Json.line(request) + "\n");
      requests.flush();
      String reply = replies.readLine();
      if (reply == null) {
        throw new EOFException();
      }
      return Json.read(reply, JsonNode.class);
    } catch (IOException e) {
      ended = true;
      messages.println("rondo: the peer's process has ended; it is left out from here on");
      return null;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The peer's times for one case. */
  final class Session {
    private final String name;
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    private Session(String name) {
      this.name = name;
    }

    /** One repeat in the peer's process. */
    void repeat(double seconds) {
      JsonNode reply = ask(Map.of("repeat", seconds));
      if (reply == null) {
        return;
      }
      wall.add(reply.get("seconds_per_step").asDouble());
      cpu.add(reply.get("cpu_seconds_per_step").asDouble());
    }

    /** Fields for the report, none when the peer gave no times: the ratios are ours by the peer's. */
    Map<String, Object> row(Timing ours) {
      if (wall.isEmpty()) {
        return Map.of();
      }
      double median = Timing.median(wall);
      double cpuMedian = Timing.median(cpu);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("peer", name);
      row.put("peer_ms_per_step", BenchReport.rounded(median * 1e3));
      row.put("peer_ms_min", BenchReport.rounded(Collections.min(wall) * 1e3));
      row.put("peer_ms_max", BenchReport.rounded(Collections.max(wall) * 1e3));
      row.put("peer_cpu_ms_per_step", BenchReport.rounded(cpuMedian * 1e3));
      row.put("ratio", BenchReport.rounded(ours.median() / median));
      row.put("cpu_ratio", BenchReport.rounded(ours.cpuMedian() / cpuMedian));
      return row;
    }
  }
}
