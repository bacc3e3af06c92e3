package corkboard.connect.s3;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record's value as bytes: as produced under ByteArrayConverter and StringConverter, else written anew as JSON. */
final class Values {
    private final JsonConverter json = new JsonConverter();

    Values() {
        json.configure(Map.of("schemas.enable", "false"), false);
    }

    /** Returns null for a null value. */
    byte[] bytes(SinkRecord record) {
        Object value = record.value();
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return json.fromConnectData(record.topic(), record.valueSchema(), value);
    }
}
