"""``corkboard batch`` where ``spark.runner`` is not local: the same code on EMR Serverless or Databricks."""
