package corkboard.connect.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The buffers of all partitions that a task has, and their common limit. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private final Rotation rotation;
    private final long maxBytes;
    private final Map<TopicPartition, PartitionBuffer> buffers = new HashMap<>();

    /** @param maxBytes above it the largest buffer is stored early */
    Shelf(Rotation rotation, long maxBytes) {
        this.rotation = rotation;
        this.maxBytes = maxBytes;
    }

    /** Takes a record; what waits of a topic that has been deleted and made again since is dropped, and logged. */
    void add(TopicPartition source, Line line) {
        PartitionBuffer buffer = buffers.computeIfAbsent(source, this::empty);
        if (buffer.isRestartedBy(line)) {
            LOG.warn("offsets.restarted place={}@{} dropped={}", source, line.offset(), buffer.size());
            buffer = empty(source);
            buffers.put(source, buffer);
        }
        buffer.add(line);
    }

    private PartitionBuffer empty(TopicPartition source) {
        return new PartitionBuffer(source, rotation);
    }

    /**
     * Returns what may be stored now, all at the same time.
     *
     * @param without partitions that have to wait
     */
    List<Draft> drafts(long now, Set<TopicPartition> without) {
        PartitionBuffer largest = bytes() > maxBytes
            ? buffers.values().stream().max(Comparator.comparingLong(PartitionBuffer::bytes)).orElseThrow() : null;
        List<Draft> drafts = new ArrayList<>();
        buffers.forEach((source, buffer) -> {
            if (!without.contains(source)) {
                drafts.addAll(buffer.drafts(now, buffer == largest));
            }
        });
        return drafts;
    }

    void stored(Uploader.Outcome outcome) {
        buffers.get(outcome.draft().source()).stored(outcome);
    }

    /** When the next object is due, ms since the epoch; NEVER if nothing waits. */
    long dueAt() {
        return buffers.values().stream().mapToLong(PartitionBuffer::dueAt).min().orElse(Rotation.NEVER);
    }

    long committable(TopicPartition source, long consumed) {
        PartitionBuffer buffer = buffers.get(source);
        return buffer == null ? consumed : buffer.committable(consumed);
    }

    /** Forgets a partition that another task gets: it reads again from the last commit. */
    void drop(TopicPartition source) {
        buffers.remove(source);
    }

    private long bytes() {
        return buffers.values().stream().mapToLong(PartitionBuffer::bytes).sum();
    }
}
