"""Spark's ``landing`` format: the records of one topic-partition, read from many small S3 objects.

    names ──▶ listing ──▶ spans ──▶ shares      on the driver: what has landed, and who reads what
                 │                     │
               store ◀── fetching ◀── source    in the tasks: the objects' bytes …
        (corkboard/bucket)            │
                            bodies ──▶ records  … as lines, and as typed columns

These modules stand on the standard library, msgspec, pyarrow and pyspark alone, and on
``corkboard.bucket``, so that a cluster's executors need nothing else of ours.
"""
