package corkboard.iam;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Properties;

/** The keys that may sign in: a file of lines {@code id=secret}, read again when it changes. */
final class Keys {
    private final Path file;
    private FileTime changedAt = FileTime.fromMillis(0);
    private Properties secrets = new Properties();

    Keys(Path file) {
        this.file = file;
    }

    /** Returns the secret of an access key. */
    synchronized String secretOf(String accessKey) throws Refused {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(changedAt)) {
                Properties read = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    read.load(reader);
                }
                secrets = read;
                changedAt = now;
            }
        } catch (IOException | IllegalArgumentException error) {
            throw new Refused("the broker cannot read its keys", error);
        }
        String secret = secrets.getProperty(accessKey);
        if (secret == null) {
            throw new Refused("unknown access key");
        }
        return secret;
    }
}
