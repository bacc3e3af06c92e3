package corkboard.connect.s3;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * Properties of Confluent's sink that change names, content or protection, and of which this sink knows one setting.
 *
 * <p>Each is refused by name with any other value: a different result must never look like success.
 */
final class OneValueProperties {
    /** For each property, the values that mean what this sink does; the first is the default. */
    private static final Map<String, List<String>> ALLOWED = new TreeMap<>(Map.ofEntries(
        Map.entry("storage.class", List.of("io.confluent.connect.s3.storage.S3Storage")),
        Map.entry("format.class", List.of("io.confluent.connect.s3.format.json.JsonFormat")),
        Map.entry("partitioner.class", List.of("io.confluent.connect.storage.partitioner.DefaultPartitioner")),
        Map.entry("schema.compatibility", List.of("NONE")),
        Map.entry("s3.compression.type", List.of("none")),
        Map.entry("s3.schema.partition.affix.type", List.of("NONE")),
        Map.entry("json.decimal.format", List.of("BASE64")),
        Map.entry("store.kafka.keys", List.of("false")),
        Map.entry("store.kafka.headers", List.of("false")),
        Map.entry("file.delim", List.of("+")),
        Map.entry("directory.delim", List.of("/")),
        Map.entry("s3.ssea.name", List.of("", "AES256")),
        Map.entry("s3.sse.customer.key", List.of("")),
        Map.entry("s3.sse.kms.key.id", List.of("")),
        Map.entry("s3.acl.canned", List.of("")),
        Map.entry("s3.object.tagging", List.of("false")),
        Map.entry("s3.proxy.url", List.of("")),
        Map.entry("s3.wan.mode", List.of("false")),
        Map.entry("s3.credentials.provider.class",
            List.of("com.amazonaws.auth.DefaultAWSCredentialsProviderChain"))));

    private OneValueProperties() {}

    static void define(ConfigDef all) {
        ALLOWED.forEach((name, values) -> all.define(name, Type.STRING, values.get(0),
            (key, value) -> check(key, String.valueOf(value), values), Importance.LOW, "Only " + values + "."));
    }

    /** A secret may stand behind one of these names, so the message does not repeat the value. */
    private static void check(String name, String value, List<String> allowed) {
        if (allowed.stream().noneMatch(value.strip()::equalsIgnoreCase)) {
            throw new ConfigException(name + ": Corkboard's S3 sink has only '" + allowed.get(0)
                + "'; leave it out, or put Confluent's own plugin into the plugin folder");
        }
    }
}
