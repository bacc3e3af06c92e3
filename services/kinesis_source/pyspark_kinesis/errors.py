"""What can go wrong, in words for the operator.

KinesisSourceError
├── OptionError            an option cannot be understood
├── StreamMissingError     there is no such stream
├── StreamRecreatedError   the checkpoint belongs to an earlier stream of that name
├── RecordsGoneError       records that the query still needs have left the stream
└── UnreachableError       Kinesis did not answer for too long
"""

from __future__ import annotations


class KinesisSourceError(Exception):
    """The root of this package's errors."""


class OptionError(KinesisSourceError):
    """An option cannot be understood.

    Attributes:
        option: Its name.
    """

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(f"kinesis: option {option}: {problem}")
        self.option = option


class StreamMissingError(KinesisSourceError):
    """There is no such stream where the options point.

    Attributes:
        stream: Its name.
    """

    def __init__(self, stream: str, detail: str) -> None:
        super().__init__(
            f"kinesis: there is no stream {stream}: {detail}. Check streamName, region and endpoint, "
            "or create the stream"
        )
        self.stream = stream


class StreamRecreatedError(KinesisSourceError):
    """The stream was deleted and made again since the checkpoint was written.

    Its sequence numbers began anew, so the position in the checkpoint says nothing about it.

    Attributes:
        stream: Its name.
    """

    def __init__(self, stream: str, detail: str) -> None:
        super().__init__(
            f"kinesis: stream {stream} is not the one that this checkpoint was written for ({detail}). "
            "Nothing was skipped: start with a new checkpoint location, and with "
            "initialPosition=trim_horizon to read the new stream from its beginning"
        )
        self.stream = stream


class RecordsGoneError(KinesisSourceError):
    """Records that the query still needs have left the stream.

    Attributes:
        stream: The stream.
        shard: The shard.
    """

    def __init__(self, stream: str, shard: str, detail: str) -> None:
        super().__init__(
            f"kinesis: {stream}/{shard}: {detail}. They are older than the stream's retention period; "
            "start with a new checkpoint location, and lengthen the retention period"
        )
        self.stream = stream
        self.shard = shard


class UnreachableError(KinesisSourceError):
    """Kinesis gave no answer, or none but refusals to try again later, for too long.

    Attributes:
        place: What was asked for.
        since_s: For how long.
    """

    def __init__(self, place: str, since_s: float, last: str) -> None:
        super().__init__(
            f"kinesis: no answer about {place} for {since_s:.0f} s, the last was: {last}. "
            "The query goes on from its checkpoint when it is started again; "
            "option outageTimeout says how long it waits"
        )
        self.place = place
        self.since_s = since_s
