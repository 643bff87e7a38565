"""IDX files of images and the IDX files of labels that belong to them, found by their names.

MNIST and its relatives come as pairs, ``train-images-idx3-ubyte.gz`` with
``train-labels-idx1-ubyte.gz`` and the same for ``t10k-``, the test part. Naming one file of images
is enough, and so is naming the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnfs_cli.data.block_means import block_means
from nnfs_cli.data.idx import IdxFile, is_idx
from nnfs_cli.data.image_decoding import COLORS, Pixels, converted
from nnfs_cli.data.image_files import missing, subfolders
from nnfs_cli.data.image_folders import LabelSource, Part
from nnfs_cli.data.image_geometry import ImageGeometry, centre
from nnfs_cli.data.image_reading import Color, Shape
from nnfs_cli.data.labels_file import LABELS_FILE
from nnfs_cli.errors import DataError

IMAGES_NAME = re.compile(r"images[-.]idx[34]")
PART_NAMES: dict[str, Part] = {
    "train": "training",
    "validation": "validation",
    "t10k": "test",
    "test": "test",
}
ROWS_AT_A_TIME = 256
NAME_ANOTHER = "Name other files, with images: and labels: in the config's dataset."


@dataclass(frozen=True)
class IdxImages:
    """An IDX file whose numbers are the pixels of images."""

    file: IdxFile
    part: Part | None = None

    @classmethod
    def open(cls, path: Path, part: Part | None = None) -> IdxImages:
        """Raises DataError unless the file holds images of 8-bit pixels."""
        file = IdxFile.open(path)
        images = cls(file, part)
        if len(file.shape) not in (3, 4) or images.shape[2] not in COLORS or file.dtype != np.uint8:
            raise DataError(
                f"holds no images, but {file.dtype} numbers in {len(file.shape)} dimensions",
                str(path),
                hint="Images are bytes: count x height x width, or that x 1, 3 or 4 channels.",
            )
        if not all(file.shape):
            raise DataError("holds no images", str(path), NAME_ANOTHER)
        return images

    @property
    def shape(self) -> Shape:
        height, width, channels = (*self.file.shape[1:], 1)[:3]
        return (height, width, channels)

    @property
    def names(self) -> list[str]:
        """The images' positions in their file, with the part in front where there is one."""
        prefix = f"{self.part}/" if self.part else ""
        return [f"{prefix}{position}" for position in range(self.file.rows)]

    def converted_shape(self, color: Color, geometry: ImageGeometry) -> Shape:
        """The shape of the images once they are brought to a colour and a size.

        Raises WrongSize where the images do not fit the `geometry`.
        """
        height, width, channels = self.shape
        geometry.require(height, width, self.file.path)
        if color != "keep":
            channels = next(count for count, name in COLORS.items() if name == color)
        return (*geometry.size_of(height, width), channels)

    def fits(self, color: Color, geometry: ImageGeometry) -> bool:
        """Whether the images have that colour and that size as they are."""
        return self.converted_shape(color, geometry) == self.shape

    def blocks(self, color: Color, geometry: ImageGeometry) -> Iterator[Pixels]:
        """Some rows of pixels at a time, in the colours and the size asked for."""
        same_color = self.converted_shape(color, geometry)[2] == self.shape[2]
        for block in self.file.blocks(ROWS_AT_A_TIME):
            images = block.reshape(-1, *self.shape).astype(np.uint8, copy=False)
            if same_color and geometry.size in (None, geometry.crop or self.shape[:2]):
                images = block_means(centre(images, geometry.crop), geometry.downsample)
            else:
                images = np.stack([converted(image, color, geometry) for image in images])
            yield images.reshape(len(images), -1)


@dataclass(frozen=True)
class IdxPair:
    """Images and their labels."""

    images: IdxImages
    labels: IdxFile

    def __post_init__(self) -> None:
        if len(self.labels.shape) != 1 or self.labels.dtype.kind not in "ui":
            raise DataError(
                "holds no labels: they are one row of integers", str(self.labels.path), NAME_ANOTHER
            )
        if self.labels.rows != self.images.file.rows:
            raise DataError(
                f"has {self.labels.rows:,} labels for the {self.images.file.rows:,} images "
                f"of {self.images.file.path.name}",
                str(self.labels.path),
                NAME_ANOTHER,
            )


def idx_pairs(source: Path, labels: LabelSource) -> list[IdxPair]:
    """The IDX files that `source` stands for; none when it is a folder of other things.

    Raises DataError.
    """
    if source.is_dir():
        found = idx_images_in(source) if labels == "auto" else []
        return [IdxPair(images, open_labels(labels_beside(images.file.path))) for images in found]
    if not source.exists():
        raise missing(source, "folder or file")
    if not is_idx(source):
        raise DataError(
            "is neither a folder of images nor an IDX file",
            str(source),
            hint="Name the folder that holds the images of every class.",
        )
    label_file = labels if isinstance(labels, Path) else labels_beside(source)
    return [IdxPair(IdxImages.open(source), open_labels(label_file))]


def idx_images_in(folder: Path) -> list[IdxImages]:
    """The IDX files of images in a folder that has neither a `labels.txt` nor sub-folders."""
    if subfolders(folder) or (folder / LABELS_FILE).exists():
        return []
    found = {path.name.removesuffix(".gz"): path for path in sorted(folder.iterdir(), reverse=True)}
    paths = [path for name, path in sorted(found.items()) if IMAGES_NAME.search(name)]
    images = [IdxImages.open(path, part_of(path)) for path in paths]
    if len({each.part for each in images}) < len(images):
        raise DataError(
            f"holds several IDX files of images: {', '.join(path.name for path in paths)}",
            str(folder),
            hint="Name one of them.",
        )
    return sorted(images, key=lambda each: list(PART_NAMES.values()).index(each.part or "training"))


def part_of(path: Path) -> Part | None:
    """The part that a file's name speaks of."""
    return next((part for word, part in PART_NAMES.items() if word in path.name), None)


def labels_beside(images: Path) -> Path:
    """The labels that belong to a file of images, by name. Raises DataError when there are none."""
    name = re.sub("idx[34]", "idx1", images.name.replace("images", "labels"))
    stem = name.removesuffix(".gz")
    for beside in (images.with_name(name), images.with_name(stem), images.with_name(stem + ".gz")):
        if beside != images and beside.is_file():
            return beside
    looked_for = f"; looked for {name}" if name != images.name else ""
    raise DataError(
        f"has no file of labels beside it{looked_for}",
        str(images),
        hint="Call the two files …images-idx3… and …labels-idx1…, or name the labels in the "
        "config: `labels:` in the dataset.",
    )


def open_labels(path: Path) -> IdxFile:
    """Raises DataError, with the closest name, when there is no such file."""
    if not path.is_file():
        raise missing(path, "file of labels")
    return IdxFile.open(path)
