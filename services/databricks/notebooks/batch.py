# Databricks notebook source
# MAGIC %md
# MAGIC # Batch
# MAGIC Reads what has landed through the mount, cleans it, and writes three tables. Run daily by Airflow.

# COMMAND ----------

# MAGIC %run ./mount

# COMMAND ----------

# MAGIC %run ./clean_pin

# COMMAND ----------

# MAGIC %run ./clean_geo

# COMMAND ----------

# MAGIC %run ./clean_user

# COMMAND ----------

# MAGIC %md
# MAGIC ## Write

# COMMAND ----------

for feed, frame in ((catalogue.PIN, df_pin), (catalogue.GEO, df_geo), (catalogue.USER, df_user)):
    (
        frame.select(*feed.clean_columns)
        .write.format("delta")
        .mode("overwrite")
        .option("overwriteSchema", "true")
        .saveAsTable(feed.clean + SUFFIX)
    )

# COMMAND ----------

# MAGIC %sql
# MAGIC show tables

# COMMAND ----------

dbutils.notebook.exit(spark.table(catalogue.PIN.clean + SUFFIX).count())
