package corkboard.connect.s3;

import java.util.Map;

/** Where objects are kept; each call may block, and may be repeated. */
interface ObjectStore extends AutoCloseable {
    /**
     * Stores an object unless there is one of this name.
     *
     * @return false if there is, be it from an earlier attempt of this very call
     * @throws StoreException if the outcome is unknown, or the store refused
     */
    boolean create(String key, byte[] body, Map<String, String> metadata);

    /**
     * Returns an object's own metadata.
     *
     * @throws StoreException if it is not there, or the store did not answer
     */
    Map<String, String> metadata(String key);

    @Override
    void close();
}
