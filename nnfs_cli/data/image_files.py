"""Which files of a folder are images, and in which order they count.

Everything that looks into a folder of images (training, prediction, `nn label-images`,
`nn resize-images`) asks here, so all of them see the same files in the same order.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from nnfs_cli.errors import DataError, raise_together
from nnfs_cli.suggestions import did_you_mean_path, listed

EXTENSIONS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
RESIZED = "resized"
"""Where `nn resize-images` puts its copies; inside a folder they are not images of that folder."""
NOT_OURS = {RESIZED, "__MACOSX"}
DIGITS = re.compile(r"([0-9]+)")


def natural_order(name: str) -> tuple[object, ...]:
    """Sort key: folder by folder, numbers by size (2.png before 10.png), capitals no matter."""
    numbers: list[list[str | int]] = []
    for part in name.casefold().split("/"):
        pieces: list[str | int] = [*DIGITS.split(part)]
        pieces[1::2] = map(int, pieces[1::2])
        numbers.append(pieces)
    return numbers, name


def is_image(name: str) -> bool:
    """Whether a file of this name is taken for an image. The extension decides, in any case."""
    return not name.startswith(".") and name.lower().endswith(EXTENSIONS)


def require_folder(folder: Path) -> None:
    """Raise DataError, with the closest name that exists, unless `folder` is one."""
    if folder.is_dir():
        return
    if folder.exists():
        raise DataError("is a file, not a folder of images", str(folder), "Name its folder.")
    raise missing(folder, "folder")


def missing(path: Path, kind: str) -> DataError:
    """The error for a path that does not exist, with the closest name beside it."""
    return DataError(f"there is no such {kind}{did_you_mean_path(path)}", str(path))


def subfolders(folder: Path) -> list[Path]:
    """The visible folders directly inside `folder`, in natural order."""
    inside = [entry for entry in folder.iterdir() if entry.is_dir() and is_ours(entry.name)]
    return sorted(inside, key=lambda entry: natural_order(entry.name))


def is_ours(name: str) -> bool:
    """Whether a sub-folder of this name is looked into."""
    return not name.startswith(".") and name not in NOT_OURS


def images_directly_in(folder: Path) -> list[str]:
    """Names of the images in `folder` itself, in natural order."""
    names = [entry.name for entry in folder.iterdir() if is_image(entry.name) and entry.is_file()]
    return checked(folder, sorted(names, key=natural_order))


def images_below(folder: Path) -> list[str]:
    """Names of all images in `folder` and its sub-folders, relative to it, in natural order."""
    names = [name for name in files_below(folder) if is_image(name.rpartition("/")[2])]
    return checked(folder, sorted(names, key=natural_order))


def files_below(folder: Path) -> Iterator[str]:
    """Names of all files, relative to `folder` with forward slashes. Links are followed once."""
    seen: set[str] = set()
    for directory, inside, files in os.walk(folder, onerror=give_up, followlinks=True):
        real = os.path.realpath(directory)
        if real in seen:
            inside.clear()
            continue
        seen.add(real)
        inside[:] = sorted(filter(is_ours, inside), key=natural_order)
        relative = Path(directory).relative_to(folder)
        prefix = f"{relative.as_posix()}/" if relative.parts else ""
        yield from (prefix + name for name in files)


def give_up(error: OSError) -> None:
    """A folder that cannot be listed is an error, not an empty folder."""
    raise error


def checked(folder: Path, names: list[str]) -> list[str]:
    """The same names. Raises DataError for those that no text file could hold."""
    broken = [name for name in names if not is_text(name)]
    if broken:
        raise DataError(
            f"{len(broken)} file names are not valid UTF-8: {listed(map(ascii, broken), 5)}",
            str(folder),
            hint="Rename these files.",
        )
    return names


def is_text(name: str) -> bool:
    """Whether a name can be written as UTF-8; names made on an older system may not be."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def how_many(images: int) -> str:
    """``1 image``, ``1,000 images``"""
    return f"{images:,} image" if images == 1 else f"{images:,} images"


def no_images(folder: Path) -> DataError:
    """The error for a folder without images: says what lies there instead."""
    suffixes = Counter(PurePosixPath(name).suffix for name in files_below(folder))
    found = [f"{count} {suffix or 'without extension'}" for suffix, count in suffixes.most_common()]
    return DataError(
        "holds no images" + (f"; found {listed(found, 5)}" if found else ""),
        str(folder),
        hint=f"Images are files that end in {listed(EXTENSIONS)}.",
    )


def raise_first(errors: Sequence[DataError], most: int = 20) -> None:
    """Raise all errors at once, but no more than `most` and the number of the others."""
    rest = len(errors) - most
    others = [DataError(f"and {rest:,} more like these", hint=errors[-1].hint)] if rest > 0 else []
    raise_together([*errors[:most], *others])
