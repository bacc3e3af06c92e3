package corkboard.connect.s3;

/** How long to leave a failing store alone: 100 ms, doubled each time up to 3 s, and how long in all. */
final class Backoff {
    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 3_000;
    private final long timeoutMs;
    private long since;
    private long until;
    private int failures;

    Backoff(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /** @throws StoreException the failure itself, if it will not pass or has lasted too long */
    void failed(StoreException failure, long now) {
        since = failures == 0 ? now : since;
        if (!failure.isPassing() || now - since > timeoutMs) {
            throw failure;
        }
        until = now + Math.min(LONGEST_MS, FIRST_MS << Math.min(failures, 10));
        failures++;
    }

    /** The store is within reach: what fails next is the first failure again. */
    void succeeded() {
        failures = 0;
        until = 0;
    }

    boolean isWaiting(long now) {
        return now < until;
    }

    /** When the next attempt may be made, ms since the epoch; in the past if none has failed. */
    long until() {
        return until;
    }
}
