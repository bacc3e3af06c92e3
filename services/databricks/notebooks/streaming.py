# Databricks notebook source
# MAGIC %md
# MAGIC # Streaming
# MAGIC Reads the three streams from Kinesis, cleans them as the batch does, and appends them to three tables.

# COMMAND ----------

# MAGIC %run ./configuration

# COMMAND ----------

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

from corkboard_spark import schemas
from corkboard_spark.transforms.geos import clean_geos
from corkboard_spark.transforms.pins import clean_pins
from corkboard_spark.transforms.users import clean_users

CHECKPOINTS = f"/tmp/kinesis/_checkpoints{SUFFIX}"

# COMMAND ----------

# MAGIC %md
# MAGIC ## Read
# MAGIC A record is bytes: a JSON document with a post's columns. What is none has no key, and is left out.

# COMMAND ----------


def read_stream(feed, wire):
    """Return a feed's stream with the columns of its posts."""
    records = (
        spark.readStream.format("kinesis")
        .option("streamName", feed.stream(PREFIX))
        .option("region", "us-east-1")
        .option("initialPosition", "earliest")
        .option("awsAccessKey", ACCESS_KEY)
        .option("awsSecretKey", SECRET_KEY)
        .load()
    )
    posts = records.select(F.from_json(F.col("data").cast("string"), wire).alias("post")).select("post.*")
    return posts.where(F.col(feed.key).isNotNull())


# COMMAND ----------

pins = clean_pins(read_stream(catalogue.PIN, schemas.PIN_WIRE))
geos = clean_geos(read_stream(catalogue.GEO, schemas.GEO_WIRE))
users = clean_users(read_stream(catalogue.USER, schemas.USER_WIRE))

# COMMAND ----------

display(pins)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Write
# MAGIC Each table has its own folder of checkpoints: it says how far the table has read.

# COMMAND ----------

for feed, stream in ((catalogue.PIN, pins), (catalogue.GEO, geos), (catalogue.USER, users)):
    (
        stream.select(*feed.clean_columns)
        .writeStream.format("delta")
        .outputMode("append")
        .option("checkpointLocation", f"{CHECKPOINTS}/{feed.streamed}")
        .table(feed.streamed + SUFFIX)
    )
