"""The two templates that everyone has, filled without VTL; equal to VTL's result, which a test proves.

They are those of AWS' guide "API as a Kinesis proxy". What VTL would render in another way than by
putting plain strings in their places is left to VTL.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from corkboard_proxy.gateway.documents import NotJsonError, read_json, write_json
from corkboard_proxy.streams.puts import STREAM_NAME, Record, make_record

if TYPE_CHECKING:
    from corkboard_proxy.gateway.requests import CallerRequest

RECORD = {
    "StreamName": "$input.params('stream-name')",
    "Data": "$util.base64Encode($input.json('$.Data'))",
    "PartitionKey": "$input.path('$.PartitionKey')",
}
RECORDS = re.compile(
    r"""\s*\{\s*"StreamName"\s*:\s*"\$input\.params\('stream-name'\)"\s*,\s*"Records"\s*:\s*\[
    \s*\#foreach\(\s*\$elem\s+in\s+\$input\.path\('\$\.records'\)\s*\)
    \s*\{\s*"Data"\s*:\s*"\$util\.base64Encode\(\$elem\.data\)"
    \s*,\s*"PartitionKey"\s*:\s*"\$elem\.partition-key"\s*\}
    \s*\#if\(\s*\$foreach\.hasNext\s*\)\s*,\s*\#end\s*\#end\s*\]\s*\}\s*""",
    re.VERBOSE,
)
UNSAFE = re.compile(r'["\\\x00-\x1f]')


def is_record_template(text: str) -> bool:
    """Return whether a template is the guide's for one record, whatever its white space and order."""
    try:
        return bool(read_json(text.encode()) == RECORD)
    except NotJsonError:
        return False


def is_records_template(text: str) -> bool:
    """Return whether a template is the guide's for many records."""
    return RECORDS.fullmatch(text) is not None


def fill_record(caller: CallerRequest) -> Record | None:
    """Return the record that VTL's result would say, ``None`` if only VTL can tell."""
    document, stream = _document(caller), _stream(caller)
    if document is None or stream is None:
        return None
    key = document.get("PartitionKey")
    if not isinstance(key, str) or UNSAFE.search(key):
        return None
    data = document.get("Data")
    text = b'""' if data is None else write_json(data)
    return make_record(stream, base64.b64encode(text).decode(), key)


def fill_records(caller: CallerRequest) -> bytes | None:
    """Return a ``PutRecords`` call that says what VTL's result would, ``None`` if only VTL can tell."""
    document, stream = _document(caller), _stream(caller)
    records = document.get("records") if document else None
    if stream is None or not isinstance(records, list):
        return None
    entries = []
    for record in records:
        entry = _entry(record)
        if entry is None:
            return None
        entries.append(entry)
    return msgspec.json.encode({"StreamName": stream, "Records": entries})


def _entry(record: Any) -> dict[str, str] | None:
    if not isinstance(record, dict):
        return None
    data, key = record.get("data"), record.get("partition-key")
    if not isinstance(data, str) or not isinstance(key, str) or UNSAFE.search(key):
        return None
    return {"Data": base64.b64encode(data.encode()).decode(), "PartitionKey": key}


def _document(caller: CallerRequest) -> dict[str, Any] | None:
    try:
        document = caller.document()
    except NotJsonError:
        return None
    return document if isinstance(document, dict) else None


def _stream(caller: CallerRequest) -> str | None:
    name = unquote(caller.parameters.get("stream-name", ""))
    return name if STREAM_NAME.fullmatch(name) else None
