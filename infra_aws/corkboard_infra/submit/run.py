"""A run on EMR Serverless: started, followed in its log, cancelled with Ctrl-C."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from corkboard.errors import CorkboardError
from corkboard.targets.opening import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard.targets.section import AwsSettings

EMR, LOGS = "emr-serverless", "logs"
ENDED = ("SUCCESS", "FAILED", "CANCELLED")
SHOWN_LINES = 15
LATE_LOOKS = 3  # CloudWatch has a run's last lines some seconds after its end
LATE_MS = 60_000  # and those of one output may come after later ones of the other
GRACE_S = 30


class Run:
    """One run.

    Args:
        section: As whom, and in which region, AWS is asked.
        emr: EMR Serverless' client.
        logs: CloudWatch Logs' client.
        request: StartJobRun's parameters.
        say: Shows a line.
        wait: Waits between two looks.

    Raises:
        PreflightError: From every method: the credentials have expired.
        UnavailableError: From every method: AWS refused, or did not answer; carries its words.
    """

    def __init__(
        self,
        section: AwsSettings,
        emr: Any,
        logs: Any,
        request: dict[str, Any],
        *,
        say: Callable[[str], None],
        wait: Callable[[], None],
    ) -> None:
        self._section = section
        self._emr = emr
        self._logs = logs
        self._request = request
        self._say = say
        self._wait = wait
        self._names: dict[str, str] = {}
        self._told: set[str] = set()
        self._since_ms = 0
        self._last: deque[str] = deque(maxlen=SHOWN_LINES)

    def start(self) -> str:
        """Start it; return its id."""
        with answering(self._section, EMR):
            started = self._emr.start_job_run(**self._request)
        self._names = {name: started[name] for name in ("applicationId", "jobRunId")}
        return str(started["jobRunId"])

    def follow(self) -> dict[str, Any]:
        """Show its states and its log until it has ended.

        Returns:
            EMR's ``jobRun``.

        Raises:
            CorkboardError: It failed, or somebody has cancelled it; carries the log's last lines.
        """
        before = ""
        while (run := self._look())["state"] not in ENDED:
            before = self._tell(run, before)
            self._wait()
        self._tell(run, before)
        for _ in range(LATE_LOOKS):
            self._wait()
            self._tell_log()
        if run["state"] != "SUCCESS":
            words = "\n".join(
                (f"the run {run['jobRunId']} is {run['state']}: {run['stateDetails']}", *self._last)
            )
            raise CorkboardError(words, hint=f"its whole log: log group {self._log_place()}")
        return self._look()  # what is billed is known a moment later

    def cancel(self) -> None:
        """End it; what has been written is kept, as after a kill."""
        with answering(self._section, EMR):
            self._emr.cancel_job_run(**self._names, shutdownGracePeriodInSeconds=GRACE_S)

    def _look(self) -> dict[str, Any]:
        with answering(self._section, EMR):
            found: dict[str, Any] = self._emr.get_job_run(**self._names)["jobRun"]
        return found

    def _tell(self, run: dict[str, Any], before: str) -> str:
        """Show what is new; return the state."""
        if run["state"] != before:
            self._say(f"{run['state'].lower()} {run['stateDetails']}".rstrip())
        self._tell_log()
        return str(run["state"])

    def _tell_log(self) -> None:
        for event in self._events():
            if event["eventId"] not in self._told:
                self._told.add(event["eventId"])
                self._since_ms = max(self._since_ms, event["timestamp"])
                self._last.append(event["message"].rstrip())
                self._say(self._last[-1])

    def _events(self) -> Iterator[dict[str, Any]]:
        """Yield the log's events since a minute before the newest that was shown, some of them again."""
        since_ms = max(0, self._since_ms - LATE_MS)
        where = {"logGroupName": self._logging["logGroupName"], "startTime": since_ms}
        where["logStreamNamePrefix"] = self._logging["logStreamNamePrefix"]
        token: dict[str, str] = {}
        while True:
            with answering(self._section, LOGS):
                page = self._logs.filter_log_events(**where, **token)
            yield from page["events"]
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}

    @property
    def _logging(self) -> dict[str, Any]:
        monitoring = self._request["configurationOverrides"]["monitoringConfiguration"]
        found: dict[str, Any] = monitoring["cloudWatchLoggingConfiguration"]
        return found

    def _log_place(self) -> str:
        return f"{self._logging['logGroupName']}, streams {self._logging['logStreamNamePrefix']}…"
