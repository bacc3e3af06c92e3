"""Has the Databricks Jobs API forget its jobs and runs; what they ran stays in the workspace."""

from __future__ import annotations

import requests

from corkboard import catalogue
from corkboard.errors import UnavailableError
from corkboard.folders import remove_folder
from corkboard.settings import Settings, reveal

TIMEOUT_S = 60


def forget_runs(settings: Settings) -> None:
    """Cancel and forget all jobs and runs; where no Jobs API runs, remove what it had kept.

    Raises:
        UnavailableError: It is there and does not do it.
    """
    token = reveal(settings.databricks.token)
    if not token:
        return  # this stack never had one
    try:
        answer = requests.post(
            f"{settings.databricks.url}/corkboard/forget",
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
        )
        answer.raise_for_status()
    except requests.ConnectionError:
        remove_folder(settings.state_dir / catalogue.JOBS_DIR)
    except requests.RequestException as error:
        raise UnavailableError(
            f"the Jobs API does not forget its runs ({error})",
            service="jobs",
            hint="see 'corkboard logs jobs'",
        ) from error
