"""The settings of Airflow and of MWAA's API."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from corkboard.airflow.limits import LIMITS, EnvironmentClass, Limits
from corkboard.sections import Section


class AirflowSettings(Section):
    """MWAA's stand-in.

    ``environment_class`` is the MWAA class whose limits hold. ``sync_s`` is how often the DAGs' bucket is
    looked at. ``python`` and the secrets come from the engine.
    """

    url: str = "http://127.0.0.1:8081"
    mwaa_url: str = "http://127.0.0.1:8084"
    environment_class: EnvironmentClass = "mw1.micro"
    sync_s: float = Field(default=5, gt=0, le=3600)
    user: str = Field(default="admin", min_length=1, max_length=64)
    password: SecretStr = SecretStr("")
    database: str = Field(default="airflow", pattern=r"^[a-z][a-z0-9_]{0,63}$")
    database_user: str = Field(default="corkboard_airflow", min_length=1, max_length=32)
    database_password: SecretStr = SecretStr("")
    fernet_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    python: Path | None = None

    @property
    def port(self) -> int:
        """The port on which the web server listens."""
        return urlsplit(self.url).port or 80

    @property
    def mwaa_port(self) -> int:
        """The port on which MWAA's API listens."""
        return urlsplit(self.mwaa_url).port or 80

    @property
    def limits(self) -> Limits:
        """What the environment class may do."""
        return LIMITS[self.environment_class]
