# Databricks notebook source
# MAGIC %md
# MAGIC # Clean `geo`
# MAGIC What landed of the feed `geo`, one clean row a post. Needs `configuration` and the mount.

# COMMAND ----------

from corkboard_spark import schemas
from corkboard_spark.transforms.geos import clean_geos

# COMMAND ----------

landed_geo = spark.read.schema(schemas.GEO_WIRE).json(
    f"{MOUNT}/{catalogue.landing_prefix(catalogue.GEO.topic(PREFIX))}partition=*/*.json"
)

# COMMAND ----------

# MAGIC %md
# MAGIC A post that is sent again lands again: of the rows of one key, one is kept.

# COMMAND ----------

df_geo = clean_geos(landed_geo).dropDuplicates([catalogue.CLEAN_KEY])
df_geo.createOrReplaceTempView("geo")
display(df_geo)
