"""The API's description, made from the table of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from corkboard_databricks.jobs.endpoints import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corkboard_databricks.jobs.endpoints import Endpoint

REFERENCE = "#/components/schemas/{name}"
ERROR = {
    "type": "object",
    "required": ["error_code", "message"],
    "properties": {"error_code": {"type": "string"}, "message": {"type": "string"}},
}
ANSWERS = {
    "200": {"description": "done", "content": {"application/json": {"schema": {"type": "object"}}}},
    "default": {"description": "refused", "content": {"application/json": {"schema": ERROR}}},
}


def description(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """Return an OpenAPI document of the newest version; the older ones take the same."""
    shapes = list(dict.fromkeys(one.shape for one in endpoints))
    found, components = msgspec.json.schema_components(shapes, ref_template=REFERENCE)
    schemas = dict(zip(shapes, found, strict=True))
    paths = {
        f"/api/{VERSIONS[-1]}/{one.path}": {one.method.lower(): _operation(one, schemas, components)}
        for one in endpoints
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Corkboard's Databricks Jobs API", "version": VERSIONS[-1]},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(
    endpoint: Endpoint, schemas: dict[type[Any], dict[str, Any]], components: dict[str, Any]
) -> dict[str, Any]:
    schema = schemas[endpoint.shape]
    words = (endpoint.answer.__doc__ or "").partition("\n")[0]
    operation = {"operationId": endpoint.path, "summary": words, "responses": ANSWERS}
    if endpoint.method == "POST":
        return {**operation, "requestBody": {"content": {"application/json": {"schema": schema}}}}
    shape = components[schema["$ref"].rsplit("/", 1)[1]]
    required = shape.get("required", ())
    parameters = [
        {"name": name, "in": "query", "required": name in required, "schema": one}
        for name, one in shape.get("properties", {}).items()
    ]
    return {**operation, "parameters": parameters}
