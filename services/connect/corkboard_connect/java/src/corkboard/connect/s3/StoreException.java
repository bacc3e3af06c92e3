package corkboard.connect.s3;

import org.apache.kafka.connect.errors.ConnectException;

/** The object store refused, or did not answer. */
final class StoreException extends ConnectException {
    private static final long serialVersionUID = 1L;
    private final boolean passing;

    StoreException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** True if the same call may succeed later: no answer, an overload, a fault of the server. */
    boolean isPassing() {
        return passing;
    }
}
