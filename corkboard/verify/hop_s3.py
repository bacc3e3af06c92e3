"""S3 against Kafka: each record due there in exactly one object, byte for byte or at least in meaning.

An object is read by its content: its lines are its records from its first offset on, except those
that the sink sent to the dead-letter topic and those without a value.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from corkboard.verify import digests
from corkboard.verify.align import align
from corkboard.verify.findings import Hop
from corkboard.verify.landed import Doubtful, LandedObject, Stray, doubt
from corkboard.verify.partition import ABSENT, DUE_IN_S3, EMPTY, EXPLAINED, FOREIGN, PartitionLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

SLACK = 1000
KEPT_STRAYS = 100_000
NO_MEANING: array[int] = array("Q")


class Landing:
    """Takes in one topic's objects and says what they lack.

    Args:
        topic: The topic.
        logs: Its partitions, after the Kafka hop.
        dead: By partition, the offsets that the sink sent to the dead-letter topic.
    """

    def __init__(
        self, topic: str, logs: Mapping[int, PartitionLog], dead: Mapping[int, AbstractSet[int]]
    ) -> None:
        self.topic = topic
        self.logs = logs
        self.dead = dead
        self.hop = Hop("s3")
        self._doubtful: list[Doubtful] = []
        self._strays: list[Stray] = []
        self._changed: set[tuple[int, int]] = set()

    def add(self, item: LandedObject) -> None:
        """Compare an object's bytes; one that differs is looked at again by ``compare_meaning``."""
        raw = array("Q", map(digests.of_bytes, item.lines))
        log = self.logs.get(item.partition)
        at = item.first - log.start if log else -1
        if log and at >= 0 and log.digests[at : at + len(raw)] == raw:
            log.land(at, len(raw))
        else:
            self._doubtful.append(doubt(item, raw))

    def doubtful_partitions(self) -> set[int]:
        """Return the partitions whose records are needed again, for their meaning."""
        return {item.partition for item in self._doubtful if item.partition in self.logs}

    def compare_meaning(self, meanings: Mapping[int, array[int]]) -> None:
        """Compare the doubtful objects line by line.

        Args:
            meanings: By partition, ``digests.of_json`` of each record, indexed as its log; 0 for no record.
        """
        for item in self._doubtful:
            self._compare(item, meanings.get(item.partition, NO_MEANING))
        origins = self._origins(meanings) if self._strays else {}
        for stray in self._strays:
            self._sort_out(stray, origins)

    def tally(self) -> Hop:
        """Return the topic's result; call it once, after all objects."""
        for partition, log in self.logs.items():
            self._tally(partition, log)
        return self.hop

    def _compare(self, item: Doubtful, meaning: array[int]) -> None:
        """Pair an object's lines with its records, by meaning where Kafka still has the record."""
        log = self.logs.get(item.partition, PartitionLog(0))
        records = self._expected(item, log) if meaning else []
        window = [meaning[at] or log.digests[at] for at in records]
        meant = set(window)
        tokens = [means if means in meant else raw for means, raw in zip(item.meaning, item.raw, strict=True)]
        for position, line, equal in align(window, tokens):
            at = None if position is None else records[position]
            if equal and at is not None:
                log.land(at)
                self.hop.reencoded += log.digests[at] != item.raw[line]
            else:
                self._stray(item, line, at)

    def _expected(self, item: Doubtful, log: PartitionLog) -> list[int]:
        """Return the indexes of the records that the object may hold, in order."""
        begin = item.first - log.start
        end = min(len(log), begin + len(item.raw) + SLACK)
        dead = self.dead.get(item.partition, frozenset())
        inside = range(begin, end) if begin >= 0 else range(0)
        return [at for at in inside if log.marks[at] not in (ABSENT, EMPTY) and log.start + at not in dead]

    def _stray(self, item: Doubtful, line: int, at: int | None) -> None:
        """Keep a line for ``_sort_out``; beyond a limit only count it."""
        if len(self._strays) < KEPT_STRAYS:
            raw, meaning = item.raw[line], item.meaning[line]
            self._strays.append(Stray(item.name, item.numbers[line], item.partition, at, raw, meaning))
        else:
            self.hop.changed += 1

    def _origins(self, meanings: Mapping[int, array[int]]) -> dict[int, tuple[int, int]]:
        """Return the partition and index in the topic of each stray line's record, where there is one."""
        wanted = {value for stray in self._strays for value in (stray.raw, stray.meaning)}
        found: dict[int, tuple[int, int]] = {}
        raw = {partition: log.digests for partition, log in self.logs.items()}
        for partition, values in [*raw.items(), *meanings.items()]:
            for at, value in enumerate(values):
                if value in wanted:
                    found.setdefault(value, (partition, at))
        return found

    def _sort_out(self, stray: Stray, origins: Mapping[int, tuple[int, int]]) -> None:
        """Call a stray line a copy, a changed record or foreign."""
        place = f"{stray.name} line {stray.line}"
        log = self.logs.get(stray.partition)
        if origin := origins.get(stray.raw) or origins.get(stray.meaning):
            source, where = self.logs[origin[0]], self._place(*origin)
            self.hop.add("doubled", source.key_at(origin[1]), place, f"a copy of {where}")
        elif log is None or stray.at is None or log.marks[stray.at] not in DUE_IN_S3:
            self.hop.add_foreign(None, place)
        elif log.landed[stray.at]:
            where = self._place(stray.partition, stray.at)
            self.hop.add("doubled", log.key_at(stray.at), place, f"a second, different line for {where}")
        else:
            log.land(stray.at)
            self._changed.add((stray.partition, stray.at))
            where = self._place(stray.partition, stray.at)
            self.hop.add("changed", log.key_at(stray.at), place, f"differs from {where}")

    def _tally(self, partition: int, log: PartitionLog) -> None:
        """Count what of a partition is there once, twice or not at all."""
        dead = self.dead.get(partition, frozenset())
        changed = {at for where, at in self._changed if where == partition}
        for at, (mark, landed) in enumerate(zip(log.marks, log.landed, strict=True)):
            if mark in DUE_IN_S3:
                self.hop.due += 1
                if not landed:
                    self._miss(partition, at, is_dead=log.start + at in dead)
                elif at not in changed:
                    self.hop.found += mark != EXPLAINED
                    self.hop.explained += mark == EXPLAINED
                if landed > 1:
                    self.hop.add(
                        "doubled", log.key_at(at), self._place(partition, at), f"in {landed} objects"
                    )
            elif mark == FOREIGN:
                self.hop.foreign += landed
        self._note_tail(partition, log, dead)

    def _miss(self, partition: int, at: int, *, is_dead: bool) -> None:
        if is_dead:
            self.hop.dead_lettered += 1
        else:
            self.hop.add("lost", self.logs[partition].key_at(at), self._place(partition, at), "in no object")

    def _note_tail(self, partition: int, log: PartitionLog, dead: AbstractSet[int]) -> None:
        """Say so when what is missing is the end, which a sink at work has yet to write."""
        tail = range(len(log.landed.rstrip(b"\0")), len(log))
        late = sum(1 for at in tail if log.marks[at] in DUE_IN_S3 and log.start + at not in dead)
        if late:
            where = f"{self.topic}[{partition}]"
            self.hop.notes.append(
                f"{where}: its last {late} records are not in S3; if the sink is still writing, verify again"
            )

    def _place(self, partition: int, at: int) -> str:
        return f"{self.topic}[{partition}]@{self.logs[partition].start + at}"
