"""Writing `labels.txt` for images that lie in class folders, or all in one folder.

What is written is what training would find in the folder by itself, so that reading the file back
gives the same images with the same classes. Hand-made labels are never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nnfs_cli.data.image_files import (
    images_below,
    images_directly_in,
    raise_first,
    require_folder,
    subfolders,
)
from nnfs_cli.data.image_folders import find_images
from nnfs_cli.data.labels_file import (
    LABELS_FILE,
    Label,
    is_class_number,
    labels_text,
    leads_out,
    read_class_names,
    read_labels,
)
from nnfs_cli.errors import DataError
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.suggestions import listed


class LabelsWritten(NamedTuple):
    """What `label_images` has done."""

    path: Path
    images: int
    classes: tuple[str, ...]
    notes: tuple[str, ...]


def label_images(
    folder: Path, *, label: str | None = None, classes_file: Path | None = None
) -> LabelsWritten:
    """Write ``folder/labels.txt``: a line for each image, by class, then by name.

    The class is the sub-folder's name; `classes_file` gives numbered classes their names. Images
    that all lie directly in `folder` get `label`, or else the folder's name. Raises DataError,
    and writes nothing, when an image has no class or a class no name.
    """
    require_folder(folder)
    flat = flat_labels(folder, label)
    labels, notes = (flat, ()) if flat else labels_of_folders(folder, label)
    if classes_file is not None:
        labels = named(labels, read_class_names(classes_file), classes_file)
    refuse_links_out(folder, labels)
    refuse_to_overwrite_handwork(folder / LABELS_FILE)
    write_atomically(folder / LABELS_FILE, labels_text(labels))
    classes = tuple(dict.fromkeys(row.label for row in labels))
    return LabelsWritten(folder / LABELS_FILE, len(labels), classes, notes)


def flat_labels(folder: Path, label: str | None) -> list[Label]:
    """Labels for the images of a folder without class sub-folders; none if it has such."""
    if any(images_below(inside) for inside in subfolders(folder)):
        return []
    return [Label(name, label or folder.resolve().name) for name in images_directly_in(folder)]


def labels_of_folders(folder: Path, label: str | None) -> tuple[list[Label], tuple[str, ...]]:
    """Labels by class sub-folders, and what is worth a note. Raises DataError."""
    found = find_images(folder, "folders")
    if label is not None:
        raise DataError(
            f"--label {label} is for images that lie directly in the folder, "
            f"but its images lie in {listed(entry.name for entry in subfolders(folder))}",
            str(folder),
            hint="Leave --label out: each class is named by its sub-folder.",
        )
    return [Label(image.name, image.label) for image in found.images], found.notes


def named(labels: Iterable[Label], names: Mapping[int, str], source: Path) -> list[Label]:
    """The labels with names for their numbers. Raises DataError for those without a name."""
    labels = list(labels)
    numbers = dict.fromkeys(row.label for row in labels)
    raise_first(
        [
            DataError(
                f"has no name for the class '{number}'",
                str(source),
                hint="Write a line number,name for every class folder, which is called by number.",
            )
            for number in numbers
            if not is_class_number(number) or int(number) not in names
        ]
    )
    return [Label(row.filename, names[int(row.label)]) for row in labels]


def refuse_links_out(folder: Path, labels: Iterable[Label]) -> None:
    """Raise DataError for linked images, which a `labels.txt` may not name."""
    raise_first(
        [
            DataError("is a link out of the folder", str(folder / row.filename), hint="Copy it.")
            for row in labels
            if leads_out(row.filename, folder)
        ]
    )


def refuse_to_overwrite_handwork(path: Path) -> None:
    """Raise DataError when a `labels.txt` says what the folders do not: they cannot replace it."""
    if not path.exists():
        return
    classes: dict[PurePosixPath, set[str]] = {}
    for row in read_labels(path):
        classes.setdefault(PurePosixPath(row.filename).parent, set()).add(row.label)
    for inside, labels in classes.items():
        if len(labels) > 1:
            place = "the folder" if inside == PurePosixPath() else f"'{inside}'"
            raise DataError(
                f"was not made from folders: it gives images of {place} different classes "
                f"({listed(sorted(labels), 3)})",
                str(path),
                hint="Rename or delete it first, if it is no longer wanted.",
            )
