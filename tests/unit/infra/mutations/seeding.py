"""How a mistake gets into a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from corkboard_infra.rules.reading import Resource, Templates, every

if TYPE_CHECKING:
    from collections.abc import Callable


class Mutation(NamedTuple):
    """One mistake.

    Attributes:
        name: What was done wrong.
        rule: The function that must see it.
        seed: Does it.
    """

    name: str
    rule: str
    seed: Callable[[Templates], object]


def first(templates: Templates, kind: str) -> Resource:
    """Return the first resource of a kind."""
    return next(every(templates, kind))


def put(kind: str, value: Any, *path: str | int) -> Callable[[Templates], None]:
    """Return what sets one property, wherever it lies, of the first resource of a kind."""

    def seed(templates: Templates) -> None:
        holder: Any = first(templates, kind).properties
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return seed


def drop(kind: str, *path: str | int) -> Callable[[Templates], None]:
    """Return what leaves one property out of the first resource of a kind."""

    def seed(templates: Templates) -> None:
        holder: Any = first(templates, kind).properties
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]

    return seed


def add(stack: str, kind: str, **properties: Any) -> Callable[[Templates], None]:
    """Return what adds a resource to a stack."""

    def seed(templates: Templates) -> None:
        templates[stack]["Resources"]["Added"] = {"Type": kind, "Properties": properties}

    return seed


def without(kind: str) -> Callable[[Templates], None]:
    """Return what removes every resource of a kind."""

    def seed(templates: Templates) -> None:
        for resource in list(every(templates, kind)):
            del templates[resource.stack]["Resources"][resource.logical_id]

    return seed


def route(
    path: str, method: str, change: Callable[[dict[str, Any]], object]
) -> Callable[[Templates], object]:
    """Return what changes one operation of the API."""
    return lambda templates: change(
        first(templates, "AWS::ApiGateway::RestApi").properties["Body"]["paths"][path][method]
    )


def kept(kind: str, said: str | None) -> Callable[[Templates], None]:
    """Return what gives the first resource of a kind another deletion policy."""

    def seed(templates: Templates) -> None:
        content = first(templates, kind).content
        content["DeletionPolicy"] = said
        if said is None:
            del content["DeletionPolicy"]

    return seed


def statement(role: str, change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Templates], object]:
    """Return what changes the statements of a role."""

    def seed(templates: Templates) -> None:
        for found in every(templates, "AWS::IAM::Role"):
            if found.logical_id == role:
                change(found.properties["Policies"][0]["PolicyDocument"]["Statement"])

    return seed


def with_action(statements: list[dict[str, Any]], action: str) -> dict[str, Any]:
    """Return the statement that allows an action."""
    return next(one for one in statements if action in one["Action"])
