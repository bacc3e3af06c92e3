package corkboard.connect.s3;

import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns a record into its line, or sets it aside. */
final class RecordReader {
    private final Values values = new Values();
    private final DeadLetters deadLetters;
    private final int maxBytes;
    private final boolean isNullIgnored;

    RecordReader(SinkConfig config, DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
        this.maxBytes = config.getInt(SinkConfig.MAX_RECORD_BYTES);
        this.isNullIgnored = config.getString(SinkConfig.ON_NULL).equals("ignore");
    }

    /** Returns a blank line for a record that was set aside, and nothing for one that is a dead letter itself. */
    Optional<Line> line(SinkRecord record, long now) {
        if (DeadLetters.isLetter(record)) {
            return Optional.empty();
        }
        long timestamp = record.timestamp() == null ? -1 : record.timestamp();
        long offset = record.originalKafkaOffset();
        try {
            byte[] value = values.bytes(record);
            if (value == null && isNullIgnored) {
                return Optional.of(Line.blank(record.topic(), offset, timestamp, now));
            }
            return Optional.of(new Line(record.topic(), offset, timestamp, checked(value), now));
        } catch (DataException reason) {
            deadLetters.report(record, reason);
            return Optional.of(Line.blank(record.topic(), offset, timestamp, now));
        }
    }

    private byte[] checked(byte[] value) {
        if (value == null) {
            throw new BadRecordException("the value is null");
        }
        return JsonLine.of(value, maxBytes);
    }
}
