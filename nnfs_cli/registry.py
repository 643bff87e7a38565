"""Names for things that a config can ask for: layers, activations, losses, optimizers …

A component is one plain class. Its annotated `__init__` signature is its whole configuration
and its docstring its whole documentation, so the YAML schema, `nn list`, `nn explain`, the
suggestions in error messages and the model file all follow from registering the class.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from nnfs_cli.errors import ConfigError
from nnfs_cli.suggestions import did_you_mean, listed

T = TypeVar("T")
REQUIRED = inspect.Parameter.empty


@dataclass(frozen=True)
class Option:
    """One option of a component, as its signature declares it."""

    name: str
    annotation: Any
    default: Any
    description: str

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True)
class Documentation:
    """A component's docstring, taken apart at its section titles."""

    summary: str
    description: str
    formula: str
    source: str
    options: dict[str, str]


class Registry(Generic[T]):
    """The classes of one kind, by the name a config uses."""

    def __init__(self, kind: str, plural: str) -> None:
        self.kind = kind
        self.plural = plural
        self._classes: dict[str, type[T]] = {}

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator: makes the class known as `name` and notes the name on it."""

        def keep(component: type[T]) -> type[T]:
            if name in self._classes:
                raise ValueError(f"{self.kind} '{name}' is registered twice")
            component.name = name  # type: ignore[attr-defined]
            self._classes[name] = component
            return component

        return keep

    def names(self) -> tuple[str, ...]:
        return tuple(self._classes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __repr__(self) -> str:
        return f"<registry of {self.plural}>"

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __getitem__(self, name: str) -> type[T]:
        """The class called `name`. Raises ConfigError with the closest name and the whole list."""
        if name in self._classes:
            return self._classes[name]
        raise ConfigError(self.unknown(name), hint=f"Known {self.plural}: {listed(self)}.")

    def unknown(self, name: str) -> str:
        """The sentence for a name that is not known, with our word for it where there is one."""
        ours = self.foreign_names().get(name.casefold())
        suggestion = f"; here it is called '{ours}'" if ours else did_you_mean(name, self)
        return f"unknown {self.kind} '{name}'{suggestion}"

    def foreign_names(self) -> dict[str, str]:
        """What other libraries call our components (`also_known_as`), in lower case."""
        return {
            foreign.casefold(): name
            for name, component in self._classes.items()
            for foreign in getattr(component, "also_known_as", ())
        }

    def options(self, name: str) -> dict[str, Option]:
        """The options of component `name`, in the order of its signature."""
        component = self[name]
        if component.__init__ is object.__init__:
            return {}
        described = documentation(component).options
        signature = inspect.signature(component.__init__, eval_str=True)
        return {
            option.name: Option(
                option.name, option.annotation, option.default, described.get(option.name, "")
            )
            for option in list(signature.parameters.values())[1:]
        }

    def create(self, name: str, **options: Any) -> T:
        """An instance of component `name`; its options are its keyword arguments."""
        return self[name](**options)

    def settings(self, component: T) -> dict[str, Any]:
        """The inverse of `create`: ``{"type": name, option: value, …}``.

        Every component keeps each option in an attribute of the option's name.
        """
        name: str = component.name  # type: ignore[attr-defined]
        return {
            "type": name,
            **{option: getattr(component, option) for option in self.options(name)},
        }


SECTION = re.compile(r"^(Formula|Options|Source):\s*$", re.MULTILINE)


def documentation(component: type) -> Documentation:
    """Take a docstring apart: summary, description, and the Formula, Options, Source sections."""
    head, *rest = SECTION.split(inspect.cleandoc(component.__doc__ or ""))
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    summary, _, description = head.strip().partition("\n\n")
    options: dict[str, str] = {}
    for line in inspect.cleandoc(sections.get("Options", "")).splitlines():
        name, colon, text = line.partition(":")
        if colon and not line.startswith(" "):
            options[name.strip()] = text.strip()
        elif options:
            options[next(reversed(options))] += " " + line.strip()
    return Documentation(
        summary=" ".join(summary.split()),
        description=description.strip(),
        formula=inspect.cleandoc(sections.get("Formula", "")),
        source=" ".join(sections.get("Source", "").split()),
        options=options,
    )
