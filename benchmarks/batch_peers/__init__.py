"""What ``benchmarks/batch.py`` needs: rows on the wire, objects in S3, and DuckDB at the same work."""
