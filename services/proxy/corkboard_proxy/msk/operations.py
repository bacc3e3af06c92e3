"""The calls of both APIs, as botocore's own description of them has them: paths, parameters, limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, StringShape, StructureShape
from botocore.validate import ParamValidator

from corkboard_proxy.msk.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel, Shape

SERVICES = ("kafka", "kafkaconnect")


def operations() -> list[OperationModel]:
    """Return every call, those with the longer paths first: a name in a path may hold slashes."""
    loader = Loader()
    models = [ServiceModel(loader.load_service_model(name, "service-2"), name) for name in SERVICES]
    found = [model.operation_model(name) for model in models for name in model.operation_names]
    return sorted(found, key=lambda one: -len(one.http["requestUri"]))


def path_of(operation: OperationModel) -> str:
    """Return a call's path for Starlette."""
    return re.sub(r"{(\w+)}", r"{\1:path}", operation.http["requestUri"])


def parameters(
    operation: OperationModel, path: Mapping[str, Any], query: Mapping[str, str], body: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a call's parameters by their names.

    Raises:
        BadRequestError: One is missing, unknown, of another type or beyond its limits; names it.
    """
    found = dict(body)
    shape = operation.input_shape
    for name, member in shape.members.items() if shape else ():
        place = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        source = {"uri": path, "querystring": query}.get(place or "", {})
        if wire in source:
            found[name] = _number(wire, source[wire]) if member.type_name == "integer" else source[wire]
    if shape:
        report = ParamValidator().validate(found, shape)
        words = [report.generate_report()] if report.has_errors() else list(_beyond(shape, found, ""))
        if words:
            raise BadRequestError(f"{operation.name}: {words[0]}", parameter=_first_name(words[0]))
    return found


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise BadRequestError(f"{name} is {text!r}, which is no number", parameter=name)
    return int(text)


def _beyond(shape: Shape, value: Any, name: str) -> Iterator[str]:
    """Yield what botocore leaves to the server: values that are none of the known, and what is too much."""
    if isinstance(shape, StructureShape):
        for key, one in value.items():
            yield from _beyond(shape.members[key], one, f"{name}.{key}".lstrip("."))
    elif isinstance(shape, ListShape):
        for one in value:
            yield from _beyond(shape.member, one, name)
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        yield f'"{name}" is {value!r}; known: {", ".join(shape.enum)}'
    most = shape.metadata.get("max")
    size = len(value) if isinstance(shape, StringShape | ListShape | MapShape) else value
    if most is not None and size > most:
        yield f'"{name}" is beyond its limit: {size}, the most is {most}'


def _first_name(words: str) -> str:
    """Return the parameter that a message names first; botocore quotes it, or says ``for parameter``."""
    found = re.search(r'"(\w[\w.]*)"|for parameter ([\w.]+)', words)
    return found[1] or found[2] if found else ""
