"""The templates that everyone has, filled without VTL; equal to VTL's result, which a test proves.

They are those of AWS' guide "API as a Kinesis proxy", and ours for many records, whose data may be any
JSON. What VTL would render in another way than by putting plain strings in their places is left to VTL.
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
BEFORE_DATA = r"""\s*\{\s*"StreamName"\s*:\s*"\$input\.params\('stream-name'\)"\s*,\s*"Records"\s*:\s*\[
    \s*\#foreach\(\s*\$elem\s+in\s+\$input\.path\('\$\.records'\)\s*\)"""
AFTER_DATA = r"""\s*,\s*"PartitionKey"\s*:\s*"\$elem\.partition-key"\s*\}
    \s*\#if\(\s*\$foreach\.hasNext\s*\)\s*,\s*\#end\s*\#end\s*\]\s*\}\s*"""
TEXTS = re.compile(
    BEFORE_DATA + r"""\s*\{\s*"Data"\s*:\s*"\$util\.base64Encode\(\$elem\.data\)\"""" + AFTER_DATA, re.VERBOSE
)
VALUES = re.compile(
    BEFORE_DATA
    + r"""\s*\#set\(\s*\$json\s*=\s*\$input\.json\("\$\.records\[\$\{foreach\.index\}\]\.data"\)\s*\)
    \s*\{\s*"Data"\s*:\s*"\#if\(\$json\.startsWith\('"'\)\)\$util\.base64Encode\(\$elem\.data\)
    \#else\$util\.base64Encode\(\$json\)\#end\""""
    + AFTER_DATA,
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
    """Return whether a template is the guide's for many records, whose data are texts."""
    return TEXTS.fullmatch(text) is not None


def is_values_template(text: str) -> bool:
    """Return whether a template is ours for many records: texts as in the guide, other data as JSON."""
    return VALUES.fullmatch(text) is not None


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


def fill_records(caller: CallerRequest, *, takes_values: bool) -> bytes | None:
    """Return a ``PutRecords`` call that says what VTL's result would, ``None`` if only VTL can tell.

    Args:
        caller: Whose body it is.
        takes_values: Whether the template is ours.
    """
    document, stream = _document(caller), _stream(caller)
    records = document.get("records") if document else None
    if stream is None or not isinstance(records, list):
        return None
    entries = []
    for record in records:
        entry = _entry(record, takes_values=takes_values)
        if entry is None:
            return None
        entries.append(entry)
    return msgspec.json.encode({"StreamName": stream, "Records": entries})


def _entry(record: Any, *, takes_values: bool) -> dict[str, str] | None:
    if not isinstance(record, dict):
        return None
    data, key = record.get("data"), record.get("partition-key")
    if not isinstance(key, str) or UNSAFE.search(key):
        return None
    if isinstance(data, str):
        text = data.encode()
    elif takes_values:
        text = b"" if data is None else write_json(data)
    else:
        return None
    return {"Data": base64.b64encode(text).decode(), "PartitionKey": key}


def _document(caller: CallerRequest) -> dict[str, Any] | None:
    try:
        document = caller.document()
    except NotJsonError:
        return None
    return document if isinstance(document, dict) else None


def _stream(caller: CallerRequest) -> str | None:
    name = unquote(caller.parameters.get("stream-name", ""))
    return name if STREAM_NAME.fullmatch(name) else None
