package dev.rondo.core.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Small pickles of protocol 2 for tests, written code by code: Map, List, Object[] (a tuple), Integer and String. */
final class Pickles {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] of(Object object) {
    Pickles pickle = new Pickles();
    pickle.out.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.write(object);
    pickle.out.write('.');
    return pickle.out.toByteArray();
  }

  /** A dict of the three splits with this training split, the rest sound. */
  static byte[] withTrain(Object train) {
    List<?> sound = List.of(List.of(new Object[] {60}, new Object[] {62}));
    return of(Map.of("train", train, "valid", sound, "test", sound));
  }

  /** Codes as they stand. */
  record Raw(String latin1) {}

  private void write(Object object) {
    if (object instanceof Raw raw) {
      out.writeBytes(raw.latin1.getBytes(StandardCharsets.ISO_8859_1));
    } else if (object instanceof Integer number) {
      out.write('J');
      for (int i = 0; i < 4; i++) {
        out.write(number >> (8 * i));
      }
    } else if (object instanceof String text) {
      out.write('U');
      out.write(text.length());
      out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    } else if (object instanceof Map<?, ?> map) {
      out.writeBytes(new byte[] {'}', '('});
      map.forEach((key, value) -> {
        write(key);
        write(value);
      });
      out.write('u');
    } else if (object instanceof List<?> list) {
      out.writeBytes(new byte[] {']', '('});
      list.forEach(this::write);
      out.write('e');
    } else {
      out.write('(');
      for (Object item : (Object[]) object) {
        write(item);
      }
      out.write('t');
    }
  }
}
