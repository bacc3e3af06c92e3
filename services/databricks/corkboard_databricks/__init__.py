"""Databricks on this machine: the cluster, DBFS and notebooks."""
