"""Mapping templates (VTL): compiled once, merged with a request, as API Gateway was recorded to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import airspeed

from corkboard_proxy.gateway.errors import MISCONFIGURED, GatewayError
from corkboard_proxy.gateway.json_paths import parse_path
from corkboard_proxy.gateway.standard_templates import (
    is_record_template,
    is_records_template,
    is_values_template,
)
from corkboard_proxy.gateway.velocity_values import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

LITERAL_PATH = re.compile(r"\$!?\{?input\.(?:json|path)\(\s*'([^']*)'\s*\)")


class _Names(dict[str, Any]):
    """The names of one merge: one that nobody set is absent, which is no error in Velocity."""

    def __missing__(self, name: str) -> Any:
        if name.startswith("#"):  # airspeed keeps macros among the names
            raise KeyError(name)
        return ABSENT


class MappingTemplate:
    """One template.

    Attributes:
        is_record: Whether it is the standard one for a record.
        is_records: Whether it is a standard one for many.
        takes_values: Whether it is the one for many whose data may be any JSON.

    Raises:
        ValueError: It is no VTL, or uses a JSON path that is not served.
    """

    def __init__(self, text: str) -> None:
        self.is_record = is_record_template(text)
        self.takes_values = is_values_template(text)
        self.is_records = self.takes_values or is_records_template(text)
        self._template = airspeed.Template(text)
        try:
            self._template.ensure_compiled()
        except airspeed.TemplateError as error:
            raise ValueError(f"the template cannot be read: {error}") from error
        for path in LITERAL_PATH.findall(text):
            parse_path(path)

    def merge(self, names: Mapping[str, Any]) -> str:
        """Return the template filled with ``input``, ``util``, ``context`` and ``stageVariables``.

        Raises:
            GatewayError: 500: it failed on this request.
        """
        try:
            merged: str = self._template.merge(_Names(names))
        except (airspeed.TemplateError, ValueError, TypeError, RecursionError) as error:
            raise GatewayError(MISCONFIGURED, f"a mapping template failed: {error}") from error
        return merged
