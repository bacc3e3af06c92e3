# Databricks notebook source
# MAGIC %md
# MAGIC # Mount the bucket
# MAGIC Once a workspace: what has landed in S3 is then a folder below `/mnt`.

# COMMAND ----------

# MAGIC %run ./configuration

# COMMAND ----------

if MOUNT not in [mount.mountPoint for mount in dbutils.fs.mounts()]:
    dbutils.fs.mount(f"s3n://{ACCESS_KEY}:{ENCODED_SECRET_KEY}@{BUCKET}", MOUNT)

# COMMAND ----------

display(dbutils.fs.ls(f"{MOUNT}/{catalogue.TOPICS_DIR}"))
