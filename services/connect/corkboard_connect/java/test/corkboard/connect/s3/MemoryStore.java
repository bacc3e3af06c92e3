package corkboard.connect.s3;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A store in memory; it can be made to lose the answer to its next calls, after it did its work. */
final class MemoryStore implements ObjectStore {
    final Map<String, String> bodies = new TreeMap<>();
    final Map<String, Map<String, String>> metadata = new TreeMap<>();
    int answersToLose;

    @Override
    public boolean create(String key, byte[] body, Map<String, String> described) {
        boolean isNew = bodies.putIfAbsent(key, new String(body, StandardCharsets.UTF_8)) == null;
        metadata.putIfAbsent(key, described);
        loseAnswer();
        return isNew;
    }

    @Override
    public Map<String, String> metadata(String key) {
        loseAnswer();
        return metadata.get(key);
    }

    private void loseAnswer() {
        if (answersToLose > 0) {
            answersToLose--;
            throw new StoreException("lost", true, null);
        }
    }

    @Override
    public void close() {}
}
