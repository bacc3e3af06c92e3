package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Line at(String instant) {
        return new Line("t", 0, 0, new byte[0], Instant.parse(instant).toEpochMilli());
    }

    private static String due(Rotation rotation, String receivedAt) {
        return Instant.ofEpochMilli(rotation.dueAt(at(receivedAt))).toString();
    }

    @Test
    void anIntervalBeginsWithTheFirstRecord() {
        Rotation rotation = new Rotation(10, 100, 1500, -1, BERLIN);

        assertEquals("2026-03-01T10:00:02.200Z", due(rotation, "2026-03-01T10:00:00.700Z"));
    }

    @Test
    void aScheduleIsAGridFromTheZonesMidnight() {
        Rotation hourly = new Rotation(10, 100, -1, 6 * 3_600_000L, BERLIN);

        assertEquals("2026-03-01T11:00:00Z", due(hourly, "2026-03-01T10:59:59.999Z"));
        assertEquals("2026-03-01T17:00:00Z", due(hourly, "2026-03-01T11:00:00Z"));
    }

    @Test
    void theEarlierOfBothCounts() {
        Rotation both = new Rotation(10, 100, 500, 60_000, BERLIN);

        assertEquals("2026-03-01T10:00:10.500Z", due(both, "2026-03-01T10:00:10Z"));
        assertEquals("2026-03-01T10:01:00Z", due(both, "2026-03-01T10:00:59.900Z"));
    }

    @Test
    void withoutEitherNothingIsEverDue() {
        assertEquals(Rotation.NEVER, Lines.byCount(5).dueAt(at("2026-03-01T10:00:00Z")));
    }
}
