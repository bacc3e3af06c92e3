# Databricks notebook source
# MAGIC %md
# MAGIC # Clean `pin`
# MAGIC What landed of the feed `pin`, one clean row a post. Needs `configuration` and the mount.

# COMMAND ----------

from corkboard_spark import schemas
from corkboard_spark.transforms.pins import clean_pins

# COMMAND ----------

landed_pin = spark.read.schema(schemas.PIN_WIRE).json(
    f"{MOUNT}/{catalogue.landing_prefix(catalogue.PIN.topic(PREFIX))}partition=*/*.json"
)

# COMMAND ----------

# MAGIC %md
# MAGIC A post that is sent again lands again: of the rows of one key, one is kept.

# COMMAND ----------

df_pin = clean_pins(landed_pin).dropDuplicates([catalogue.CLEAN_KEY])
df_pin.createOrReplaceTempView("pin")
display(df_pin)
