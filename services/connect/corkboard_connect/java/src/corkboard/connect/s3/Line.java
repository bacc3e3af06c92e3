package corkboard.connect.s3;

/**
 * One record as it will be stored.
 *
 * @param topic the topic's name, after transformations
 * @param offset where the record is in its partition
 * @param timestamp the record's own, ms since the epoch; -1 if it has none
 * @param bytes its JSON without a line end; empty for a dead letter, so that line i of an object is always the
 *     record at the object's first offset + i
 * @param receivedAt when it reached the task, ms since the epoch
 */
record Line(String topic, long offset, long timestamp, byte[] bytes, long receivedAt) {
    private static final byte[] BLANK = {};

    static Line blank(String topic, long offset, long timestamp, long receivedAt) {
        return new Line(topic, offset, timestamp, BLANK, receivedAt);
    }

    /** Its bytes in the object, the line end included. */
    int size() {
        return bytes.length + 1;
    }

    boolean isFollowedBy(Line next) {
        return next.offset == offset + 1 && next.topic.equals(topic);
    }
}
