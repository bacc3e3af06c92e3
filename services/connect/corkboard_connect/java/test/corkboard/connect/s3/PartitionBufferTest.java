package corkboard.connect.s3;

import static corkboard.connect.s3.Lines.SOURCE;
import static corkboard.connect.s3.Lines.buffer;
import static corkboard.connect.s3.Lines.byCount;
import static corkboard.connect.s3.Lines.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class PartitionBufferTest {
    private static List<String> spans(PartitionBuffer buffer, long now, boolean isForced) {
        return buffer.drafts(now, isForced).stream()
            .map(draft -> draft.first().offset() + "-" + draft.last().offset()).toList();
    }

    private static void store(PartitionBuffer buffer, Draft draft) {
        buffer.stored(new Uploader.Outcome(draft, draft.span(), true));
    }

    @Test
    void onlyAFullObjectIsReady() {
        assertEquals(List.of(), spans(buffer(byCount(3), 0, 1), 0, false));
        assertEquals(List.of("0-2"), spans(buffer(byCount(3), 0, 4), 0, false));
    }

    @Test
    void objectsOfOnePartitionGoOneAtATime() {
        PartitionBuffer buffer = buffer(byCount(3), 0, 8);

        store(buffer, buffer.drafts(0, false).get(0));

        assertEquals(List.of("3-5"), spans(buffer, 0, false));
    }

    @Test
    void timeMakesAPartOfAnObjectReady() {
        PartitionBuffer buffer = buffer(new Rotation(100, 1 << 20, 50, -1, ZoneId.of("UTC")), 10, 12);

        assertEquals(60, buffer.dueAt());
        assertEquals(List.of(), spans(buffer, 59, false));
        assertEquals(List.of("10-12"), spans(buffer, 60, false));
    }

    @Test
    void aGapEndsAnObjectSoThatLinesCountOffsets() {
        PartitionBuffer buffer = buffer(byCount(100), 0, 2);
        buffer.add(line(7));

        assertEquals(List.of("0-2"), spans(buffer, 0, false));
    }

    @Test
    void anotherTopicNameEndsAnObject() {
        PartitionBuffer buffer = buffer(byCount(100), 0, 2);
        buffer.add(new Line("renamed", 3, 0, new byte[0], 0));

        assertEquals(List.of("0-2"), spans(buffer, 0, false));
    }

    @Test
    void bytesEndAnObjectBeforeItHasAllItsRecords() {
        PartitionBuffer buffer = buffer(new Rotation(100, 20, -1, -1, ZoneId.of("UTC")), 0, 3);

        assertEquals(List.of("0-1"), spans(buffer, 0, false));
    }

    @Test
    void memoryForcesAnObjectOut() {
        assertEquals(List.of("0-1"), spans(buffer(byCount(100), 0, 1), 0, true));
    }

    @Test
    void oneRecordObjectsGoTogetherOnceOneWasNew() {
        PartitionBuffer buffer = buffer(byCount(1), 0, 3);
        assertEquals(List.of("0-0"), spans(buffer, 0, false));

        store(buffer, buffer.drafts(0, false).get(0));

        assertEquals(List.of("1-1", "2-2", "3-3"), spans(buffer, 0, false));
    }

    @Test
    void oneRecordObjectsStayAloneWhileAPredecessorsAreFound() {
        PartitionBuffer buffer = buffer(byCount(1), 0, 9);
        Draft draft = buffer.drafts(0, false).get(0);

        buffer.stored(new Uploader.Outcome(draft, new Span(4, 1000, 1004), false));

        assertEquals(List.of("5-5"), spans(buffer, 0, false));
    }

    @Test
    void aLargerObjectAmongOneRecordObjectsStopsTheTask() {
        PartitionBuffer buffer = buffer(byCount(1), 0, 9);
        store(buffer, buffer.drafts(0, false).get(0));
        Draft draft = buffer.drafts(0, false).get(0);

        ConnectException error = assertThrows(ConnectException.class,
            () -> buffer.stored(new Uploader.Outcome(draft, new Span(4, 1001, 1004), false)));
        assertTrue(error.getMessage().contains("from offset 1 to 4"));
    }

    @Test
    void afterAShorterObjectTheRestBeginsBehindIt() {
        PartitionBuffer buffer = buffer(byCount(5), 0, 8);

        buffer.stored(new Uploader.Outcome(buffer.drafts(0, false).get(0), new Span(1, 1000, 1001), false));

        assertEquals(List.of("2-6"), spans(buffer, 0, false));
        assertEquals(2, buffer.committable(9));
    }

    @Test
    void alsoRecordsStillToComeAreDroppedUpToALongerObjectsEnd() {
        PartitionBuffer buffer = buffer(byCount(2), 0, 3);
        buffer.stored(new Uploader.Outcome(buffer.drafts(0, false).get(0), new Span(6, 1000, 1006), false));
        assertEquals(4, buffer.committable(4));

        for (long offset = 4; offset <= 8; offset++) {
            buffer.add(line(offset));
        }

        assertEquals(List.of("7-8"), spans(buffer, 0, false));
    }

    @Test
    void recordsOfAnEarlierTopicAtTheEndOfALongerObjectAreAnError() {
        PartitionBuffer buffer = buffer(byCount(2), 0, 3);
        buffer.stored(new Uploader.Outcome(buffer.drafts(0, false).get(0), new Span(6, 1000, 77), false));
        buffer.add(line(4));
        buffer.add(line(5));

        ConnectException error = assertThrows(ConnectException.class, () -> buffer.add(line(6)));
        assertTrue(error.getMessage().contains("made anew"));
    }

    @Test
    void offsetsAreCommittableUpToTheFirstRecordThatWaits() {
        assertEquals(3, buffer(byCount(5), 3, 4).committable(5));
        assertEquals(12, new PartitionBuffer(SOURCE, byCount(5)).committable(12));
    }

    @Test
    void whatFailedInTheMiddleStaysWhileTheRestIsDropped() {
        PartitionBuffer buffer = buffer(byCount(1), 0, 4);
        store(buffer, buffer.drafts(0, false).get(0));
        List<Draft> drafts = buffer.drafts(0, false);

        store(buffer, drafts.get(0));
        store(buffer, drafts.get(2));

        assertEquals(List.of("2-2", "4-4"), spans(buffer, 0, false));
        assertEquals(2, buffer.committable(5));
    }

    @Test
    void anOffsetThatWasSeenMeansATopicMadeAnew() {
        PartitionBuffer buffer = buffer(byCount(5), 3, 4);

        assertTrue(buffer.isRestartedBy(line(0)));
        assertFalse(buffer.isRestartedBy(line(5)));
    }
}
