package corkboard.connect.s3;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where bad records go: to the dead-letter topic if the connector names one, else nowhere, and the task fails. */
final class DeadLetters {
    /** Connect's own header: the topic from which a dead letter came. */
    private static final String ORIGIN = "__connect.errors.topic";
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private final ErrantRecordReporter reporter;

    /** @param reporter null if the connector names no dead-letter topic */
    DeadLetters(ErrantRecordReporter reporter) {
        this.reporter = reporter;
    }

    /** Connect commits no offset behind the record before the dead-letter topic has acknowledged it. */
    void report(SinkRecord record, DataException reason) {
        String partition = record.originalTopic() + "-" + record.originalKafkaPartition();
        String place = partition + "@" + record.originalKafkaOffset();
        if (reporter == null) {
            throw new ConnectException("bad record " + place + ": " + reason.getMessage()
                + "; set errors.tolerance=all and errors.deadletterqueue.topic.name to put it aside", reason);
        }
        LOG.warn("record.dead_lettered place={} reason={}", place, reason.getMessage());
        reporter.report(record, reason);
    }

    /**
     * Whether the record lies in a dead-letter topic, which a connector with {@code topics.regex} may match: to land
     * it, or to set it aside again, would go in circles. A letter that was put back into its own topic counts as new.
     */
    static boolean isLetter(SinkRecord record) {
        Header origin = record.headers().lastWithName(ORIGIN);
        return origin != null && !record.originalTopic().equals(text(origin.value()));
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }
}
