package corkboard.dbfs;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * What lies below {@code dbfs:/}: local files, some of whose folders mirror buckets.
 *
 * <p>Before such a folder is looked at, the mirror is brought up to date; what is written there goes to the
 * bucket when the file is closed. Nothing here starts a shell: permissions are not kept, as on DBFS.
 */
public final class MirroredFileSystem extends RawLocalFileSystem {
  private static final URI NAME = URI.create("mirrored:///");
  private static final String HIDDEN = ".corkboard";
  private static final String USER = System.getProperty("user.name");
  private static final FsPermission EVERYTHING = new FsPermission((short) 0777);
  private static final FileStatus[] NONE = {};

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return NAME.getScheme();
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Mirrors.look(file(path));
    return status(file(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    File folder = file(path);
    Mirrors.look(folder);
    FileStatus own = status(folder);
    if (!own.isDirectory()) {
      return new FileStatus[] {own};
    }
    String[] names = folder.list();
    List<FileStatus> found = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      try {
        if (!name.equals(HIDDEN)) {
          found.add(status(new File(folder, name)));
        }
      } catch (java.io.FileNotFoundException gone) {
        continue; // somebody removed it in this moment
      }
    }
    return found.toArray(NONE);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (!file(path).exists()) {
      Mirrors.lookNow(file(path));
    }
    return super.open(path, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
      throws IOException {
    begin(path);
    return stored(path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!file(path).getParentFile().isDirectory()) {
      throw new java.io.FileNotFoundException("Parent directory doesn't exist: " + path.getParent());
    }
    return create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) throws IOException {
    begin(path);
    return stored(path, super.append(path, bufferSize, progress));
  }

  /** A Delta commit must fail where another writer, in whichever process, was first: a link does, a rename not. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    File source = file(from);
    File target = file(to);
    if (target.getParent() != null && target.getParentFile().getName().equals("_delta_log") && source.isFile()) {
      try {
        Files.createLink(target.toPath(), source.toPath());
      } catch (FileAlreadyExistsException taken) {
        throw new org.apache.hadoop.fs.FileAlreadyExistsException(to.toString());
      }
      Files.delete(source.toPath());
    } else if (!super.rename(from, to)) {
      return false;
    }
    File inside = new File(target, source.getName()); // as a move into a folder that is there
    Mirrors.changed(source);
    Mirrors.changed(inside.exists() ? inside : target);
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    Mirrors.refuseRoot(file(path));
    Mirrors.look(file(path));
    boolean done = super.delete(path, recursive);
    Mirrors.changed(file(path));
    return done;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // DBFS keeps none; keeping them here would start a shell for each file.
  }

  @Override
  public void setOwner(Path path, String username, String groupname) {
    // As above.
  }

  private File file(Path path) {
    return pathToFile(path);
  }

  private FileStatus status(File file) throws IOException {
    Path path = new Path(NAME.getScheme(), "", file.getPath());
    try {
      BasicFileAttributes seen = Files.readAttributes(file.toPath(), BasicFileAttributes.class);
      long size = seen.isDirectory() ? 0 : seen.size();
      long modified = seen.lastModifiedTime().toMillis();
      return new FileStatus(
          size, seen.isDirectory(), 1, getDefaultBlockSize(path), modified, 0, EVERYTHING, USER, USER, path);
    } catch (java.nio.file.FileSystemException gone) {
      throw new java.io.FileNotFoundException("File " + path + " does not exist");
    }
  }

  private void begin(Path path) throws IOException {
    if (Mirrors.has(file(path))) {
      Mirrors.writing(file(path));
    }
  }

  private FSDataOutputStream stored(Path path, FSDataOutputStream out) throws IOException {
    File file = file(path);
    if (!Mirrors.has(file)) {
      return out;
    }
    return new FSDataOutputStream(new Storing(out, file), null);
  }

  /** A file that goes to the bucket when it is closed. */
  private static final class Storing extends FilterOutputStream {
    private final File file;
    private boolean closed;

    Storing(OutputStream out, File file) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        super.close();
        Mirrors.changed(file);
      }
    }
  }
}
