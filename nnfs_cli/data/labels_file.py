"""`labels.txt`: the class of each image, for people whose images do not lie in class folders.

One line per image, ``filename,class``, with names relative to the folder of the images and CSV
quoting where a name needs it, so that any name survives being written and read back. The small
file that gives numbers their names (`nn label-images --classes`) has the same form.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

from nnfs_cli.data.image_files import images_below, is_image, missing, raise_first
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import did_you_mean

LABELS_FILE = "labels.txt"
HEADER = ("filename", "class")
SUGGESTIONS = 3
MOST_DIGITS = 18
"""of a class's number"""


class Line(NamedTuple):
    """The fields of one line of a file, and where it stands."""

    fields: list[str]
    where: str


class Label(NamedTuple):
    """One line of a `labels.txt`."""

    filename: str
    label: str


def labels_text(labels: Iterable[Label]) -> str:
    """The text of a `labels.txt`."""
    return "".join(f"{quoted(name)},{quoted(label)}\n" for name, label in [HEADER, *labels])


def quoted(field: str) -> str:
    """A CSV field: quoted when it would not read back as it is."""
    if field != field.strip() or not field or any(sign in field for sign in ',"\r\n\ufeff'):
        return '"' + field.replace('"', '""') + '"'
    return field


def read_lines(path: Path) -> list[Line]:
    """The lines of a small comma-separated file; blank ones are left out. Raises DataError."""
    if not path.is_file():
        raise missing(path, "file")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8 text", str(path), hint="Save it as UTF-8.") from error
    if "\0" in text:
        raise DataError("is not a text file", str(path), "Save it as plain text.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    try:
        lines = [Line(fields, f"{path}:{reader.line_num}") for fields in reader]
    except csv.Error as error:
        hint = 'A name with a comma or a quote is written "in quotes", a quote inside twice.'
        raise DataError(f"cannot be read ({error})", f"{path}:{reader.line_num}", hint) from error
    return [line for line in lines if any(line.fields)]


def read_labels(path: Path) -> list[Label]:
    """The labels as they are written, whether or not the images exist. Raises DataError."""
    return [Label(*line.fields) for line in label_lines(path)]


def label_lines(path: Path) -> list[Line]:
    """The lines below the header, each with two fields that are not empty. Raises DataError."""
    lines = read_lines(path)
    if lines and tuple(field.casefold() for field in lines[0].fields) == HEADER:
        lines = lines[1:]
    raise_first(
        [
            DataError(
                f"expected a file name and a class, got {','.join(line.fields)!r}",
                line.where,
                hint='A line is filename,class; a name with a comma is written "in quotes".',
            )
            for line in lines
            if len(line.fields) != 2 or not all(line.fields)
        ]
    )
    return lines


def read_labels_of(path: Path, folder: Path) -> list[Label]:
    """The labels of images that exist below `folder`, in the file's order.

    Raises DataError for every name that leads out of the folder, does not exist or comes twice.
    """
    lines = label_lines(path)
    errors: list[DataError] = []
    first: dict[str, str] = {}
    for (name, _), where in lines:
        problem = twice(first[name]) if name in first else problem_of(name, folder, len(errors))
        first.setdefault(name, where)
        if problem:
            may_be_header = where == lines[0].where and not is_image(name)
            hint = f"A header must be {','.join(HEADER)}." if may_be_header else ""
            errors.append(DataError(problem, where, hint))
    raise_first(errors)
    return [Label(*line.fields) for line in lines]


def twice(where: str) -> str:
    return f"this image has a label already, at {where}; keep one"


def problem_of(name: str, folder: Path, errors_before: int) -> str:
    """What is wrong with a file name in a `labels.txt`, or nothing."""
    if leads_out(name, folder):
        return f"'{name}' leads out of the folder {folder}; copy the image into it"
    if os.path.isfile(folder / name):  # noqa: PTH113  Path.is_file fails on names too long
        return ""
    # the search for a close name is slow: one wrong folder name would make thousands of them
    known = images_below(folder) if errors_before < SUGGESTIONS else []
    return f"there is no image '{name}' in {folder}{did_you_mean(name, known)}"


def leads_out(name: str, folder: Path) -> bool:
    """Whether a name is absolute, climbs up, or is a link to somewhere outside of `folder`."""
    if ".." in PurePath(name).parts:
        return True
    inside = os.path.realpath(folder)
    return os.path.commonpath([inside, os.path.realpath(folder / name)]) != inside


def read_class_names(path: Path) -> dict[int, str]:
    """The names of numbered classes, from lines ``number,name`` or one name per line (from 0).

    Raises DataError for lines that are neither, and for a number that comes twice.
    """
    lines = read_lines(path)
    if lines and lines[0].fields == ["number", "name"]:
        lines = lines[1:]
    if not lines:
        raise DataError("holds no class names", str(path), "Write lines number,name.")
    if all(len(line.fields) == 1 for line in lines):
        return {number: line.fields[0] for number, line in enumerate(lines)}
    return numbered_names(lines)


def is_class_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


def numbered_names(lines: list[Line]) -> dict[int, str]:
    names: dict[int, str] = {}
    errors: list[DataError] = []
    for fields, where in lines:
        number = fields[0].strip()
        if len(fields) != 2 or not is_class_number(number) or not fields[1]:
            hint = "Write number,name on every line, or one name per line, the first for 0."
            errors.append(DataError(f"expected number,name, got {','.join(fields)!r}", where, hint))
        elif int(number) in names:
            errors.append(DataError(f"class {number} has a name already", where, "Keep one."))
        else:
            names[int(number)] = fields[1]
    raise_first(errors)
    return names
