"""What several benchmarks need: a stack of their own, and eyes on the processes that work."""
