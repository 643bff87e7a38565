"""A folder of pictures, one for each image that is answered, under the image's own name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnfs_cli.analysis.image_attribution import ImageView, image_attributions
from nnfs_cli.analysis.overlay import overlay_png
from nnfs_cli.data.pixels import Pixels
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.errors import ConfigError
from nnfs_cli.files.atomic_files import write_atomically

HOW = "integrated gradients, compared with a blank image of the border's colour"


def refuse_overlay_folder(folder: Path, source: Path) -> None:
    """Raise ConfigError where pictures would stand among the images that they are made of."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"--overlays {folder} is a file", hint="Name a folder.")
    images = source if source.is_dir() else source.parent
    inside = images.resolve() in folder.resolve().parents and source.is_dir()
    if inside or folder.resolve() == images.resolve():
        raise ConfigError(
            f"--overlays {folder} is where the images are",
            hint="Name another folder, so that no image is overwritten or mixed with pictures.",
        )


def write_overlays(
    folder: Path,
    names: Sequence[str],
    pixels: Pixels,
    answered: npt.NDArray[np.bool_],
    views: Sequence[ImageView],
    targets: TargetEncoder,
    shape: tuple[int, int, int],
) -> int:
    """Write the pictures of some images (n, features); how many there are. Raises OSError.

    Several targets or labels have a picture each, with the target's place at the end of its name.
    """
    rows = np.flatnonzero(answered)
    written = 0
    found = image_attributions(views, targets, pixels[rows], shape)
    for row, of_image in zip(rows.tolist(), found, strict=True):
        for place, one in enumerate(of_image, start=1):
            ending = f"-{place}" if len(of_image) > 1 else ""
            path = folder / f"{stem_of(names[row])}{ending}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, overlay_png(one, pixels[row], shape), durable=False)
            written += 1
    return written


def stem_of(name: str) -> str:
    """Where the picture of an image belongs, without .png: photographs keep their ending, as
    a.jpg and a.gif are two.
    """
    parts = Path(name).parts
    kept = [part for part in parts if part not in ("..", "/", "\\") and ":" not in part]
    return "/".join(kept).removesuffix(".png")
