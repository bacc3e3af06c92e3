package corkboard.connect.s3;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The records of one partition that are not stored yet, in order.
 *
 * <p>Objects follow each other one at a time, because the end of one decides the name of the next. Only objects of one
 * record, whose ends nobody can see differently, go many at a time, and only after one was new: until then a
 * predecessor's larger objects may lie ahead.
 */
final class PartitionBuffer {
    private final TopicPartition source;
    private final Rotation rotation;
    private final List<Line> lines = new ArrayList<>();
    private Span ahead;
    private boolean isPastPredecessor;
    private long bytes;
    private long lastSeen = -1;

    PartitionBuffer(TopicPartition source, Rotation rotation) {
        this.source = source;
        this.rotation = rotation;
    }

    /** Takes a record, unless another task has stored it already. */
    void add(Line line) {
        lastSeen = line.offset();
        if (ahead != null && line.offset() <= ahead.last()) {
            ahead.checkEnd(line);
            return;
        }
        lines.add(line);
        bytes += line.size();
    }

    /**
     * Returns the objects that may be stored now, all at the same time.
     *
     * @param isForced also if none is full or due
     */
    List<Draft> drafts(long now, boolean isForced) {
        if (lines.isEmpty()) {
            return List.of();
        }
        if (rotation.isOneRecordAnObject() && isPastPredecessor) {
            return lines.stream().map(line -> new Draft(source, List.of(line))).toList();
        }
        int end = endOfRun();
        boolean isFull = end == rotation.flushSize() || end < lines.size();
        boolean isReady = isFull || isForced || now >= dueAt();
        return isReady ? List.of(new Draft(source, List.copyOf(lines.subList(0, end)))) : List.of();
    }

    /** How many lines from the first on fit into one object. */
    private int endOfRun() {
        int end = 1;
        long size = lines.get(0).size();
        while (end < Math.min(lines.size(), rotation.flushSize()) && lines.get(end - 1).isFollowedBy(lines.get(end))) {
            size += lines.get(end).size();
            if (size > rotation.maxBytes()) {
                break;
            }
            end++;
        }
        return end;
    }

    /** Drops what is stored: the draft's records up to the object's end, and any beyond the draft that it holds. */
    void stored(Uploader.Outcome outcome) {
        Span span = outcome.stored();
        checkBoundaries(outcome);
        int from = 0;
        while (from < lines.size() && lines.get(from).offset() < outcome.draft().first().offset()) {
            from++;
        }
        int to = from;
        while (to < lines.size() && lines.get(to).offset() <= span.last()) {
            span.checkEnd(lines.get(to));
            bytes -= lines.get(to).size();
            to++;
        }
        lines.subList(from, to).clear();
        ahead = ahead == null || span.last() > ahead.last() ? span : ahead;
        isPastPredecessor |= outcome.isNew();
    }

    /** Many one-record objects at a time are safe only while nobody else puts larger ones in the same place. */
    private void checkBoundaries(Uploader.Outcome outcome) {
        if (rotation.isOneRecordAnObject() && isPastPredecessor && !outcome.isAsDrafted()) {
            throw new ConnectException("records of " + source + " from offset " + outcome.draft().first().offset()
                + " to " + outcome.stored().last() + " may be doubled: another connector, or this one with an earlier "
                + SinkConfig.FLUSH_SIZE + ", is storing larger objects in the same place");
        }
    }

    /** True if the offsets begin anew with this line, as after the topic was deleted and made again. */
    boolean isRestartedBy(Line line) {
        return line.offset() <= lastSeen;
    }

    /** When the next object is due, ms since the epoch; NEVER if nothing waits. */
    long dueAt() {
        return lines.isEmpty() ? Rotation.NEVER : rotation.dueAt(lines.get(0));
    }

    /** The offset from which a successor must read: everything before it is stored, or was passed over. */
    long committable(long consumed) {
        return lines.isEmpty() ? consumed : lines.get(0).offset();
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return lines.size();
    }
}
