"""Pins: what the site could not say becomes null, counts become numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - as everywhere in Spark

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

NO_USER = "User Info Error"
NO_VALUE = {
    "title": ("No Title Data Available",),
    "description": ("No description available", "No description available Story format", "Untitled"),
    "poster_name": (NO_USER,),
    "tag_list": ("N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e",),
    "image_src": ("Image src error.",),
}
FOLDER_WORDS = "^Local save in "


def clean_pins(raw: DataFrame) -> DataFrame:
    """Return one row per pin with typed, tidy columns.

    Args:
        raw: Columns ``index`` (bigint), ``follower_count`` (string such as ``"10k"``, ``"2M"``,
            ``"731"`` or ``"User Info Error"``), ``save_location`` (``"Local save in /data/art"``),
            and the other strings of a pin, some of which say that there is no value.

    Returns:
        ``ind`` (bigint), ``follower_count`` (int, people; null when the site had no count),
        ``save_location`` (``"/data/art"``); ``downloaded`` is left out.
    """
    return raw.select(
        F.col("index").alias("ind"),
        "unique_id",
        _known("title"),
        _known("description"),
        _people("follower_count"),
        _known("poster_name"),
        _known("tag_list"),
        "is_image_or_video",
        _known("image_src"),
        F.regexp_replace("save_location", FOLDER_WORDS, "").alias("save_location"),
        "category",
    )


def _known(name: str) -> Column:
    """Return a column without the words that stand for no value."""
    column = F.col(name)
    return F.when(~column.isin(*NO_VALUE[name]), column).alias(name)


def _people(name: str) -> Column:
    """Return a count as a number. Ten digits at most, so that no unit can overflow a bigint."""
    text = F.col(name)
    is_count = text.rlike("^[0-9]{1,10}[kM]?$")
    number = F.rtrim(text, F.lit("kM")).try_cast("bigint")
    unit = F.when(text.endswith("k"), 1_000).when(text.endswith("M"), 1_000_000).otherwise(1)
    return F.when(is_count, number * unit).try_cast("int").alias(name)
