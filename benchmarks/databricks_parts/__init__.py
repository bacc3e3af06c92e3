"""What the benchmark of the cluster runs."""
