package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String refusal(byte[] value) {
        return assertThrows(BadRecordException.class, () -> JsonLine.of(value, 100)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\" : 1.10 } ", "{\"é\":\"\\u00e9\",\"b\":[1,{\"c\":null}]}", "{\"a\":1,\"a\":2}"})
    void anObjectStaysAsItCame(String text) {
        byte[] value = utf8(text);

        assertSame(value, JsonLine.of(value, 100));
    }

    @Test
    void lineEndsBecomeSpacesOfTheSameLength() {
        assertArrayEquals(utf8("{  \"a\": \"\\n\" }"), JsonLine.of(utf8("{\r\n\"a\":\n\"\\n\"\r}"), 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "null", "\"{}\"", "{} {}", "{}x", "{'a':1}", "{\"a\":NaN}", "{\"a\":1,}",
        "{\"a\":\"\n\"}", "[{}]", "{]", "hello"})
    void anythingElseIsBad(String text) {
        assertTrue(refusal(utf8(text)).startsWith("the value "));
    }

    @Test
    void otherEncodingsAreBad() {
        assertTrue(refusal("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)).contains("UTF-8"));
        assertTrue(refusal("{\"a\":1}".getBytes(StandardCharsets.UTF_16)).contains("UTF-8"));
        assertTrue(refusal(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'}).contains("not JSON"));
    }

    @Test
    void aValueOverTheLimitIsBad() {
        assertTrue(refusal(utf8("{\"a\":\"" + "x".repeat(100) + "\"}")).contains("more than 100"));
    }

    @Test
    void theReasonDoesNotRepeatTheValue() {
        assertFalse(refusal(utf8("{\"a\": 1, \"card\": \"4111-1111\", }")).contains("4111"));
    }
}
