package corkboard.connect.s3;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects Kafka Connect's calls to the parts: records in, drafts out, offsets committed only behind what is stored.
 *
 * <p>While S3 fails, the records stay in memory and Connect's partitions are paused, so nothing is read or set aside
 * twice. {@code context.timeout} makes Connect call again, with no records, when an object is due or a retry may be made.
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

    private void storeWhatIsReady() {
        try {
            List<Draft> drafts = shelf.drafts(System.currentTimeMillis());
            while (!drafts.isEmpty()) {
                uploads.store(drafts, this::stored);
                recover();
                drafts = shelf.drafts(System.currentTimeMillis());
            }
        } catch (StoreException failure) {
            backoff.failed(failure, System.currentTimeMillis());
            LOG.warn("upload.failed retry_in_ms={} reason={}", backoff.until() - System.currentTimeMillis(), failure.getMessage());
            context.pause(context.assignment().toArray(TopicPartition[]::new));
        }
    }

    private void stored(Uploader.Outcome outcome) {
        if (!outcome.isAsDrafted()) {
            LOG.info("object.found place={}@{} ends={} drafted={}", outcome.draft().source(),
                outcome.draft().first().offset(), outcome.stored().last(), outcome.draft().last().offset());
        }
        shelf.stored(outcome);
        hasUncommitted = true;
    }

    private void recover() {
        if (backoff.hasFailed()) {
            LOG.info("upload.recovered");
            backoff.succeeded();
            context.resume(context.assignment().toArray(TopicPartition[]::new));
        }
    }

    /** Offsets are committed each second, so that little is found stored already after a kill. */
    private void arrangeNextCall(long now) {
        if (hasUncommitted && now >= commitAt) {
            context.requestCommit();
            hasUncommitted = false;
            commitAt = now + COMMIT_EVERY_MS;
        }
        long next = backoff.hasFailed() ? backoff.until() : shelf.dueAt();
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
