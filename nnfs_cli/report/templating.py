"""Templates that fill in facts. Every text from data is escaped; a fact that is missing fails."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nnfs_cli.report import numbers

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Autoescape is on for every template, whatever its name."""
    new = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    new.filters["number"] = numbers.number
    new.filters["plain"] = numbers.plain
    new.filters["percent"] = numbers.percent
    new.filters["count"] = numbers.count
    new.filters["duration"] = numbers.duration
    return new


def filled(template: str, **facts: object) -> Markup:
    """The template with its facts, as markup that is safe to put into another."""
    return Markup(environment().get_template(template).render(facts))


def style() -> Markup:
    """The page's style sheet, which has no text from data in it."""
    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))
