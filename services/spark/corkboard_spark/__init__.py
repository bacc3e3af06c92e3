"""Batch jobs on Spark: landing objects to clean Delta tables, and the questions answered."""
