"""`nn list` and `nn explain`: every layer, loss, optimizer …, read from the registries.

Nothing is listed by hand: a component that registers itself is found here with its formula,
options, example and source.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import typer

from nnfs_cli.cli.completion import complete_component, complete_kind
from nnfs_cli.cli.options import Json, Quiet
from nnfs_cli.errors import ConfigError
from nnfs_cli.registry import Registry, documentation
from nnfs_cli.suggestions import did_you_mean, listed

Registries: TypeAlias = tuple[Registry[Any], ...]


def list_command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="Such as layers or losses.", autocompletion=complete_kind
        ),
    ] = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn list layers

    List what a config can ask for, with a line about each: layers, activations, initializers,
    losses, optimizers, schedules and metrics.
    """
    from nnfs_cli.cli.component_view import names_and_summaries
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.cli.tables import spaced
    from nnfs_cli.engine.components import REGISTRIES

    screen = Screen(quiet=quiet, as_json=as_json)
    chosen = [registry_of(kind, REGISTRIES)] if kind else REGISTRIES
    screen.json({registry.plural: summaries(registry) for registry in chosen})
    screen.result(spaced(names_and_summaries(each.plural, summaries(each)) for each in chosen))
    screen.next_step(f"nn explain {chosen[0].names()[0]}")


def explain_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Such as dropout or adam.", autocompletion=complete_component
        ),
    ],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn explain dropout

    Explain one layer, activation, loss … in full: formula, options with limits and defaults, an
    example for a config, and the source.
    """
    from nnfs_cli.cli.component_view import page
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.cli.tables import spaced
    from nnfs_cli.engine.components import REGISTRIES

    screen = Screen(quiet=quiet, as_json=as_json)
    found = registries_with(name, REGISTRIES)
    screen.json({"components": [description(registry, name) for registry in found]})
    screen.result(spaced(page(description(registry, name)) for registry in found))
    screen.next_step(f"nn list {found[0].plural}")


def registry_of(kind: str, registries: Registries) -> Registry[Any]:
    """The registry of ``layers`` or ``layer``. Raises ConfigError for a kind that is not there."""
    for registry in registries:
        if kind.casefold() in (registry.kind, registry.plural):
            return registry
    kinds = [registry.plural for registry in registries]
    raise ConfigError(
        f"unknown kind '{kind}'{did_you_mean(kind, kinds)}", hint=f"Known kinds: {listed(kinds)}."
    )


def registries_with(name: str, registries: Registries) -> list[Registry[Any]]:
    """Where `name` is known; mse, for one, is a loss and a metric. Raises ConfigError."""
    found = [registry for registry in registries if name in registry]
    if found:
        return found
    ours = [
        f"the {registry.kind} '{registry.foreign_names()[name.casefold()]}'"
        for registry in registries
        if name.casefold() in registry.foreign_names()
    ]
    every = [known for registry in registries for known in registry]
    suggestion = f"; here that is {' or '.join(ours)}" if ours else did_you_mean(name, every)
    raise ConfigError(f"nothing is called '{name}'{suggestion}", hint="nn list shows every name")


def summaries(registry: Registry[Any]) -> list[dict[str, str]]:
    return [{"name": name, "summary": documentation(registry[name]).summary} for name in registry]


def description(registry: Registry[Any], name: str) -> dict[str, Any]:
    """All that is known about a component, as `nn explain --json` prints it."""
    from nnfs_cli.config.words import in_words

    component = registry[name]
    about = documentation(component)
    options = [
        {
            "name": option.name,
            "type": in_words(option.annotation),
            "required": option.required,
            "default": None if option.required else option.default,
            "description": option.description,
        }
        for option in registry.options(name).values()
    ]
    return {
        "name": name,
        "kind": registry.kind,
        "summary": about.summary,
        "description": about.description,
        "formula": about.formula,
        "options": options,
        "example": component.example,
        "source": about.source,
        "also_known_as": list(getattr(component, "also_known_as", ())),
    }
