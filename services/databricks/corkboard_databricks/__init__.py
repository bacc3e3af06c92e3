"""What plays Databricks here: a cluster, its files, its notebooks."""
