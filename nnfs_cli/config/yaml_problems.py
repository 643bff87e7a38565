"""What PyYAML's syntax errors mean to a person who does not know its parser."""

from __future__ import annotations

SHORTEST = "A config is made of keys with values: 'dataset: {path: data.csv, target: column}'."

# a part of PyYAML's sentence; ours; what to do
PROBLEMS = (
    (
        "found character '\\t'",
        "a TAB where YAML expects spaces",
        "Indent with spaces.",
    ),
    (
        "that cannot start any token",
        "no value can begin with this character",
        "Text that begins with @, ` or % needs quotes.",
    ),
    (
        "mapping values are not allowed",
        "a ':' where none can stand",
        "Check the indentation of this line and the one above; text with ': ' in it needs quotes.",
    ),
    (
        "could not find expected ':'",
        "a key without its ':'",
        "A key is followed by a colon and a space: 'epochs: 10'.",
    ),
    (
        "expected ',' or ']'",
        "a list that begins with '[' is not closed before this",
        "Separate its items with ',' and end it with ']'.",
    ),
    (
        "expected ',' or '}'",
        "a mapping that begins with '{' is not closed before this",
        "Separate its keys with ',' and end it with '}'.",
    ),
    (
        "expected <block end>",
        "this line does not fit to the lines above it",
        "Keys that belong together begin in the same column, and so do the '-' of a list.",
    ),
    (
        "found undefined alias",
        "an alias without its anchor",
        "Text that begins with '*' needs quotes.",
    ),
    (
        "second occurrence",
        "the same anchor twice",
        "Text that begins with '&' needs quotes.",
    ),
    (
        "found unexpected end of stream",
        "the quotes that open here are never closed",
        "End the text with the quote it begins with.",
    ),
    (
        "found unknown escape character",
        "a '\\' in double quotes begins an escape, and this one does not exist",
        "Use single quotes for text with '\\' in it, such as patterns and paths.",
    ),
    (
        "but found another document",
        "a second document ('---') begins here",
        "A config is one document: remove what stands before or after the '---'.",
    ),
)


def explained(problem: str) -> tuple[str, str]:
    """Message and hint for what PyYAML calls the problem."""
    for part, message, hint in PROBLEMS:
        if part in problem:
            return message, hint
    return f"this is not valid YAML: {problem}", SHORTEST
