package corkboard.connect.s3;

import org.apache.kafka.connect.errors.DataException;

/** A record that cannot become a line; the message says why, and is what the dead letter carries. */
final class BadRecordException extends DataException {
    private static final long serialVersionUID = 1L;

    BadRecordException(String reason) {
        super(reason);
    }
}
