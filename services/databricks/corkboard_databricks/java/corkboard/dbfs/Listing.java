package corkboard.dbfs;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder's content in one answer: Python would ask for each part of each file otherwise. */
public final class Listing {
  private Listing() {}

  /** Returns path, size, time of change and kind of each file, all separated by NUL. */
  public static String of(FileSystem system, Path folder) throws IOException {
    StringBuilder out = new StringBuilder();
    for (FileStatus one : system.listStatus(folder)) {
      out.append(one.getPath()).append('\0').append(one.getLen()).append('\0');
      out.append(one.getModificationTime()).append('\0').append(one.isDirectory() ? "/" : "").append('\0');
    }
    return out.toString();
  }
}
