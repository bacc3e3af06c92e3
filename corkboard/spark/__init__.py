"""What the programs that start Spark share: its configuration and its home."""
