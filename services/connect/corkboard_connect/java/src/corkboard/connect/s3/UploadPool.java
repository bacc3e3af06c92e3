package corkboard.connect.s3;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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
     * @throws StoreException the first failure, after the others' outcomes were handed over
     */
    void store(List<Draft> drafts, Consumer<Uploader.Outcome> accept) {
        List<Future<Uploader.Outcome>> pending = drafts.stream().map(draft -> threads.submit(() -> uploader.store(draft))).toList();
        ConnectException failure = null;
        for (Future<Uploader.Outcome> each : pending) {
            try {
                accept.accept(each.get());
            } catch (ExecutionException error) {
                failure = worse(failure, error.getCause());
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw new ConnectException("interrupted while storing", error);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** A failure that will not pass hides one that may. */
    private static ConnectException worse(ConnectException known, Throwable other) {
        ConnectException next = other instanceof ConnectException ours ? ours : new ConnectException(other);
        return known == null || known instanceof StoreException store && store.isPassing() ? next : known;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
