"""The columns of each feed, on the wire and clean, and of the dead letters."""

from __future__ import annotations

from pyspark.sql import types as T  # noqa: N812 - as everywhere in Spark

LONG, TEXT, INSTANT = T.LongType(), T.StringType(), T.TimestampType()
LOCAL_TIME = T.TimestampNTZType()  # on the wire a string, with a blank or a T in the middle

PIN_WIRE = T.StructType(
    [
        T.StructField("index", LONG, nullable=False),
        T.StructField("unique_id", TEXT),
        T.StructField("title", TEXT),
        T.StructField("description", TEXT),
        T.StructField("poster_name", TEXT),
        T.StructField("follower_count", TEXT),
        T.StructField("tag_list", TEXT),
        T.StructField("is_image_or_video", TEXT),
        T.StructField("image_src", TEXT),
        T.StructField("downloaded", LONG),
        T.StructField("save_location", TEXT),
        T.StructField("category", TEXT),
    ]
)
GEO_WIRE = T.StructType(
    [
        T.StructField("ind", LONG, nullable=False),
        T.StructField("timestamp", LOCAL_TIME),
        T.StructField("latitude", T.DoubleType()),
        T.StructField("longitude", T.DoubleType()),
        T.StructField("country", TEXT),
    ]
)
USER_WIRE = T.StructType(
    [
        T.StructField("ind", LONG, nullable=False),
        T.StructField("first_name", TEXT),
        T.StructField("last_name", TEXT),
        T.StructField("age", LONG),
        T.StructField("date_joined", LOCAL_TIME),
    ]
)

PINS = T.StructType(
    [
        T.StructField("ind", LONG),
        T.StructField("unique_id", TEXT),
        T.StructField("title", TEXT),
        T.StructField("description", TEXT),
        T.StructField("follower_count", T.IntegerType()),
        T.StructField("poster_name", TEXT),
        T.StructField("tag_list", TEXT),
        T.StructField("is_image_or_video", TEXT),
        T.StructField("image_src", TEXT),
        T.StructField("save_location", TEXT),
        T.StructField("category", TEXT),
    ]
)
GEOS = T.StructType(
    [
        T.StructField("ind", LONG),
        T.StructField("country", TEXT),
        T.StructField("coordinates", T.ArrayType(T.DoubleType())),
        T.StructField("timestamp", INSTANT),
    ]
)
USERS = T.StructType(
    [
        T.StructField("ind", LONG),
        T.StructField("user_name", TEXT),
        T.StructField("age", T.IntegerType()),
        T.StructField("date_joined", INSTANT),
    ]
)

DEAD_LETTERS = T.StructType(
    [
        T.StructField("feed", TEXT),
        T.StructField("topic", TEXT),
        T.StructField("partition", T.IntegerType()),
        T.StructField("offset", LONG),
        T.StructField("value", TEXT),
        T.StructField("source", TEXT),
        T.StructField("reason", TEXT),
    ]
)
STREAM_DEAD_LETTERS = T.StructType(
    [
        T.StructField("feed", TEXT),
        T.StructField("stream", TEXT),
        T.StructField("epoch", T.IntegerType()),
        T.StructField("shard", TEXT),
        T.StructField("sequence_number", TEXT),
        T.StructField("reason", TEXT),
        T.StructField("body", TEXT),
    ]
)
