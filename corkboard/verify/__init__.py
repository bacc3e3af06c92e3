"""Reads every hop and reconciles it with the ledger.

    ledger ──▶ book ─┐
    Kafka ───▶ logs ─┼─▶ hop_log ─▶ hop_s3 ─▶ hop_clean ─▶ report     (pure: values in, values out)
    S3 ──────▶ objects ─────────────────┘          │
    Delta ───▶ rows ────────────────────────────────┤
    MySQL ───▶ recomputed rows ─────────────────────┘

``posted``, ``kafka``, ``s3``, ``delta`` and ``mysql`` read; ``check`` connects them to the pure part.
``story`` follows one post through the same readers.
"""
