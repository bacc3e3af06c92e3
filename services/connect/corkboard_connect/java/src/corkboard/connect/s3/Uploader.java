package corkboard.connect.s3;

/**
 * Stores drafts so that no two objects ever hold the same record, whoever else is writing.
 *
 * <p>Each object begins where the one before it ends and is created only if its name is free. So whoever comes second,
 * a task that took over, one that was thought dead, or this one's own retry, finds the name taken, reads where that
 * object ends, and goes on after it.
 */
final class Uploader {
    private final ObjectStore store;
    private final ObjectNames names;

    Uploader(ObjectStore store, ObjectNames names) {
        this.store = store;
        this.names = names;
    }

    /**
     * Returns what is stored under the draft's name, and whether this call stored it.
     *
     * @throws StoreException if that is not known
     */
    Outcome store(Draft draft) {
        String key = names.of(draft.first().topic(), draft.source().partition(), draft.first().offset());
        if (store.create(key, draft.body(), draft.span().metadata())) {
            return new Outcome(draft, draft.span(), true);
        }
        Span found = Span.of(key, store.metadata(key));
        found.checkStart(draft);
        return new Outcome(draft, found, false);
    }

    /**
     * @param draft what was to be stored
     * @param stored what is; it may end before or after the draft
     * @param isNew whether this call created it
     */
    record Outcome(Draft draft, Span stored, boolean isNew) {
        boolean isAsDrafted() {
            return stored.last() == draft.last().offset();
        }
    }
}
