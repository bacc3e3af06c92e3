package corkboard.connect.s3;

import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What an object holds, as written in its metadata; its name says the first offset.
 *
 * <p>The timestamps tell the same records from others at the same offsets, as after a topic was deleted and made anew.
 *
 * @param last the last line's offset
 * @param firstTimestamp the first record's, ms since the epoch
 * @param lastTimestamp the last record's, ms since the epoch
 */
record Span(long last, long firstTimestamp, long lastTimestamp) {
    static final String LAST = "corkboard-last-offset";
    static final String FIRST_TIMESTAMP = "corkboard-first-timestamp";
    static final String LAST_TIMESTAMP = "corkboard-last-timestamp";

    Map<String, String> metadata() {
        return Map.of(LAST, Long.toString(last), FIRST_TIMESTAMP, Long.toString(firstTimestamp),
            LAST_TIMESTAMP, Long.toString(lastTimestamp));
    }

    /** @throws ConnectException if this sink did not write the object */
    static Span of(String key, Map<String, String> metadata) {
        try {
            return new Span(number(metadata, LAST), number(metadata, FIRST_TIMESTAMP),
                number(metadata, LAST_TIMESTAMP));
        } catch (NumberFormatException error) {
            throw new ConnectException("the object " + key + " exists and another program wrote it: "
                + "move it away, or give this connector another " + SinkConfig.TOPICS_DIR, error);
        }
    }

    private static long number(Map<String, String> metadata, String name) {
        return Long.parseLong(metadata.get(name));
    }

    /** @throws ConnectException if the record at the span's end is not the one that was stored */
    void checkEnd(Line line) {
        if (line.offset() == last && line.timestamp() != lastTimestamp) {
            throw otherRecords(line.topic() + " up to offset " + last);
        }
    }

    /** @throws ConnectException if the draft of the same name begins with another record than the one stored */
    void checkStart(Draft draft) {
        if (draft.first().timestamp() != firstTimestamp) {
            throw otherRecords(draft.source() + " at offset " + draft.first().offset());
        }
    }

    private static ConnectException otherRecords(String where) {
        return new ConnectException("S3 already holds other records of " + where + ": the topic was made anew, or the "
            + "bucket serves two clusters; move the old objects away, or give this connector another "
            + SinkConfig.TOPICS_DIR);
    }
}
