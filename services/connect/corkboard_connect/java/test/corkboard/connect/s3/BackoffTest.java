package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final StoreException PASSING = new StoreException("503", true, null);
    private static final StoreException FINAL = new StoreException("403", false, null);

    @Test
    void theWaitDoublesAndHasALimit() {
        Backoff backoff = new Backoff(1_000_000);
        long[] waits = new long[7];
        for (int i = 0; i < waits.length; i++) {
            backoff.failed(PASSING, 0);
            waits[i] = backoff.until();
        }

        assertEquals("[100, 200, 400, 800, 1600, 3000, 3000]", java.util.Arrays.toString(waits));
    }

    @Test
    void successBeginsAnew() {
        Backoff backoff = new Backoff(1000);
        backoff.failed(PASSING, 0);
        assertTrue(backoff.isWaiting(99));

        backoff.succeeded();

        assertFalse(backoff.isWaiting(99));
        backoff.failed(PASSING, 5000);
        assertEquals(5100, backoff.until());
    }

    @Test
    void aFailureThatWillNotPassEndsTheTask() {
        assertThrows(StoreException.class, () -> new Backoff(1000).failed(FINAL, 0));
    }

    @Test
    void soDoesOneThatLastsTooLong() {
        Backoff backoff = new Backoff(1000);
        backoff.failed(PASSING, 0);
        backoff.failed(PASSING, 1000);

        assertThrows(StoreException.class, () -> backoff.failed(PASSING, 1001));
    }
}
