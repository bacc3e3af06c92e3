"""The settings of S3, Kinesis and all else that AWS' own API opens."""

from __future__ import annotations

from pydantic import Field, SecretStr

from corkboard.errors import SettingsError
from corkboard.sections import Section


class AwsSettings(Section):
    """S3, Kinesis and the rest. Without an endpoint it is real AWS, which only target ``aws`` may be.

    ``profile`` is one of ``~/.aws``; without it AWS' own chain finds the credentials. ``expected_account`` is
    the account that these must be of: nothing is opened on AWS before that is known.
    """

    region: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    profile: str | None = None
    expected_account: str = Field(default="", pattern=r"^(\d{12})?$")
    endpoint_url: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None

    def client_kwargs(self) -> dict[str, str]:
        """Return what ``boto3.client`` takes besides the service's name.

        Raises:
            SettingsError: Nobody has said which region.
        """
        return {
            "region_name": self._known_region(),
            **({"endpoint_url": self.endpoint_url} if self.endpoint_url else {}),
            **self._keys("aws_access_key_id", "aws_secret_access_key"),
        }

    def s3a_conf(self) -> dict[str, str]:
        """Return Spark's configuration for ``s3a://`` addresses."""
        if not self.endpoint_url:
            return {}
        return {
            "spark.hadoop.fs.s3a.endpoint": self.endpoint_url,
            "spark.hadoop.fs.s3a.endpoint.region": self.region,
            "spark.hadoop.fs.s3a.path.style.access": "true",
            "spark.hadoop.fs.s3a.connection.ssl.enabled": str(self.endpoint_url.startswith("https")).lower(),
            "spark.hadoop.fs.s3a.aws.credentials.provider": (
                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"
            ),
            **self._keys("spark.hadoop.fs.s3a.access.key", "spark.hadoop.fs.s3a.secret.key"),
        }

    def sink_conf(self, seen_at: str | None = None) -> dict[str, str]:
        """Return the S3 sink connector's properties that say where S3 is.

        Args:
            seen_at: The endpoint as the worker sees it, when that is another one than here.
        """
        url = seen_at or self.endpoint_url
        endpoint = {"store.url": url} if url else {}
        return {
            "s3.region": self.region,
            **endpoint,
            **self._keys("aws.access.key.id", "aws.secret.access.key"),
        }

    def key_environment(self) -> dict[str, str]:
        """Return the keys as the variables that AWS' tools read."""
        return self._keys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

    def _known_region(self) -> str:
        if not self.region:
            raise SettingsError(
                "aws.region is not set",
                hint='write region = "eu-west-1" below [targets.aws.aws] of corkboard.toml',
            )
        return self.region

    def _keys(self, key_name: str, secret_name: str) -> dict[str, str]:
        if self.access_key_id is None or self.secret_access_key is None:
            return {}
        return {
            key_name: self.access_key_id.get_secret_value(),
            secret_name: self.secret_access_key.get_secret_value(),
        }
