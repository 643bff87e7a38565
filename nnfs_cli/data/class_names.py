"""From the names that stand with the images to numbers, and the names those numbers go by.

Folders and label files may name a class ("cat") or number it ("3"); a config may put the names in
an order of its own, or give the numbers their names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.image_files import natural_order, raise_first
from nnfs_cli.errors import DataError
from nnfs_cli.suggestions import did_you_mean, listed


def numbered(
    labels: Sequence[str], classes: Sequence[str] | None, where: str
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Each label as a position in the class names, and these names.

    Without `classes`, the names are the labels in natural order (2 before 10). With `classes`,
    the labels are these names, or all of them are positions. Raises DataError for any other label.
    """
    found = sorted(set(labels), key=natural_order)
    positions = (
        {label: position for position, label in enumerate(found)}
        if classes is None
        else positions_of(found, classes, where)
    )
    numbers = np.fromiter((positions[label] for label in labels), np.int64, len(labels))
    return numbers, tuple(found if classes is None else classes)


def positions_of(found: Sequence[str], classes: Sequence[str], where: str) -> Mapping[str, int]:
    """Where in `classes` each label found stands. Raises DataError."""
    by_name = {name: position for position, name in enumerate(classes)}
    if len(by_name) < len(classes):
        twice = sorted({name for name in classes if classes.count(name) > 1})
        raise DataError(f"a class name stands twice in `classes`: {listed(twice)}", where)
    by_number = {str(position): position for position in range(len(classes))}
    if by_number.keys() >= set(found) and not by_name.keys() >= set(found):
        return by_number
    raise_first(
        [
            DataError(
                f"unknown class '{label}'{did_you_mean(label, classes)}",
                where,
                hint=f"The classes are {listed(classes)}.",
            )
            for label in found
            if label not in by_name
        ]
    )
    return by_name
