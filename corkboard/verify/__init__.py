"""Reads every hop and reconciles it with the ledger.

    ledger ──▶ book ─┐
    Kafka ───▶ logs ─┼─▶ hop_log ─▶ hop_s3 ─▶ hop_clean ─▶ report     (pure: values in, values out)
    S3 ──────▶ objects ─────────────────┘          │
    Delta ───▶ rows ────────────────────────────────┤
    MySQL ───▶ recomputed rows ─────────────────────┘

On the stream path Kinesis' shards take the place of Kafka's partitions, and there is no S3::

    Kinesis ─▶ shards ─▶ logs ─▶ hop_log ─▶ hop_clean ─▶ report

``posted``, ``kafka``, ``kinesis``, ``s3``, ``delta`` and ``mysql`` read; ``check`` and ``check_stream``
connect them to the pure part.
``story`` follows one post through the same readers.
"""
