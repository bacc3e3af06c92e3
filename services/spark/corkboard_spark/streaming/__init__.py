"""The streaming job: Kinesis into clean Delta tables, each record once.

stream ──▶ job ──▶ query, one a feed ──▶ worker, a batch ──▶ table
           │        ├─▶ source            ├─▶ records        └─▶ upkeep
           │        └─▶ epochs            └─▶ letters
           └─▶ screen, figures

records, durations and figures decide; table, letters, upkeep, source and query touch Delta and Spark
"""
