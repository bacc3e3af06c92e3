"""The data source that Spark finds by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql.datasource import DataSource

from pyspark_kinesis.options import understood
from pyspark_kinesis.reader import KinesisStreamReader
from pyspark_kinesis.records import SCHEMA

if TYPE_CHECKING:
    from pyspark.sql.types import StructType


class KinesisDataSource(DataSource):
    """``spark.readStream.format("kinesis")``."""

    @classmethod
    def name(cls) -> str:
        """Return the format's name."""
        return "kinesis"

    def schema(self) -> str:
        """Return the columns."""
        return SCHEMA

    def streamReader(self, schema: StructType) -> KinesisStreamReader:  # noqa: ARG002, N802 - Spark's
        """Return the reader.

        Raises:
            OptionError: An option cannot be understood.
        """
        return KinesisStreamReader(understood(self.options))
