"""The datasets: each feed with its columns and its transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard_spark import schemas
from corkboard_spark.transforms.geos import clean_geos
from corkboard_spark.transforms.pins import clean_pins
from corkboard_spark.transforms.users import clean_users

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

    from corkboard.catalogue import Feed


@dataclass(frozen=True, slots=True)
class Dataset:
    """One feed's way from the wire to its clean table.

    Attributes:
        feed: The feed.
        wire: Its columns on the wire.
        clean: The clean table's columns.
        transform: From the one to the other.
    """

    feed: Feed
    wire: StructType
    clean: StructType
    transform: Callable[[DataFrame], DataFrame]


DATASETS = (
    Dataset(catalogue.PIN, schemas.PIN_WIRE, schemas.PINS, clean_pins),
    Dataset(catalogue.GEO, schemas.GEO_WIRE, schemas.GEOS, clean_geos),
    Dataset(catalogue.USER, schemas.USER_WIRE, schemas.USERS, clean_users),
)
