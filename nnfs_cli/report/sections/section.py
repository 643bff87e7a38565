"""A part of the page with a heading, and a place in its table of contents."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from nnfs_cli.report.templating import filled


@dataclass(frozen=True)
class Section:
    """Ready to be put into the page."""

    key: str
    """its address on the page"""
    title: str
    body: Markup


def section(key: str, title: str, **facts: object) -> Section:
    """The section whose template is named after its key."""
    return Section(key, title, filled(f"{key}.html", **facts))
