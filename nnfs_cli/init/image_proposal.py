"""What a first config for images says: size, colours, classes, and a network that fits them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TypeAlias

import numpy as np

from nnfs_cli.data.idx import is_idx
from nnfs_cli.data.idx_images import IdxPair, idx_pairs
from nnfs_cli.data.image_decoding import in_parallel, read_shape
from nnfs_cli.data.image_files import raise_first
from nnfs_cli.data.image_folders import find_images
from nnfs_cli.errors import DataError
from nnfs_cli.init.class_balance import ClassBalance

Shape: TypeAlias = tuple[int, int, int]
"""(height, width, channels)"""

MOST_LOOKED_AT = 2000
"""image files whose size is read, spread over the folder"""
LARGEST_SIDE = 64
"""of images that are resized; the engine is NumPy"""
SMALLER_SIDES = ((2000, LARGEST_SIDE), (4000, 48))
"""up to so many images, so long a side; 32 for more"""
SMALLEST_FOR_POOLS = 12
MOST_PIXELS_FOR_CONVOLUTION = 10_000_000
"""of all training images together, about two seconds an epoch; more take too long to begin with"""
FEW_IMAGES = 5000
MULTIPLE = 8


@dataclass(frozen=True)
class ImageProposal:
    """What to train on images."""

    source: Path
    images: int
    parts: dict[str, int]
    """how many images are for training, test …, where that is known"""
    shapes: tuple[tuple[Shape, int], ...]
    """(height, width, channels) of those that were looked at, the most frequent first"""
    looked_at: int
    balance: ClassBalance
    size: tuple[int, int] | None
    """(height, width) to resize to; None where all agree and are small"""
    color: str
    test: Path | None = None
    """more images beside these, for the test"""

    @property
    def shape(self) -> Shape:
        """What enters the network."""
        (height, width, channels), _ = self.shapes[0]
        if self.size:
            height, width = self.size
        return height, width, {"grayscale": 1, "rgb": 3}.get(self.color, channels)

    @property
    def training_images(self) -> int:
        return self.parts.get("training", self.images)

    @property
    def convolves(self) -> bool:
        height, width, _ = self.shape
        return self.training_images * height * width <= MOST_PIXELS_FOR_CONVOLUTION

    @property
    def augments(self) -> bool:
        """Whether there are so few images that each should be seen in several ways."""
        few = self.training_images <= FEW_IMAGES
        return few and self.convolves and min(self.shape[:2]) >= SMALLEST_FOR_POOLS


def is_of_images(source: Path) -> bool:
    """Whether this is a folder, or an IDX file."""
    return source.is_dir() or (source.is_file() and is_idx(source))


def propose_for_images(source: Path) -> ImageProposal:
    """Look at images and their classes. Raises DataErrors."""
    pairs = idx_pairs(source, "auto")
    return _of_idx(source, pairs) if pairs else _of_folder(source)


def _of_folder(source: Path) -> ImageProposal:
    found = find_images(source).images
    step = -(-len(found) // MOST_LOOKED_AT)
    paths = [source / image.name for image in found[::step]]
    seen = list(in_parallel(lambda path: read_shape(path, "keep"), paths))
    raise_first([shape for shape in seen if isinstance(shape, DataError)])
    shapes = [shape for shape in seen if not isinstance(shape, DataError)]
    parts = Counter(str(image.part) for image in found if image.part)
    learned = [image.label for image in found if not parts or image.part == "training"]
    return _proposal(source, shapes, len(found), dict(parts), learned or [found[0].label])


def _of_idx(source: Path, pairs: Sequence[IdxPair]) -> ImageProposal:
    parts = {pair.images.part: pair.images.file.rows for pair in pairs if pair.images.part}
    learned = [pair for pair in pairs if len(pairs) == 1 or pair.images.part in (None, "training")]
    labels = [str(label) for pair in learned for label in np.asarray(pair.labels.read()).tolist()]
    images = sum(pair.images.file.rows for pair in pairs)
    shapes = [pair.images.shape for pair in pairs]
    proposal = _proposal(source, shapes, images, {str(k): v for k, v in parts.items()}, labels)
    proposal = replace(proposal, looked_at=images)
    if source.is_dir():
        return proposal
    beside = source.with_name(source.name.replace("train", "t10k"))
    test = beside if beside != source and beside.is_file() else None
    return replace(proposal, test=test, parts={})


def _proposal(
    source: Path, shapes: Sequence[Shape], images: int, parts: dict[str, int], labels: Sequence[str]
) -> ImageProposal:
    counted = tuple(Counter(shapes).most_common())
    if len(set(labels)) < 2:
        message = f"all images to learn from are of the one class '{labels[0]}'"
        hint = "Training needs images of two classes or more, such as a sub-folder for each."
        raise DataError(message, str(source), hint)
    channels = {shape[2] for shape, _ in counted}
    color = "keep" if channels in ({1}, {3}) else "rgb"
    size = _size(counted, parts.get("training", images))
    balance = ClassBalance(Counter(labels).most_common())
    return ImageProposal(source, images, parts, counted, len(shapes), balance, size, color)


def _size(shapes: Sequence[tuple[Shape, int]], images: int) -> tuple[int, int] | None:
    """None where images agree and are small; else sides in multiples of 8, in their proportion."""
    sizes = {shape[:2] for shape, _ in shapes}
    longest = next((side for most, side in SMALLER_SIDES if images <= most), 32)
    if len(sizes) == 1 and max(shapes[0][0][:2]) <= longest:
        return None
    heights = [height for (height, _, _), count in shapes for _ in range(count)]
    widths = [width for (_, width, _), count in shapes for _ in range(count)]
    height, width = median(heights), median(widths)
    shrink = min(1.0, longest / max(height, width))
    return _rounded(height * shrink), _rounded(width * shrink)


def _rounded(side: float) -> int:
    return max(MULTIPLE, round(side / MULTIPLE) * MULTIPLE)
