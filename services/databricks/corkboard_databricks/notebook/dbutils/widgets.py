"""``dbutils.widgets``: parameters of a notebook, with a default each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class InputWidgetNotDefined(Exception):  # noqa: N818 - Databricks' name
    """There is no such widget."""

    def __init__(self, name: str) -> None:
        super().__init__(f"InputWidgetNotDefined: No input widget named {name} is defined")


class Widgets:
    """The widgets of one run.

    Args:
        given: Values that the run was started with; they go before any default.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {str(name): str(value) for name, value in given.items()}
        self._defaults: dict[str, str] = {}

    def give(self, values: Mapping[str, str]) -> None:
        """Take more values that go before any default."""
        self._given.update(values)

    def text(self, name: str, defaultValue: str = "", label: str | None = None) -> None:  # noqa: N803
        """Define a widget with any value."""
        del label
        self._defaults.setdefault(name, str(defaultValue))

    def dropdown(
        self,
        name: str,
        defaultValue: str,  # noqa: N803 - Databricks' words
        choices: Sequence[str],
        label: str | None = None,
    ) -> None:
        """Define a widget with one of some values."""
        if str(defaultValue) not in [str(choice) for choice in choices]:
            raise ValueError(f"the default value {defaultValue!r} of {name} is not among its choices")
        self.text(name, defaultValue, label)

    multiselect = dropdown

    def combobox(
        self,
        name: str,
        defaultValue: str,  # noqa: N803
        choices: Sequence[str] = (),
        label: str | None = None,
    ) -> None:
        """Define a widget with one of some values, or another one."""
        del choices
        self.text(name, defaultValue, label)

    def get(self, name: str) -> str:
        """Return a widget's value; a value that the run was started with needs no widget.

        Raises:
            InputWidgetNotDefined: There is neither.
        """
        values = self.getAll()
        if name not in values:
            raise InputWidgetNotDefined(name)
        return values[name]

    def getArgument(self, name: str, defaultValue: str | None = None) -> str | None:  # noqa: N802, N803
        """Return a widget's value, or the default given here."""
        return self.getAll().get(name, defaultValue)

    def getAll(self) -> dict[str, str]:  # noqa: N802
        """Return every value by name."""
        return self._defaults | self._given

    def remove(self, name: str) -> None:
        """Forget a widget."""
        self._defaults.pop(name, None)

    def removeAll(self) -> None:  # noqa: N802
        """Forget all widgets; values that the run was started with stay."""
        self._defaults.clear()
