"""docs/config.md and docs/components/ say what the program knows now, all of it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from nnfs_cli.config.json_schema import config_json_schema
from nnfs_cli.engine.components import REGISTRIES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CONFIG = (DOCS / "config.md").read_text(encoding="utf-8")


def test_the_committed_pages_are_what_is_made_now() -> None:
    pages: dict[Path, str] = runpy.run_path(str(DOCS / "make_reference.py"))["pages"]()
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, "run python docs/make_reference.py"
    assert {*(DOCS / "components").iterdir()} == {*pages} - {DOCS / "config.md"}


def sections_of(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The schema's sections of the config, without those of components."""
    named = {name: part for name, part in schema["$defs"].items() if name[0].isupper()}
    return {"Config": schema, **named}


@pytest.mark.parametrize("name", sections_of(config_json_schema()))
def test_every_key_that_editors_know_is_on_the_page(name: str) -> None:
    """Against the JSON Schema, which is made another way."""
    section = sections_of(config_json_schema())[name]
    summary = section["description"].partition("\n\n")[0]
    after = CONFIG.replace("\\", "").partition(f"\n\n{summary}\n\n")[2]
    table = after.partition("\n\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", table, re.MULTILINE))
    assert [*rows] == [*section["properties"]]
    for key, about in section["properties"].items():
        assert rows[key].rstrip().endswith(about["description"])
        assert ("| required |" in rows[key]) == (key in section.get("required", ()))
        for word in about.get("enum", ()):
            assert word in rows[key]


def test_every_component_is_explained_with_its_formula() -> None:
    for registry in REGISTRIES:
        page = (DOCS / "components" / f"{registry.plural}.md").read_text(encoding="utf-8")
        parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE))
        assert tuple(parts) == registry.names()
        for name, part in parts.items():
            told: Any = registry[name]
            assert f"```yaml\n{told.example}\n```" in part
            for line in re.findall(
                r"^    Formula:\n((?:        .*\n)+)", told.__doc__, re.MULTILINE
            ):
                assert all(formula.strip() in part for formula in line.splitlines())
            for option in registry.options(name):
                assert f"\n| `{option}` | " in part
