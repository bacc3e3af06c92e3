package corkboard.connect.s3;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * An object about to be stored: lines of one partition whose offsets follow each other without a gap.
 *
 * @param source the topic and partition as Kafka knows them; the name uses the lines' own topic
 * @param lines at least one
 */
record Draft(TopicPartition source, List<Line> lines) {
    Line first() {
        return lines.get(0);
    }

    Line last() {
        return lines.get(lines.size() - 1);
    }

    Span span() {
        return new Span(last().offset(), first().timestamp(), last().timestamp());
    }

    byte[] body() {
        byte[] body = new byte[lines.stream().mapToInt(Line::size).sum()];
        int end = 0;
        for (Line line : lines) {
            System.arraycopy(line.bytes(), 0, body, end, line.bytes().length);
            end += line.size();
            body[end - 1] = '\n';
        }
        return body;
    }
}
