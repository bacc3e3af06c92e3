"""What several benchmarks need: a stack of their own, servers under load, eyes on processes, and reports."""
