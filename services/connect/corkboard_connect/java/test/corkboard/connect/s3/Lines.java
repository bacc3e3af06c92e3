package corkboard.connect.s3;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.apache.kafka.common.TopicPartition;

/** Lines, and what else tests need: record n of topic t has offset n, timestamp 1000 + n and came at n ms. */
final class Lines {
    static final TopicPartition SOURCE = new TopicPartition("t", 0);
    static final ObjectNames NAMES = new ObjectNames("topics", 10);

    private Lines() {}

    static Line line(long offset) {
        return new Line("t", offset, 1000 + offset, text(offset), offset);
    }

    static byte[] text(long offset) {
        return ("{\"n\":" + offset + "}").getBytes(StandardCharsets.UTF_8);
    }

    static Rotation byCount(int records) {
        return new Rotation(records, 1 << 20, -1, -1, ZoneId.of("UTC"));
    }

    static PartitionBuffer buffer(Rotation rotation, long first, long last) {
        PartitionBuffer buffer = new PartitionBuffer(SOURCE, rotation);
        for (long offset = first; offset <= last; offset++) {
            buffer.add(line(offset));
        }
        return buffer;
    }
}
