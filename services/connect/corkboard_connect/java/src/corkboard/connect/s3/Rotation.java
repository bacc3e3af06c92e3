package corkboard.connect.s3;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * When an object is full.
 *
 * @param flushSize records in an object
 * @param maxBytes bytes at which it is stored earlier
 * @param intervalMs time after its first record came; off at 0 or below
 * @param scheduleMs a grid of times since midnight; off at 0 or below
 * @param zone whose midnight
 */
record Rotation(int flushSize, int maxBytes, long intervalMs, long scheduleMs, ZoneId zone) {
    static final long NEVER = Long.MAX_VALUE;

    boolean isOneRecordAnObject() {
        return flushSize == 1;
    }

    /** When an object that begins with this line is stored even if it is not full, ms since the epoch. */
    long dueAt(Line first) {
        long byInterval = intervalMs > 0 ? first.receivedAt() + intervalMs : NEVER;
        return Math.min(byInterval, nextTick(first.receivedAt()));
    }

    private long nextTick(long at) {
        if (scheduleMs <= 0) {
            return NEVER;
        }
        LocalDate day = Instant.ofEpochMilli(at).atZone(zone).toLocalDate();
        long midnight = day.atStartOfDay(zone).toInstant().toEpochMilli();
        return midnight + ((at - midnight) / scheduleMs + 1) * scheduleMs;
    }
}
