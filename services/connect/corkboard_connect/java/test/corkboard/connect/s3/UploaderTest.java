package corkboard.connect.s3;

import static corkboard.connect.s3.Lines.SOURCE;
import static corkboard.connect.s3.Lines.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class UploaderTest {
    private static final String FIRST = "topics/t/partition=0/t+0+0000000000.json";
    private final MemoryStore store = new MemoryStore();
    private final Uploader uploader = new Uploader(store, Lines.NAMES);

    private static Draft draft(long first, long last) {
        return new Draft(SOURCE, LongStream.rangeClosed(first, last).mapToObj(Lines::line).toList());
    }

    @Test
    void aNewObjectHasOneLineARecordAndSaysWhereItEnds() {
        Uploader.Outcome outcome = uploader.store(draft(0, 1));

        assertTrue(outcome.isNew());
        assertEquals("{\"n\":0}\n{\"n\":1}\n", store.bodies.get(FIRST));
        assertEquals("1", store.metadata.get(FIRST).get(Span.LAST));
    }

    @Test
    void aPlaceWithoutARecordIsABlankLine() {
        uploader.store(new Draft(SOURCE, List.of(line(0), Line.blank("t", 1, 0, 0), line(2))));

        assertEquals("{\"n\":0}\n\n{\"n\":2}\n", store.bodies.get(FIRST));
    }

    @Test
    void theOwnRetryOfAStoredObjectCountsAsStored() {
        store.answersToLose = 1;
        assertThrows(StoreException.class, () -> uploader.store(draft(0, 1)));

        Uploader.Outcome outcome = uploader.store(draft(0, 1));

        assertFalse(outcome.isNew());
        assertTrue(outcome.isAsDrafted());
    }

    @Test
    void anotherTasksObjectDecidesWhereThisOneGoesOn() {
        uploader.store(draft(0, 6));

        assertEquals(6, uploader.store(draft(0, 3)).stored().last());
        assertEquals(6, uploader.store(draft(0, 9)).stored().last());
        assertEquals(1, store.bodies.size());
    }

    @Test
    void anObjectOfAnotherProgramIsAnError() {
        store.create(FIRST, new byte[] {'x'}, Map.of());

        ConnectException error = assertThrows(ConnectException.class, () -> uploader.store(draft(0, 1)));
        assertTrue(error.getMessage().contains(FIRST));
    }

    @Test
    void otherRecordsAtTheSameOffsetsAreAnError() {
        store.create(FIRST, new byte[] {'x'}, new Span(1, 5, 6).metadata());

        ConnectException error = assertThrows(ConnectException.class, () -> uploader.store(draft(0, 1)));
        assertTrue(error.getMessage().contains("made anew"));
    }

    /** Two tasks, each with its own sizes, times and lost answers, write the same 60 records in any interleaving. */
    @RepeatedTest(200)
    void twoWritersNeverStoreARecordTwice(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        boolean isOneEach = random.nextInt(4) == 0;
        PartitionBuffer[] buffers = new PartitionBuffer[2];
        for (int i = 0; i < 2; i++) {
            buffers[i] = Lines.buffer(Lines.byCount(isOneEach ? 1 : 2 + random.nextInt(7)), 0, 59);
        }
        while (buffers[0].committable(60) < 60 || buffers[1].committable(60) < 60) {
            store.answersToLose = random.nextInt(3) == 0 ? 1 : 0;
            step(buffers[random.nextInt(2)], random.nextInt(4) == 0);
        }
        StringBuilder whole = new StringBuilder();
        LongStream.range(0, 60).forEach(n -> whole.append("{\"n\":").append(n).append("}\n"));
        assertEquals(whole.toString(), String.join("", store.bodies.values()));
    }

    private void step(PartitionBuffer buffer, boolean isForced) {
        for (Draft draft : buffer.drafts(0, isForced)) {
            try {
                buffer.stored(uploader.store(draft));
            } catch (StoreException lost) {
                assertTrue(lost.isPassing());
            }
        }
    }
}
