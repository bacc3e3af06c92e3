"""A mount's bucket: listed and read by many threads at once, written one object at a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from corkboard import clients
from corkboard.bucket.access import Access
from corkboard.bucket.pages import XML, pages
from corkboard.bucket.store import Store, StoreError
from corkboard.errors import UnavailableError
from corkboard_databricks.dbfs.plan import Remote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings
    from corkboard_databricks.dbfs.sources import Source

LARGE_BYTES = 32 << 20
ENDED = "/"


class RemoteFolder:
    """What lies below a prefix of a bucket.

    Args:
        settings: Say where S3 is.
        source: Says which bucket, with which keys.

    Raises:
        StoreError: From reading methods: S3 refused or did not answer.
        UnavailableError: From writing methods, likewise.
    """

    def __init__(self, settings: Settings, source: Source) -> None:
        self._source = source
        aws = settings.aws
        endpoint = aws.endpoint_url or f"https://s3.{aws.region}.amazonaws.com"
        self._store = Store(Access(endpoint, aws.region, source.bucket, source.key_id, source.secret))
        keys = {"access_key_id": SecretStr(source.key_id), "secret_access_key": SecretStr(source.secret)}
        self._client: S3Client = clients.s3(settings.model_copy(update={"aws": aws.model_copy(update=keys)}))

    def check(self) -> None:
        """Return if the keys may list the bucket."""
        self._store.list({"prefix": self._source.prefix, "max-keys": "1"})

    def listed(self) -> Iterator[tuple[str, Remote]]:
        """Yield every object by its key below the prefix; those that only mark a folder are left out."""
        skip = len(self._source.prefix)
        for page in pages(self._store, {"prefix": self._source.prefix}):
            for one in ET.fromstring(page).iterfind(f"{XML}Contents"):  # noqa: S314 - S3's own answer
                values = {item.tag.removeprefix(XML): item.text or "" for item in one}
                key = values["Key"][skip:]
                if key and not key.endswith(ENDED):
                    modified_at = datetime.fromisoformat(values["LastModified"]).timestamp()
                    yield key, Remote(values["ETag"].strip('"'), int(values["Size"]), modified_at)

    def fetch(self, key: str, remote: Remote, into: Path) -> None:
        """Write an object to a file."""
        if remote.size_bytes > LARGE_BYTES:
            try:
                self._client.download_file(self._source.bucket, self._source.prefix + key, str(into))
            except (BotoCoreError, ClientError) as error:
                raise StoreError(f"{self._source.address}: {error}") from error
        else:
            into.write_bytes(self._store.get(self._source.prefix + key))

    def put(self, key: str, file: Path) -> str:
        """Store a file as an object, and return its ETag."""
        bucket, name = self._source.bucket, self._source.prefix + key
        try:
            if file.stat().st_size > LARGE_BYTES:
                self._client.upload_file(str(file), bucket, name)
                return self._client.head_object(Bucket=bucket, Key=name)["ETag"].strip('"')
            return self._client.put_object(Bucket=bucket, Key=name, Body=file.read_bytes())["ETag"].strip('"')
        except (BotoCoreError, ClientError) as error:
            raise self._explained(error) from error

    def remove(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        try:
            self._client.delete_object(Bucket=self._source.bucket, Key=self._source.prefix + key)
        except (BotoCoreError, ClientError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> UnavailableError:
        return UnavailableError(f"{self._source.address}: {error}", service="s3")
