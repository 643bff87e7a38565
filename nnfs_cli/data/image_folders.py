"""Which images a folder holds, the class of each, and the part (training, test …) it is for.

People keep labelled images in three ways: a sub-folder for each class, a `labels.txt` beside the
images, and either of the two inside ``train/``, ``validation/`` and ``test/``. All of them become
one list here, and `nn label-images` writes that same list down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from nnfs_cli.data.image_files import (
    how_many,
    images_below,
    images_directly_in,
    no_images,
    require_folder,
    subfolders,
)
from nnfs_cli.data.labels_file import LABELS_FILE, read_labels_of
from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import listed

Part: TypeAlias = Literal["training", "validation", "test"]
LabelSource: TypeAlias = Literal["auto", "folders"] | Path

PARTS: dict[str, Part] = {"train": "training", "validation": "validation", "test": "test"}
ALMOST_PARTS = {
    **dict.fromkeys(["train", "training", "trainset", "train_set"], "train"),
    **dict.fromkeys(["validation", "val", "valid", "dev", "eval"], "validation"),
    **dict.fromkeys(["test", "testing", "testset", "test_set"], "test"),
}


@dataclass(frozen=True)
class LabelledImage:
    """One image of a folder."""

    name: str
    """relative to the folder, with forward slashes"""
    label: str
    part: Part | None = None


@dataclass(frozen=True)
class FoundImages:
    """The images of a folder, and sentences about what was chosen or left out."""

    images: tuple[LabelledImage, ...]
    notes: tuple[str, ...] = ()


def find_images(folder: Path, labels: LabelSource = "auto") -> FoundImages:
    """The labelled images of a folder, in the order of its `labels.txt` or sorted by class.

    `labels` is "folders" (the class sub-folders), the path of a `labels.txt` whose names are
    relative to `folder`, or "auto": a `labels.txt` where there is one. Raises DataError.
    """
    require_folder(folder)
    parts = part_folders(folder)
    if isinstance(labels, Path) or (labels == "auto" and (folder / LABELS_FILE).is_file()):
        return by_labels_file(folder, folder / LABELS_FILE if labels == "auto" else labels)
    if not parts:
        return by_class_folders(folder)
    return in_parts({name: find_images(inside, labels) for name, inside in parts.items()})


def in_parts(found: dict[str, FoundImages]) -> FoundImages:
    """What was found in ``train``, ``validation`` and ``test``, as one list."""
    return FoundImages(
        tuple(
            replace(image, name=f"{name}/{image.name}", part=PARTS[name])
            for name, inside in found.items()
            for image in inside.images
        ),
        tuple(f"{name}: {note}" for name, inside in found.items() for note in inside.notes),
    )


def by_labels_file(folder: Path, labels: Path) -> FoundImages:
    """The images that a `labels.txt` names; the others are left out, and counted."""
    parts = part_folders(folder)
    rows = read_labels_of(labels, folder)
    if not rows:
        raise DataError("names no images", str(labels), hint=f"Write it: nn label-images {folder}")
    images = tuple(LabelledImage(name, label, part_of(name, parts)) for name, label in rows)
    notes = [f"the classes come from {labels.name}"]
    unnamed = len(set(images_below(folder)) - {row.filename for row in rows})
    if unnamed:
        notes.append(f"left out, because not named in {labels.name}: {how_many(unnamed)}")
    return FoundImages(images, tuple(notes))


def part_of(name: str, parts: dict[str, Path]) -> Part | None:
    """The part that the first folder of an image's name stands for."""
    first = name.split("/")[0]
    return PARTS[first] if first in parts else None


def by_class_folders(folder: Path) -> FoundImages:
    """The images of the class sub-folders, however deep they lie in them."""
    classes = {entry.name: images_below(entry) for entry in subfolders(folder)}
    used = {label: names for label, names in classes.items() if names}
    loose = images_directly_in(folder)
    if loose:
        raise without_class(folder, loose, list(used))
    if not used:
        raise no_images(folder)
    empty = [label for label in classes if label not in used]
    note = f"no class, because without images: {listed(empty)}"
    return FoundImages(
        tuple(
            LabelledImage(f"{label}/{name}", label)
            for label, names in used.items()
            for name in names
        ),
        (note,) if empty else (),
    )


def without_class(folder: Path, loose: list[str], classes: list[str]) -> DataError:
    """The error for images that lie in no class sub-folder."""
    no_class = f"no class for {how_many(len(loose))} ({listed(loose, 3)})"
    if classes:
        return DataError(
            f"{no_class} beside the class sub-folders {listed(classes)}",
            str(folder),
            hint=f"Move them into a class sub-folder, or name every image in {LABELS_FILE}.",
        )
    return DataError(
        no_class,
        str(folder),
        hint="Put them into a sub-folder for each class, or write filename,class lines into "
        f"{folder / LABELS_FILE} (nn label-images writes one).",
    )


def part_folders(folder: Path) -> dict[str, Path]:
    """The sub-folders ``train``, ``validation`` and ``test``; none where classes lie beside one.

    Raises DataError for names that are nearly these (``val``), and for images beside two of them,
    which would become classes.
    """
    inside = {entry.name: entry for entry in subfolders(folder)}
    meant = {
        name: ALMOST_PARTS[name.casefold()] for name in inside if name.casefold() in ALMOST_PARTS
    }
    if not meant:
        return {}
    others = [name for name in inside if name not in meant and images_below(inside[name])]
    if others and len(set(meant.values())) < 2:
        return {}
    misnamed = [
        f"the sub-folder '{name}' must be called '{part}'"
        for name, part in meant.items()
        if name != part
    ]
    beside = [f"the sub-folder '{name}' lies beside {listed(meant)}" for name in others]
    hint = "The sub-folders for the parts of the data are train, validation and test, no others."
    raise_together([DataError(message, str(folder), hint) for message in [*misnamed, *beside]])
    return {name: inside[name] for name in PARTS if name in inside}
