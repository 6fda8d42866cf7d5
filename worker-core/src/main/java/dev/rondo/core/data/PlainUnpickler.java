package dev.rondo.core.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * A pickle reader that makes nothing but None, truth values, numbers, strings, bytes, lists, tuples, dicts and sets. What a
 * pickle asks to be called or built is refused, whatever it is; the one exception are NumPy's whole numbers, which pickles of
 * piano rolls consist of and which become plain numbers. Lengths that the bytes cannot hold are refused before memory is taken.
 */
final class PlainUnpickler extends Unpickler {
  private static final String CODES = "NIJKMFGSTUVXBC(.)t]lae}dsupqrghjcRb";
  /** Codes from protocol 2 on: proto, tuples of 1 to 3, flags, long1; strings, sets, STACK_GLOBAL, memoize and frame. */
  private static final String NEW_CODES = "\u0080\u0085\u0086\u0087\u0088\u0089\u008a\u008c\u008d\u008e\u008f\u0090\u0091\u0093\u0094\u0095";
  /** An object and its entry in the memo take less, on average over the codes that make them. */
  private static final int BYTES_A_CODE = 128;

  private final byte[] bytes;
  private final long mostCodes;
  private long codes;

  PlainUnpickler(byte[] bytes) {
    this(bytes, Runtime.getRuntime().maxMemory() / BYTES_A_CODE);
  }

  /** The same, where a pickle may have so many codes. */
  PlainUnpickler(byte[] bytes, long mostCodes) {
    this.bytes = bytes;
    this.mostCodes = mostCodes;
  }

  /** What stands for a name that a pickle may call. */
  private enum Callable {
    DTYPE,
    SCALAR,
    ENCODE
  }

  /** A NumPy type of whole numbers; its byte order comes later than the rest. */
  private static final class WholeNumbers {
    final boolean signed;
    final int size;
    boolean bigEndian;

    WholeNumbers(String code) {
      if (!code.matches("[iu][1248]")) {
        throw new PickleException("has NumPy numbers of type " + Table.shown(code) + ", which are not whole numbers");
      }
      signed = code.charAt(0) == 'i';
      size = code.charAt(1) - '0';
    }

    long value(byte[] raw) {
      if (raw.length != size) {
        throw new PickleException("has a NumPy number of " + raw.length + " bytes whose type has " + size);
      }
      byte[] magnitude = raw.clone();
      for (int i = 0; !bigEndian && i < size; i++) {
        magnitude[i] = raw[size - 1 - i];
      }
      return (signed ? new BigInteger(magnitude) : new BigInteger(1, magnitude)).longValue();
    }
  }

  /**
   * The object: Object[] for a tuple, else as in Java.
   *
   * @throws PickleException when it holds what is refused, or is damaged
   * @throws IOException when it ends too soon
   */
  Object read() throws IOException {
    Object value = load(new ByteArrayInputStream(bytes));
    if (input.available() > 0) {
      throw new PickleException("has " + input.available() + " bytes after its end");
    }
    return value;
  }

  /** Which byte comes next, from 0. */
  int position() {
    try {
      return input == null ? 0 : bytes.length - input.available();
    } catch (IOException e) {
      throw new IllegalStateException("an array has no failures", e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    if (CODES.indexOf(key) < 0 && NEW_CODES.indexOf(key) < 0) {
      throw new PickleException(String.format("has the code 0x%02x, which plain lists and numbers do not need", key));
    }
    if (++codes > mostCodes) {
      throw new PickleException("needs more than " + mostCodes + " objects, for which there is no memory; give more with"
          + " RONDO_JAVA_OPTS=-Xmx8g");
    }
    switch (key) {
      case 'T', 'X', 'B' -> checkLength(4);
      case 0x8d, 0x8e -> checkLength(8);
      case 'c' -> {
        String module = PickleUtils.readline(input);
        stack.add(named(module, PickleUtils.readline(input)));
        return NO_RETURN_VALUE;
      }
      case 0x93 -> {
        Object name = stack.pop();
        stack.add(named(String.valueOf(stack.pop()), String.valueOf(name)));
        return NO_RETURN_VALUE;
      }
      case 'R' -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(called((Callable) stack.pop(), arguments));
        return NO_RETURN_VALUE;
      }
      case 'b' -> {
        Object[] state = (Object[]) stack.pop();
        ((WholeNumbers) stack.peek()).bigEndian = ">".equals(state[1]);
        return NO_RETURN_VALUE;
      }
      case 'd' -> {
        stack.add(put(new HashMap<>(), stack.pop_all_since_marker()));
        return NO_RETURN_VALUE;
      }
      case 's' -> {
        Object value = stack.pop();
        put(stack.pop(), value);
        return NO_RETURN_VALUE;
      }
      case 'u' -> {
        List<Object> items = stack.pop_all_since_marker();
        put(map(stack.peek()), items);
        return NO_RETURN_VALUE;
      }
      case 0x90 -> {
        List<Object> items = stack.pop_all_since_marker();
        items.forEach(item -> set(stack.peek()).add(hashable(item)));
        return NO_RETURN_VALUE;
      }
      case 0x91 -> {
        Set<Object> set = new HashSet<>();
        stack.pop_all_since_marker().forEach(item -> set.add(hashable(item)));
        stack.add(set);
        return NO_RETURN_VALUE;
      }
      default -> { }
    }
    return super.dispatch(key);
  }

  private void put(Object key, Object value) {
    map(stack.peek()).put(hashable(key), value);
  }

  private static Map<Object, Object> put(Map<Object, Object> map, List<Object> items) {
    for (int i = 0; i < items.size(); i += 2) {
      map.put(hashable(items.get(i)), items.get(i + 1));
    }
    return map;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> map(Object object) {
    return (Map<Object, Object>) object;
  }

  @SuppressWarnings("unchecked")
  private static Set<Object> set(Object object) {
    return (Set<Object>) object;
  }

  /** Lists as keys could hold themselves, and a hash of theirs would never end. */
  private static Object hashable(Object key) {
    if (key instanceof String || key instanceof Number || key instanceof Boolean) {
      return key;
    }
    throw new PickleException("has a key of a dict, or an element of a set, that is neither a string nor a number");
  }

  /** The bytes of a length, little-endian, come next. */
  private void checkLength(int width) throws IOException {
    long length = 0;
    int at = position();
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      length |= (bytes[at + i] & 0xFFL) << (8 * i);
    }
    if (length < 0 || length > input.available()) {
      throw new IOException("a length of " + Long.toUnsignedString(length) + " bytes where " + input.available() + " are left");
    }
  }

  private static Callable named(String module, String name) {
    return switch (module + " " + name) {
      case "numpy dtype" -> Callable.DTYPE;
      case "numpy.core.multiarray scalar", "numpy._core.multiarray scalar" -> Callable.SCALAR;
      case "_codecs encode" -> Callable.ENCODE; // how Python 3 writes bytes in protocol 2
      default -> throw new PickleException(
          "asks for " + Table.shown(module + "." + name) + ", and nothing that a pickle names is made or called here");
    };
  }

  private static Object called(Callable callable, Object[] arguments) {
    return switch (callable) {
      case DTYPE -> new WholeNumbers((String) arguments[0]);
      case SCALAR -> ((WholeNumbers) arguments[0]).value(
          arguments[1] instanceof byte[] raw ? raw : ((String) arguments[1]).getBytes(StandardCharsets.ISO_8859_1));
      case ENCODE -> ((String) arguments[0]).getBytes(StandardCharsets.ISO_8859_1);
    };
  }
}
