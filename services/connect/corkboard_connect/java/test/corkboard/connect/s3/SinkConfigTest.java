package corkboard.connect.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkConfigTest {
    private static final Map<String, String> LEAST = Map.of("s3.bucket.name", "b", "flush.size", "3");

    private static Map<String, List<String>> errors(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.putAll(more);
        return SinkConfig.definition().validate(all).stream().filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(value -> value.name(), value -> value.errorMessages()));
    }

    @Test
    void bucketAndFlushSizeAreAllThatMustBeNamed() {
        assertEquals(Map.of(), errors(Map.of()));
        assertEquals(List.of("flush.size", "s3.bucket.name"), SinkConfig.definition().validate(Map.of()).stream()
            .filter(value -> !value.errorMessages().isEmpty()).map(value -> value.name()).sorted().toList());
    }

    @Test
    void theDefaultsAreConfluents() {
        SinkConfig config = new SinkConfig(LEAST);

        assertEquals(new ObjectNames("topics", 10), config.names());
        assertEquals("us-west-2", config.getString(SinkConfig.REGION));
        assertEquals(26_214_400, config.rotation().maxBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "format.class, io.confluent.connect.s3.format.avro.AvroFormat",
        "partitioner.class, io.confluent.connect.storage.partitioner.HourlyPartitioner",
        "s3.compression.type, gzip", "storage.class, x.Other", "schema.compatibility, BACKWARD",
        "store.kafka.keys, true", "file.delim, -", "s3.ssea.name, aws:kms", "s3.acl.canned, private",
        "flush.size, 0", "timezone, Mars/Base", "behavior.on.null.values, write", "corkboard.max.record.bytes, 0",
    })
    void whatCannotBeHonouredIsRefusedByName(String name, String value) {
        assertEquals(List.of(name), List.copyOf(errors(Map.of(name, value)).keySet()));
    }

    @Test
    void aRefusalDoesNotRepeatTheValue() {
        String message = errors(Map.of("s3.sse.customer.key", "top-secret")).get("s3.sse.customer.key").get(0);

        assertFalse(message.contains("top-secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "schema.generator.class, io.confluent.connect.storage.hive.schema.DefaultSchemaGenerator",
        "s3.compression.type, NONE", "path.format, ''", "partition.duration.ms, 3600000", "s3.ssea.name, AES256",
    })
    void whatChangesNothingIsAccepted(String name, String value) {
        assertEquals(Map.of(), errors(Map.of(name, value)));
    }
}
