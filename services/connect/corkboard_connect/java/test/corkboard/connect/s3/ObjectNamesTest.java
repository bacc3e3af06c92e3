package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ObjectNamesTest {
    @Test
    void aNameHasTopicPartitionAndTenDigitsOfTheOffset() {
        assertEquals("topics/u.pin/partition=2/u.pin+2+0000000162.json", Lines.NAMES.of("u.pin", 2, 162));
    }

    @Test
    void anOffsetOfMoreDigitsIsNotCut() {
        assertEquals("d/t/partition=0/t+0+12345678901.json", new ObjectNames("d", 10).of("t", 0, 12_345_678_901L));
    }
}
