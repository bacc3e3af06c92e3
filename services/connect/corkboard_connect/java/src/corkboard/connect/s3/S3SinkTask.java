package corkboard.connect.s3;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects Kafka Connect's calls to the parts: records in, drafts out, offsets committed only behind what is stored.
 *
 * <p>While S3 fails, the records stay in memory and their partitions are paused, so nothing is read or set aside
 * twice. {@code context.timeout} makes Connect call again, with no records, when an object is due or a retry may be
 * made.
 */
public class S3SinkTask extends SinkTask {
    private static final Logger LOG = LoggerFactory.getLogger(S3SinkTask.class);
    private static final long COMMIT_EVERY_MS = 1_000;
    /** A task's records may take this part of the worker's memory: others, and the copies being sent, need the rest. */
    private static final int HEAP_SHARE = 8;
    private ObjectStore store;
    private UploadPool uploads;
    private Shelf shelf;
    private RecordReader reader;
    private Backoff backoff;
    /** Partitions that wait for S3, and are paused. */
    private final Set<TopicPartition> held = new HashSet<>();
    private boolean hasUncommitted;
    private long commitAt;

    @Override
    public void start(Map<String, String> properties) {
        SinkConfig config = new SinkConfig(properties);
        store = new S3Store(S3Clients.open(config), config.getString(SinkConfig.BUCKET));
        uploads = new UploadPool(new Uploader(store, config.names()), config.getInt(SinkConfig.UPLOAD_THREADS));
        shelf = new Shelf(config.rotation(), Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        reader = new RecordReader(config, new DeadLetters(context.errantRecordReporter()));
        backoff = new Backoff(config.getLong(SinkConfig.RETRY_TIMEOUT_MS));
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        long now = System.currentTimeMillis();
        for (SinkRecord each : records) {
            reader.line(each, now).ifPresent(line -> shelf.add(sourceOf(each), line));
        }
        if (!backoff.isWaiting(now)) {
            storeWhatIsReady();
        }
        arrangeNextCall(System.currentTimeMillis());
    }

    /** A partition that fails holds up itself alone; the others go on as far as they can. */
    private void storeWhatIsReady() {
        Map<TopicPartition, StoreException> failures = new HashMap<>();
        List<Draft> drafts = shelf.drafts(System.currentTimeMillis(), failures.keySet());
        while (!drafts.isEmpty()) {
            failures.putAll(uploads.store(drafts, this::stored));
            drafts = shelf.drafts(System.currentTimeMillis(), failures.keySet());
        }
        failures.forEach(this::hold);
    }

    private void stored(Uploader.Outcome outcome) {
        TopicPartition source = outcome.draft().source();
        if (!outcome.isAsDrafted()) {
            LOG.info("object.found place={}@{} ends={} drafted={}", source, outcome.draft().first().offset(),
                outcome.stored().last(), outcome.draft().last().offset());
        }
        shelf.stored(outcome);
        hasUncommitted = true;
        backoff.succeeded();
        if (held.remove(source)) {
            LOG.info("upload.recovered partition={}", source);
            context.resume(source);
        }
    }

    private void hold(TopicPartition source, StoreException failure) {
        long now = System.currentTimeMillis();
        backoff.failed(failure, now);
        LOG.warn("upload.failed partition={} retry_in_ms={} reason={}", source, backoff.until() - now,
            failure.getMessage());
        held.add(source);
        context.pause(source);
    }

    /** Offsets are committed each second, so that little is found stored already after a kill. */
    private void arrangeNextCall(long now) {
        if (hasUncommitted && now >= commitAt) {
            context.requestCommit();
            hasUncommitted = false;
            commitAt = now + COMMIT_EVERY_MS;
        }
        long next = backoff.isWaiting(now) ? backoff.until() : shelf.dueAt();
        next = hasUncommitted ? Math.min(next, commitAt) : next;
        if (next != Rotation.NEVER) {
            context.timeout(Math.max(1, next - now));
        }
    }

    /** Where nothing waits, Connect's own position is safe: it also counts records that were passed over. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
        consumed.forEach((source, position) ->
            safe.put(source, new OffsetAndMetadata(shelf.committable(source, position.offset()))));
        return safe;
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        partitions.forEach(shelf::drop);
        held.removeAll(partitions);
    }

    @Override
    public void stop() {
        if (uploads != null) {
            uploads.close();
            store.close();
        }
    }

    private static TopicPartition sourceOf(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }

    @Override
    public String version() {
        return Version.CURRENT;
    }
}
