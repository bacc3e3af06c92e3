# Databricks notebook source
# MAGIC %md
# MAGIC # Clean `user`
# MAGIC What landed of the feed `user`, one clean row a post. Needs `configuration` and the mount.

# COMMAND ----------

from corkboard_spark import schemas
from corkboard_spark.transforms.users import clean_users

# COMMAND ----------

landed_user = spark.read.schema(schemas.USER_WIRE).json(
    f"{MOUNT}/{catalogue.landing_prefix(catalogue.USER.topic(PREFIX))}partition=*/*.json"
)

# COMMAND ----------

# MAGIC %md
# MAGIC A post that is sent again lands again: of the rows of one key, one is kept.

# COMMAND ----------

df_user = clean_users(landed_user).dropDuplicates([catalogue.CLEAN_KEY])
df_user.createOrReplaceTempView("user")
display(df_user)
