package dev.rondo.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.format.Mat5Tag;
import us.hebi.matlab.mat.format.Mat5Type;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Source;

/**
 * MFL's reader for one variable that is wholly in memory. It refuses every length that the bytes cannot hold before
 * anything is allocated, and cells in cells, whose depth a hostile file could drive until the stack overflows.
 */
final class StrictMatReader extends Mat5Reader {
  private final int size;
  private int depth;

  /** @param size bytes of the source */
  StrictMatReader(Source source, int size) {
    super(source);
    this.size = size;
    disableSubsystemProcessing();
    setBufferAllocator(new HeapBuffers(size));
  }

  @Override
  protected Mat5Tag readTagWithExpectedType(Mat5Type expected) throws IOException {
    Mat5Tag tag = super.readTagWithExpectedType(expected);
    if (tag.getNumBytes() < 0 || tag.getNumBytes() > size) {
      throw new IOException("a length of " + tag.getNumBytes() + " bytes where " + size + " are there");
    }
    return tag;
  }

  @Override
  protected Array readCell(EntryHeader header) throws IOException {
    long count = 1;
    for (int n : header.getDimensions()) {
      if (n < 0 || (n > 0 && count > Integer.MAX_VALUE / n)) {
        throw new IOException("a cell array of an impossible size");
      }
      count *= n;
    }
    List<Array> contents = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      contents.add(readNestedArray());
    }
    return createCell(header.getDimensions(), contents.toArray(new Array[0]));
  }

  @Override
  protected Array readNestedArray() throws IOException {
    if (depth > 0) {
      throw new IOException("an element of a cell array is itself a cell array, a struct or an object");
    }
    depth++;
    try {
      return super.readNestedArray();
    } finally {
      depth--;
    }
  }

  @Override
  protected Array[][] readValues(EntryHeader header, int fields, String[] names) throws IOException {
    throw new IOException("a struct or an object stands where a matrix should");
  }

  private record HeapBuffers(int limit) implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int numBytes) {
      if (numBytes < 0 || numBytes > limit) {
        throw new IllegalArgumentException("a length of " + numBytes + " bytes where " + limit + " are there");
      }
      return ByteBuffer.allocate(numBytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // Left to the garbage collector.
    }
  }
}
