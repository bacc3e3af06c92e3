"""Services of AWS that remember what they were asked, for what no emulator knows."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from corkboard.settings import load
from corkboard_infra.deploy.cloud import Cloud

MADE_AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def refusal(code: str, words: str = "", operation: str = "Asked") -> ClientError:
    """Return an error as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": words}}, operation)


def cloud_of(services: dict[str, Any], prefix: str = "team7") -> Cloud:
    """Return a place with these services."""
    settings = load({"target": "aws", "prefix": prefix, "aws": {"region": "us-east-1"}}, environ={})
    return Cloud(settings, services.__getitem__, poll_s=0)


class CloudFormation:
    """Makes each stack at once; ``calls`` are the names in order."""

    def __init__(self, outputs: dict[str, dict[str, str]] | None = None, calls: list[str] | None = None):
        self.stacks: dict[str, dict[str, Any]] = {}
        self.calls = [] if calls is None else calls
        self._outputs = outputs or {}

    def describe_stacks(self, StackName):  # noqa: N803 - boto3's names
        if StackName not in self.stacks:
            raise refusal("ValidationError", f"Stack with id {StackName} does not exist")
        return {"Stacks": [self.stacks[StackName]]}

    def create_stack(self, **said):
        name = said["StackName"]
        self.calls.append(f"create {name}")
        self.stacks[name] = {
            "StackId": name,
            "StackStatus": "CREATE_COMPLETE",
            "CreationTime": MADE_AT,
            "Outputs": [
                {"OutputKey": key, "OutputValue": value} for key, value in self._outputs.get(name, {}).items()
            ],
            "Parameters": said["Parameters"],
            "said": said,
        }
        return {"StackId": name}

    def update_stack(self, **said):
        self.calls.append(f"update {said['StackName']}")
        self.stacks[said["StackName"]] |= {"StackStatus": "UPDATE_COMPLETE", "said": said}

    def describe_stack_events(self, StackName):  # noqa: N803
        del StackName
        return {"StackEvents": []}


class Buckets:
    """S3 with so many objects, made up page by page, and the most pages that were listed ahead of deletion."""

    def __init__(self, objects: int = 0, calls: list[str] | None = None):
        self.left = objects
        self.most_ahead = 0
        self.puts: dict[str, bytes] = {}
        self._listed, self._deleted, self._lock = 0, 0, threading.Lock()
        self._calls = [] if calls is None else calls

    def get_paginator(self, name):
        return SimpleNamespace(paginate=self._versions if name == "list_object_versions" else self._uploads)

    def _uploads(self, **_):
        return iter(())

    def _versions(self, **_):
        for first in range(0, self.left, 1000):
            count = min(1000, self.left - first)
            with self._lock:
                self._listed += 1
                self.most_ahead = max(self.most_ahead, self._listed - self._deleted)
            yield {"Versions": [{"Key": f"{first + n:09}", "VersionId": "null"} for n in range(count)]}
        self.left = 0

    def delete_objects(self, Bucket, Delete):  # noqa: N803
        assert len(Delete["Objects"]) <= 1000
        with self._lock:
            self._deleted += 1
            self.puts[Bucket] = b""
        return {}

    @property
    def delete_calls(self) -> int:
        return self._deleted

    def head_object(self, Bucket, Key):  # noqa: N803
        if Key not in self.puts:
            raise refusal("404")

    def put_object(self, Bucket, Key, Body):  # noqa: N803
        self._calls.append(f"put {Bucket} {Key}")
        self.puts[Key] = Body
