"""Write config.md and components/ from the classes that read configs and from their docstrings.

    python docs/make_reference.py

The tests compare the pages with what this makes, so a changed docstring is followed by a run of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from nnfs_cli.config.component_choice import ComponentChoice, FromRegistry
from nnfs_cli.config.dump import dump_value
from nnfs_cli.config.foreign_names import KEYS
from nnfs_cli.config.layer_choice import layer_section
from nnfs_cli.config.schema import Config
from nnfs_cli.config.section import Section, may_be_single
from nnfs_cli.config.words import in_words
from nnfs_cli.engine.components import LAYERS, REGISTRIES
from nnfs_cli.registry import Registry, documentation

DOCS = Path(__file__).parent
NOTICE = "<!-- Made by docs/make_reference.py: change the docstrings, not this page. -->"
CHOSEN_NAME = "NAME"
"""stands in a path for a key that the writer of the config chooses"""
ESCAPED_BAR = "\\|"
SPEAKING = re.compile(r"[*<\\]|(?<!\w)_(?=\w)")
"""what Markdown would take for itself"""
PLURALS = {registry.kind: registry.plural for registry in REGISTRIES}
KIND = re.compile(rf"\b(an? )({'|'.join(PLURALS)})\b")
KEYS_OF_SECTION = re.compile(r"keys with values \([^)]*\)")

ABOUT_CONFIG = """# The config, key by key

A config is a YAML file. Only `dataset` has to be there; every other key has a default. Paths
are relative to the config, `output.runs_dir` alone to the working directory.
Unknown keys are errors, with the closest known one beside them.

`nn init` writes a first config from your data, `nn show CONFIG` lists every key with its value,
`--set training.epochs=50` changes one for a single run, and `nn schema --write CONFIG` lets editors
complete and explain all of this while you type. What stands behind the names of layers, losses and
the like: [components](components/README.md)."""

ABOUT_FOREIGN_WORDS = """## What other tools call it

These words are known, and are mistakes: the message names ours."""

ABOUT_COMPONENTS = """# Components

What a config can ask for by name, with formula, options, an example and the source. In a terminal,
`nn list` shows the names and `nn explain dropout` one component in full. In the formulas `n` is the
number of examples, `p` what the network answers and `t` the truth; `d` in front of a letter is the
slope of the loss along it.

| kind | where it stands in a config | known |
|---|---|---|"""

PLACES = {
    "layers": "model: {layers: [{type: dense, units: 16, activation: relu}, {type: dense}]}",
    "activations": "model: {layers: [{type: dense, units: 16, activation: tanh}, {type: dense}]}",
    "initializers": "model: {initializer: he_normal}",
    "losses": "model: {loss: huber}",
    "optimizers": "training: {optimizer: {type: sgd, momentum: 0.9}}",
    "schedules": "training: {schedule: {type: cosine, warmup: 5}}",
    "metrics": "evaluation: {metrics: [f1, roc_auc]}",
}
"""where in a config the components of each kind stand"""


def pages() -> dict[Path, str]:
    """Every page with its whole text."""
    folder = DOCS / "components"
    made = {DOCS / "config.md": config_page(), folder / "README.md": kinds_page()}
    return made | {folder / f"{each.plural}.md": components_page(each) for each in REGISTRIES}


def config_page() -> str:
    paths: dict[type[Section], list[str]] = {}
    for path, section in sections("", Config):
        paths.setdefault(section, []).append(path)
    titles = {section: title(section, places[0]) for section, places in paths.items()}
    parts = [NOTICE, ABOUT_CONFIG]
    for section, places in paths.items():
        parts += [f"## {titles[section]}", prose(documentation(section).summary)]
        if len(places) > 1:
            parts.append(f"The same in {', '.join(f'`{place}`' for place in places[1:])}.")
        parts.append(keys_table(section, titles))
    return page(*parts, ABOUT_FOREIGN_WORDS, foreign_table())


def sections(path: str, section: type[Section]) -> Iterator[tuple[str, type[Section]]]:
    """A section and all those below it, each with the path of its keys."""
    yield path, section
    for key, field in section.model_fields.items():
        for step, inner in sections_in(field.rebuild_annotation()):
            yield from sections(".".join(filter(None, (path, key, step))), inner)


def sections_in(kind: Any) -> Iterator[tuple[str, type[Section]]]:
    """The sections that a value of this type can be, with the step of the path to them."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield "", kind
        return
    step = CHOSEN_NAME if get_origin(kind) is dict else ""
    for argument in get_args(kind):
        yield from ((step or further, inner) for further, inner in sections_in(argument))


