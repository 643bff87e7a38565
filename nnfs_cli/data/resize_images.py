"""Copies of the images of a folder in another size, which keep everything else about them.

A copy has the same name, sub-folder, file format and kind of pixels as its original; only the
camera's rotation is made real. Originals are only ever read: a destination where a copy could
take the place of an original is refused.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image, ImageOps

from nnfs_cli.data.image_decoding import in_parallel
from nnfs_cli.data.image_files import (
    RESIZED,
    files_below,
    images_below,
    no_images,
    require_folder,
)
from nnfs_cli.data.image_reading import opened
from nnfs_cli.data.image_scaling import Fit, resized
from nnfs_cli.data.labels_file import LABELS_FILE
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.files.atomic_files import TEMPORARY_PREFIX
from nnfs_cli.limits import IMAGE_PIXELS
from nnfs_cli.suggestions import listed

SAVED_AS = {"MPO": "JPEG"}
"""formats that are written as another one: MPO is a JPEG with a second view inside"""
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95},
    "WEBP": {"quality": 95},
    "GIF": {"optimize": False},  # which would drop the colours of the palette that are not used
}


@dataclass(frozen=True)
class ResizeJob:
    """The copies to make: known before the first is made, so that progress can be shown."""

    folder: Path
    out: Path
    names: tuple[str, ...]
    """of the images, relative to the folder"""
    labels: tuple[str, ...]
    """the `labels.txt` files, which hold for the copies too"""
    width: int
    height: int
    fit: Fit

    def run(self) -> Iterator[DataError | None]:
        """Make the copies; for each image in order, what went wrong with it, or None."""
        for name in self.labels:
            replace_file(self.out / name, (self.folder / name).read_bytes())
        yield from in_parallel(self._copy, self.names)

    def _copy(self, name: str) -> None:
        source = self.folder / name
        with opened(source) as image:
            ImageOps.exif_transpose(image, in_place=True)
            content = encoded(resized(image, self.width, self.height, self.fit), image)
        replace_file(self.out / name, content)


def resize_job(folder: Path, out: Path | None, width: int, height: int, fit: Fit) -> ResizeJob:
    """What `nn resize-images` is to do; by default the copies go to ``folder/resized``.

    Raises DataError for a folder without images, and for a destination that endangers originals.
    """
    require_folder(folder)
    out = folder / RESIZED if out is None else out
    if width * height > IMAGE_PIXELS:
        raise ConfigError(
            f"{width} x {height} is more than {IMAGE_PIXELS:,} pixels",
            "--width",
            "Make them smaller.",
        )
    refuse_originals_folder(folder, out)
    names = not_in(out, folder, images_below(folder))
    if not names:
        raise no_images(folder)
    refuse_strangers(folder, out, names)
    labels = [name for name in files_below(folder) if PurePosixPath(name).name == LABELS_FILE]
    labels = not_in(out, folder, labels)
    return ResizeJob(folder, out, tuple(names), tuple(labels), width, height, fit)


def not_in(out: Path, folder: Path, names: list[str]) -> list[str]:
    """The names of files in `folder` but not in `out`, which may lie inside."""
    if not lies_in(out, folder):
        return names
    prefix = out.resolve().relative_to(folder.resolve()).as_posix() + "/"
    return [name for name in names if not name.startswith(prefix)]


def lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def refuse_originals_folder(folder: Path, out: Path) -> None:
    """Raise DataError when `out` is the folder of the originals, or one around it."""
    if lies_in(folder, out):
        raise DataError(
            f"the copies cannot go to {out}, where they could replace originals",
            str(folder),
            hint="Choose a new folder, or leave -o out.",
        )
    if out.exists() and not out.is_dir():
        raise DataError("is a file; the copies need a folder", str(out))


def refuse_strangers(folder: Path, out: Path, names: list[str]) -> None:
    """Raise DataError when `out` lies in `folder` and holds images that are no copies of others."""
    if out.name == RESIZED or not lies_in(out, folder) or not out.is_dir():
        return
    strangers = sorted(set(images_below(out)) - set(names))
    if strangers:
        raise DataError(
            f"holds images of its own ({listed(strangers, 3)})",
            str(out),
            hint="Choose a new folder for the copies, or leave -o out.",
        )


def encoded(image: Image.Image, original: Image.Image) -> bytes:
    """The bytes of a file in the format, and with the colour profile, of its original."""
    format = SAVED_AS.get(original.format or "", original.format or "PNG")
    buffer = io.BytesIO()
    profile = original.info.get("icc_profile")
    image.save(buffer, format, icc_profile=profile, **SAVE_OPTIONS.get(format, {}))
    return buffer.getvalue()


def replace_file(path: Path, content: bytes) -> None:
    """Make `path` hold `content`, whole or not at all; a link there is replaced, not followed.

    Nothing is forced to the disk: there can be many files, and any of them can be made again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(TEMPORARY_PREFIX + secrets.token_hex(8))
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
