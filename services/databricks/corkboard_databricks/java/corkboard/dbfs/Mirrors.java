package corkboard.dbfs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which local folders mirror buckets, and the cluster's control socket, which keeps them so. */
public final class Mirrors {
  /** A folder that was brought up to date this long ago is so: one reading looks at it many times. */
  private static final long FRESH_NS = 2_000_000_000L;

  /** What Spark calls the threads of tasks: their files were looked at when the reading was planned. */
  private static final String TASK = "Executor task";

  private static final String UNCOMMITTED = "/_temporary/";
  private static volatile Path socket;
  private static volatile List<String> roots = List.of();
  private static final Map<String, Long> LOOKED = new ConcurrentHashMap<>();

  private Mirrors() {}

  /** Says where the cluster listens, and which folders mirror buckets; the cluster calls it at every change. */
  public static void set(String where, List<String> folders) {
    socket = Path.of(where);
    roots = List.copyOf(folders);
    LOOKED.clear();
  }

  static boolean has(File file) {
    return rootOf(file) != null;
  }

  /** Brings the mirror that holds a file up to date, unless that was done a moment ago. */
  static void look(File file) throws IOException {
    String root = rootOf(file);
    if (root == null || isFresh(root) || Thread.currentThread().getName().startsWith(TASK)) {
      return;
    }
    synchronized (LOOKED) {
      if (!isFresh(root)) {
        lookNow(file);
      }
    }
  }

  /** Brings the mirror that holds a file up to date; a large one stays fresh for as long as that took. */
  static void lookNow(File file) throws IOException {
    String root = rootOf(file);
    if (root != null) {
      long began = System.nanoTime();
      ask("look", root);
      long ended = System.nanoTime();
      LOOKED.put(root, ended + Math.max(FRESH_NS, ended - began));
    }
  }

  /** Keeps a file from the bucket until it is said to be changed. */
  static void writing(File file) throws IOException {
    if (!file.getPath().contains(UNCOMMITTED)) {
      ask("writing", file.getPath());
    }
  }

  /** Carries to the bucket what was written, removed or renamed here; what Spark has not committed waits. */
  static void changed(File file) throws IOException {
    if (has(file) && !file.getPath().contains(UNCOMMITTED)) {
      ask("changed", file.getPath());
    }
  }

  /** A mount's own folder goes by unmounting alone: removing it would empty the bucket. */
  static void refuseRoot(File file) throws IOException {
    for (String root : roots) {
      if (root.equals(file.getPath()) || root.startsWith(file.getPath() + "/")) {
        throw new IOException("Cannot delete mount point: " + file.getPath());
      }
    }
  }

  private static boolean isFresh(String root) {
    Long until = LOOKED.get(root);
    return until != null && System.nanoTime() - until < 0;
  }

  private static String rootOf(File file) {
    String path = file.getPath();
    for (String root : roots) {
      if (path.equals(root) || path.startsWith(root + "/")) {
        return root;
      }
    }
    return null;
  }

  private static void ask(String wanted, String path) throws IOException {
    String line = "{\"do\":\"" + wanted + "\",\"path\":" + quoted(path) + "}\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      String answer = answers.readLine();
      if (answer == null || answer.startsWith("{\"error\"")) {
        throw new IOException(answer == null ? "the cluster did not answer" : words(answer));
      }
    }
  }

  /** The error's text, of an answer that holds nothing else. */
  private static String words(String answer) {
    String text = answer.substring(answer.indexOf(':') + 1, answer.lastIndexOf('}')).trim();
    return text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\n", "\n");
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') {
        out.append('\\').append(letter);
      } else if (letter < ' ') {
        out.append(String.format("\\u%04x", (int) letter));
      } else {
        out.append(letter);
      }
    }
    return out.append('"').toString();
  }
}
