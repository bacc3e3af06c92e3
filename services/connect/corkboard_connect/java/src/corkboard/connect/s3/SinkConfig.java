package corkboard.connect.s3;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** The sink's properties: Confluent's names and defaults, and three of our own. */
final class SinkConfig extends AbstractConfig {
    static final String BUCKET = "s3.bucket.name";
    static final String REGION = "s3.region";
    static final String ENDPOINT = "store.url";
    static final String PATH_STYLE = "s3.path.style.access.enabled";
    static final String KEY_ID = "aws.access.key.id";
    static final String SECRET = "aws.secret.access.key";
    static final String TOPICS_DIR = "topics.dir";
    static final String PAD_WIDTH = "filename.offset.zero.pad.width";
    static final String FLUSH_SIZE = "flush.size";
    static final String ROTATE_MS = "rotate.interval.ms";
    static final String SCHEDULE_MS = "rotate.schedule.interval.ms";
    static final String TIMEZONE = "timezone";
    static final String PART_SIZE = "s3.part.size";
    static final String PART_RETRIES = "s3.part.retries";
    static final String RETRY_BACKOFF_MS = "s3.retry.backoff.ms";
    static final String ON_NULL = "behavior.on.null.values";
    static final String MAX_RECORD_BYTES = "corkboard.max.record.bytes";
    static final String UPLOAD_THREADS = "corkboard.upload.threads";
    static final String RETRY_TIMEOUT_MS = "corkboard.retry.timeout.ms";

    SinkConfig(Map<String, String> properties) {
        super(definition(), properties, false);
    }

    static ConfigDef definition() {
        ConfigDef all = new ConfigDef();
        defineStore(all);
        defineObjects(all);
        defineRecords(all);
        OneValueProperties.define(all);
        return all;
    }

    private static void defineStore(ConfigDef all) {
        all.define(BUCKET, Type.STRING, ConfigDef.NO_DEFAULT_VALUE, new NonEmptyString(), Importance.HIGH,
                "The bucket.")
            .define(REGION, Type.STRING, "us-west-2", Importance.MEDIUM, "The bucket's region.")
            .define(ENDPOINT, Type.STRING, "", Importance.MEDIUM,
                "S3's address; if empty, the worker's AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, else AWS itself.")
            .define(PATH_STYLE, Type.BOOLEAN, true, Importance.LOW, "Name the bucket in the path, not in the host.")
            .define(KEY_ID, Type.STRING, "", Importance.MEDIUM,
                "Access key; if empty, whatever the AWS SDK finds: environment, profile, role.")
            .define(SECRET, Type.PASSWORD, "", Importance.MEDIUM, "Secret key, given together with " + KEY_ID + ".")
            .define(PART_RETRIES, Type.INT, 3, Range.between(0, 20), Importance.LOW, "Retries within one request.")
            .define(RETRY_BACKOFF_MS, Type.LONG, 200L, Range.between(1, 60_000), Importance.LOW,
                "The wait before a request's first retry; it doubles.")
            .define(UPLOAD_THREADS, Type.INT, 16, Range.between(1, 256), Importance.LOW, "Uploads at a time, per task.")
            .define(RETRY_TIMEOUT_MS, Type.LONG, 600_000L, Range.atLeast(0), Importance.LOW,
                "How long a task goes on trying while S3 is out of reach before it fails.");
    }

    private static void defineObjects(ConfigDef all) {
        all.define(TOPICS_DIR, Type.STRING, "topics", new NonEmptyString(), Importance.LOW, "The first part of a name.")
            .define(PAD_WIDTH, Type.INT, 10, Range.between(0, 19), Importance.LOW, "Digits of the offset in a name.")
            .define(FLUSH_SIZE, Type.INT, ConfigDef.NO_DEFAULT_VALUE, Range.atLeast(1), Importance.HIGH,
                "Records in an object.")
            .define(ROTATE_MS, Type.LONG, -1L, Range.atLeast(-1), Importance.MEDIUM,
                "Store what there is this long after its first record came; off at 0 or below.")
            .define(SCHEDULE_MS, Type.LONG, -1L, Range.atLeast(-1), Importance.MEDIUM,
                "Store what there is at each multiple of this time since midnight; off at 0 or below.")
            .define(TIMEZONE, Type.STRING, "UTC", SinkConfig::checkZone, Importance.LOW, "Whose midnight.")
            .define(PART_SIZE, Type.INT, 26_214_400, Range.between(1024, 1 << 30), Importance.LOW,
                "An object is stored in one part: at this many bytes it is stored before it has all its records.");
    }

    private static void defineRecords(ConfigDef all) {
        all.define(ON_NULL, Type.STRING, "fail", ValidString.in("fail", "ignore"), Importance.LOW,
                "fail: a null value is a bad record; ignore: only its place is kept, as a blank line.")
            .define(MAX_RECORD_BYTES, Type.INT, 1_048_576, Range.atLeast(1), Importance.LOW,
                "A larger value is a bad record.");
    }

    private static void checkZone(String name, Object value) {
        try {
            zoneOf((String) value);
        } catch (DateTimeException error) {
            throw new ConfigException(name, value, error.getMessage());
        }
    }

    private static ZoneId zoneOf(String name) {
        return name.isEmpty() ? ZoneId.of("UTC") : ZoneId.of(name);
    }

    Rotation rotation() {
        return new Rotation(getInt(FLUSH_SIZE), getInt(PART_SIZE), getLong(ROTATE_MS), getLong(SCHEDULE_MS),
            zoneOf(getString(TIMEZONE)));
    }

    ObjectNames names() {
        return new ObjectNames(getString(TOPICS_DIR), getInt(PAD_WIDTH));
    }
}
