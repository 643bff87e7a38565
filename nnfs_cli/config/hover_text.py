"""What an editor shows beside a key or a name: the docstring, in plain text and in Markdown."""

from __future__ import annotations

import textwrap

from nnfs_cli.registry import Documentation, documentation


def hover_texts(component: type) -> dict[str, str]:
    """`description` for every editor; `markdownDescription` for a formula to stand out."""
    about = documentation(component)
    plain, markdown = _plain(about), _markdown(about)
    return {"description": plain} | ({} if markdown == plain else {"markdownDescription": markdown})


def _plain(about: Documentation) -> str:
    formula = about.formula and f"Formula:\n{textwrap.indent(about.formula, '    ')}"
    source = about.source and f"Source: {about.source}"
    return _paragraphs(about.summary, about.description, formula, source)


def _markdown(about: Documentation) -> str:
    formula = about.formula and f"```text\n{about.formula}\n```"
    source = about.source and f"Source: {about.source}"
    return _paragraphs(about.summary, about.description, formula, source)


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
