"""JSON schemas (draft 4, as API Gateway's models) compiled into checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

Check = Callable[[Any], bool]

SILENT = frozenset(
    [
        "$schema",
        "default",
        "definitions",
        "description",
        "discriminator",
        "example",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "externalDocs",
        "format",
        "id",
        "nullable",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    ]
)


class _Compiler:
    def __init__(self, where: str, document: Mapping[str, Any]) -> None:
        self.where = where
        self.document = document
        self.references: dict[str, Check] = {}

    def compile(self, schema: Any) -> Check:
        """Return one check of everything a schema says."""
        if not isinstance(schema, dict):
            raise UsageError(f"{self.where}: a model is {schema!r}, not a schema")
        if "$ref" in schema:
            return self._reference(schema)
        checks = [self._word(word, value, schema) for word, value in schema.items() if word not in SILENT]
        if schema.get("nullable"):
            return lambda value: value is None or all(check(value) for check in checks)
        if len(checks) == 1:
            return checks[0]
        return lambda value: all(check(value) for check in checks)

    def _reference(self, schema: Mapping[str, Any]) -> Check:
        name = str(schema["$ref"])
        if name not in self.references:
            self._begin(name)
            self.references[name] = self.compile(follow(self.where, schema, self.document))
        return self.references[name]

    def _begin(self, name: str) -> None:
        """Keep a check that looks again when it is used, for a model that contains itself."""

        def check(value: Any) -> bool:
            return self.references[name](value)

        self.references[name] = check

    def _word(self, word: str, value: Any, schema: Mapping[str, Any]) -> Check:
        if word in NESTED:
            return NESTED[word](self, value, schema)
        if word in PLAIN:
            return PLAIN[word](value, schema)
        raise UsageError(f"{self.where}: the model's word {word!r} is not known here")


def compile_schema(where: str, schema: Any, document: Mapping[str, Any]) -> Check:
    """Return what tells whether a JSON value fits a schema.

    Raises:
        UsageError: A word or a reference is not known; ``where`` names the operation.
    """
    return _Compiler(where, document).compile(schema)


def follow(where: str, value: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a ``$ref`` within the document stands for, or the value itself.

    Raises:
        UsageError: Nothing is there.
    """
    reference = value.get("$ref") if isinstance(value, dict) else None
    if reference is None:
        return value
    found: Any = document
    for step in str(reference).removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    if not isinstance(found, dict) or not str(reference).startswith("#/"):
        raise UsageError(f"{where}: {reference} is not in the definition")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


TYPES: dict[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _type(wanted: Any, schema: Mapping[str, Any]) -> Check:
    del schema
    names = wanted if isinstance(wanted, list) else [wanted]
    unknown = [name for name in names if name not in TYPES]
    if unknown:
        raise UsageError(f"a model's type {unknown[0]!r} is not known here")
    checks = [TYPES[name] for name in names]
    return checks[0] if len(checks) == 1 else lambda value: any(check(value) for check in checks)


def _when(applies: Check, holds: Check) -> Check:
    return lambda value: not applies(value) or holds(value)


def _maximum(limit: Any, schema: Mapping[str, Any]) -> Check:
    if schema.get("exclusiveMaximum"):
        return _when(_is_number, lambda value: value < limit)
    return _when(_is_number, lambda value: value <= limit)


def _minimum(limit: Any, schema: Mapping[str, Any]) -> Check:
    if schema.get("exclusiveMinimum"):
        return _when(_is_number, lambda value: value > limit)
    return _when(_is_number, lambda value: value >= limit)


def _multiple(step: Any, schema: Mapping[str, Any]) -> Check:
    del schema
    return _when(_is_number, lambda value: Decimal(str(value)) % Decimal(str(step)) == 0)


def _pattern(pattern: str, schema: Mapping[str, Any]) -> Check:
    del schema
    found = re.compile(pattern).search
    return _when(TYPES["string"], lambda value: found(value) is not None)


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _unique(wanted: Any, schema: Mapping[str, Any]) -> Check:
    del schema

    def is_unique(value: Any) -> bool:
        return not any(_same(one, other) for at, one in enumerate(value) for other in value[:at])

    return _when(TYPES["array"], is_unique) if wanted else lambda _: True


PLAIN: dict[str, Callable[[Any, Mapping[str, Any]], Check]] = {
    "type": _type,
    "enum": lambda values, _: lambda value: any(_same(value, one) for one in values),
    "const": lambda wanted, _: lambda value: _same(value, wanted),
    "required": lambda names, _: _when(TYPES["object"], lambda value: all(name in value for name in names)),
    "minLength": lambda least, _: _when(TYPES["string"], lambda value: len(value) >= least),
    "maxLength": lambda most, _: _when(TYPES["string"], lambda value: len(value) <= most),
    "minItems": lambda least, _: _when(TYPES["array"], lambda value: len(value) >= least),
    "maxItems": lambda most, _: _when(TYPES["array"], lambda value: len(value) <= most),
    "minProperties": lambda least, _: _when(TYPES["object"], lambda value: len(value) >= least),
    "maxProperties": lambda most, _: _when(TYPES["object"], lambda value: len(value) <= most),
    "minimum": _minimum,
    "maximum": _maximum,
    "multipleOf": _multiple,
    "pattern": _pattern,
    "uniqueItems": _unique,
}


def _properties(compiler: _Compiler, members: Mapping[str, Any], _: Mapping[str, Any]) -> Check:
    checks = {name: compiler.compile(schema) for name, schema in members.items()}

    def check(value: Any) -> bool:
        return all(one(value[name]) for name, one in checks.items() if name in value)

    return _when(TYPES["object"], check)


def _additional(compiler: _Compiler, wanted: Any, schema: Mapping[str, Any]) -> Check:
    known = set(schema.get("properties") or ())
    check: Check = (lambda _: wanted) if isinstance(wanted, bool) else compiler.compile(wanted)
    return _when(
        TYPES["object"],
        lambda value: all(check(member) for name, member in value.items() if name not in known),
    )


def _items(compiler: _Compiler, schema: Any, _: Mapping[str, Any]) -> Check:
    check = compiler.compile(schema)
    return _when(TYPES["array"], lambda value: all(check(item) for item in value))


def _all(compiler: _Compiler, schemas: list[Any], _: Mapping[str, Any]) -> Check:
    checks = [compiler.compile(schema) for schema in schemas]
    return lambda value: all(check(value) for check in checks)


def _any(compiler: _Compiler, schemas: list[Any], _: Mapping[str, Any]) -> Check:
    checks = [compiler.compile(schema) for schema in schemas]
    return lambda value: any(check(value) for check in checks)


def _one(compiler: _Compiler, schemas: list[Any], _: Mapping[str, Any]) -> Check:
    checks = [compiler.compile(schema) for schema in schemas]
    return lambda value: sum(check(value) for check in checks) == 1


def _not(compiler: _Compiler, schema: Any, _: Mapping[str, Any]) -> Check:
    check = compiler.compile(schema)
    return lambda value: not check(value)


NESTED: dict[str, Callable[[_Compiler, Any, Mapping[str, Any]], Check]] = {
    "additionalProperties": _additional,
    "allOf": _all,
    "anyOf": _any,
    "items": _items,
    "not": _not,
    "oneOf": _one,
    "properties": _properties,
}