def title(section: type[Section], path: str) -> str:
    """The path, and the key that tells this section from others at the same place."""
    if not path:
        return "All parts"
    required = [(key, field) for key, field in section.model_fields.items() if field.is_required()]
    if not required:
        return f"`{path}`"
    key, field = required[0]
    fixed = [str(word) for word in get_args(field.annotation)]
    return f"`{path}` with `{key}: {fixed[0]}`" if fixed else f"`{path}` with `{key}`"


def keys_table(section: type[Section], titles: Mapping[type[Section], str]) -> str:
    """Each key with what may be written, its default, and what it means."""
    described = documentation(section).options
    lines = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for key, field in section.model_fields.items():
        kind = field.rebuild_annotation()
        meaning = described.get(key) or field.description or ""
        default = "the file's name" if (section, key) == (Config, "name") else default_of(field)
        cells = (f"`{key}`", allowed(kind, titles), default, prose(meaning))
        lines.append(f"| {' | '.join(cell.replace('|', ESCAPED_BAR) for cell in cells)} |")
    return "\n".join(lines)


def allowed(kind: Any, titles: Mapping[type[Section], str]) -> str:
    """What may be written, with links to the keys or names that it is made of."""
    text = prose(in_words(kind))
    if titles:
        text = KIND.sub(lambda one: f"{one[1]}[{one[2]}](components/{PLURALS[one[2]]}.md)", text)
    if "a list, each" in text and may_be_single(kind):
        text += "; a single one needs no list"
    inner = [titles[section] for _, section in sections_in(kind)]
    if KEYS_OF_SECTION.search(text):
        return KEYS_OF_SECTION.sub(f"[{inner[0]}](#{anchor(inner[0])})", text)
    links = [f"[{heading.rpartition(' with ')[2]}](#{anchor(heading)})" for heading in inner]
    return f"{text}: {', '.join(links)}" if links else text


def default_of(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "required"
    if isinstance(value, Section):
        return ""
    if isinstance(value, ComponentChoice):
        value = value.type
    if isinstance(value, tuple) and len(value) == 1 and may_be_single(field.rebuild_annotation()):
        value = value[0]
    return f"`{dump_value(value)}`"


def foreign_table() -> str:
    rows = [
        f"| `{key}` | {', '.join(f'`{word}`' for word in words)} |" for key, words in KEYS.items()
    ]
    return "\n".join(["| here | elsewhere |", "|---|---|", *rows])


def kinds_page() -> str:
    rows = [
        f"| [{registry.plural}]({registry.plural}.md) | `{PLACES[registry.plural]}` | "
        f"{', '.join(f'[{name}]({registry.plural}.md#{name})' for name in registry)} |"
        for registry in REGISTRIES
    ]
    return page(NOTICE, "\n".join([ABOUT_COMPONENTS, *rows]))


def components_page(registry: Registry[Any]) -> str:
    parts = [NOTICE, f"# {registry.plural.capitalize()}", f"`{PLACES[registry.plural]}`"]
    parts.append(" · ".join(f"[{name}](#{name})" for name in registry))
    for name in registry:
        parts += component_parts(registry, name)
    return page(*parts)


def component_parts(registry: Registry[Any], name: str) -> Iterator[str]:
    """One component in full, as `nn explain` shows it."""
    component: Any = registry[name]
    about = documentation(component)
    yield f"## {name}"
    yield prose(about.summary)
    yield from (prose(" ".join(text.split())) for text in about.description.split("\n\n") if text)
    if about.formula:
        yield fenced("text", about.formula)
    options = layer_section(name) if registry is LAYERS else FromRegistry(registry).options(name)
    if options.model_fields:
        yield keys_table(options, {})
    yield fenced("yaml", component.example)
    if about.source:
        yield f"Source: {prose(about.source)}"
    if foreign := getattr(component, "also_known_as", ()):
        yield f"Elsewhere called {', '.join(f'`{word}`' for word in foreign)}."


def prose(text: str) -> str:
    """Plain text as Markdown that shows the same; what stands in backticks stays."""
    pieces = text.split("`")
    pieces[::2] = [SPEAKING.sub(r"\\\g<0>", piece) for piece in pieces[::2]]
    return "`".join(pieces)


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def anchor(heading: str) -> str:
    """What a heading is called in links."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def main() -> None:
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
