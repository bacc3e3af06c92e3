package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final BadRecordException REASON = new BadRecordException("the value is null");

    private static SinkRecord record(String topic) {
        return new SinkRecord(topic, 1, null, null, null, null, 7);
    }

    @Test
    void aBadRecordGoesToConnectsReporterWithItsReason() {
        List<String> reported = new ArrayList<>();
        DeadLetters letters = new DeadLetters((record, error) -> {
            reported.add(record.kafkaOffset() + " " + error.getMessage());
            return CompletableFuture.completedFuture(null);
        });

        letters.report(record("t"), REASON);

        assertEquals(List.of("7 the value is null"), reported);
    }

    @Test
    void withoutAReporterItIsAnErrorThatSaysWhere() {
        DeadLetters nowhere = new DeadLetters(null);
        ConnectException error = assertThrows(ConnectException.class, () -> nowhere.report(record("t"), REASON));

        assertTrue(error.getMessage().contains("t-1@7: the value is null"));
    }

    @Test
    void aRecordFromAnotherTopicsErrorsIsALetter() {
        SinkRecord text = record("dead");
        text.headers().addString("__connect.errors.topic", "t");
        SinkRecord bytes = record("dead");
        bytes.headers().addBytes("__connect.errors.topic", new byte[] {'t'});

        assertTrue(DeadLetters.isLetter(text));
        assertTrue(DeadLetters.isLetter(bytes));
        assertFalse(DeadLetters.isLetter(record("dead")));
    }

    @Test
    void aLetterPutBackIntoItsTopicIsARecordLikeAnyOther() {
        SinkRecord record = record("t");
        record.headers().addBytes("__connect.errors.topic", new byte[] {'t'});

        assertFalse(DeadLetters.isLetter(record));
    }
}
