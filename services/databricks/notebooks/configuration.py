# Databricks notebook source
# MAGIC %md
# MAGIC # Configuration
# MAGIC The names that every other notebook uses, and the keys to AWS. Joined with `%run ./configuration`.

# COMMAND ----------

import urllib.parse

from corkboard import catalogue

# COMMAND ----------

# MAGIC %md
# MAGIC ## Names
# MAGIC They are written once, in `corkboard.catalogue`; only the prefix differs from person to person.

# COMMAND ----------

dbutils.widgets.text("prefix", "corkboard", "Prefix of topics, streams and bucket")
dbutils.widgets.text("suffix", "_notebook", "Suffix of the tables that are written")

PREFIX = dbutils.widgets.get("prefix")
SUFFIX = dbutils.widgets.get("suffix")
BUCKET = catalogue.bucket(PREFIX)
MOUNT = f"/mnt/{BUCKET}"

# COMMAND ----------

# MAGIC %md
# MAGIC ## Keys
# MAGIC They lie in a Delta table, as an administrator has left them there. A secret may hold characters that
# MAGIC mean something in an address, so it is quoted.

# COMMAND ----------

keys = spark.read.format("delta").load("/user/hive/warehouse/authentication_credentials").first()
ACCESS_KEY = keys["Access key ID"]
SECRET_KEY = keys["Secret access key"]
ENCODED_SECRET_KEY = urllib.parse.quote(SECRET_KEY, safe="")
