package corkboard.connect.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/** Stores several drafts at a time, each in a thread. */
final class UploadPool implements AutoCloseable {
    private final Uploader uploader;
    private final ExecutorService threads;

    UploadPool(Uploader uploader, int size) {
        this.uploader = uploader;
        this.threads = Executors.newFixedThreadPool(size, work -> {
            Thread thread = new Thread(work, "s3-upload");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Stores all drafts and hands over each outcome in order; returns when every one has ended.
     *
     * @return for each partition that could not store a draft, the last reason
     */
    Map<TopicPartition, StoreException> store(List<Draft> drafts, Consumer<Uploader.Outcome> accept) {
        List<Future<Uploader.Outcome>> pending =
            drafts.stream().map(draft -> threads.submit(() -> uploader.store(draft))).toList();
        Map<TopicPartition, StoreException> failures = new HashMap<>();
        for (int i = 0; i < pending.size(); i++) {
            try {
                accept.accept(pending.get(i).get());
            } catch (ExecutionException error) {
                failures.put(drafts.get(i).source(), storeFailure(error.getCause()));
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw new ConnectException("interrupted while storing", error);
            }
        }
        return failures;
    }

    private static StoreException storeFailure(Throwable cause) {
        if (cause instanceof StoreException failure) {
            return failure;
        }
        throw cause instanceof ConnectException other ? other : new ConnectException(cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
