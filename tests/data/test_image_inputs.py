"""What a model file says about images comes back as it was, and nothing else is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nnfs_cli.data.image_geometry import ImageGeometry
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.errors import ModelFileError

UNIT = PixelScale.fixed("unit")
OLD = {"kind": "images", "shape": [4, 6, 1], "resize": False, "pixels": {"type": "unit"}}


@pytest.mark.parametrize(
    ("inputs", "geometry"),
    [
        (ImageInputs((4, 6, 1), UNIT, False), ImageGeometry()),
        (ImageInputs((4, 6, 1), UNIT, True), ImageGeometry(size=(4, 6))),
        (ImageInputs((4, 6, 3), UNIT, False, (4, 6)), ImageGeometry((4, 6))),
        (ImageInputs((4, 6, 3), UNIT, True, (9, 2)), ImageGeometry((9, 2), (4, 6))),
        (ImageInputs((4, 6, 4), UNIT, False, None, 3), ImageGeometry(downsample=3)),
        (ImageInputs((4, 6, 4), UNIT, False, (12, 18), 3), ImageGeometry((12, 18), downsample=3)),
    ],
)
def test_there_and_back(inputs: ImageInputs, geometry: ImageGeometry) -> None:
    written = json.loads(json.dumps(inputs.to_json()))
    assert ImageInputs.from_json(written, "") == inputs
    assert inputs.geometry == geometry


def test_files_without_the_two_keys_mean_neither_and_are_written_as_before() -> None:
    inputs = ImageInputs.from_json(OLD, "")
    assert (inputs.crop, inputs.downsample) == (None, 1)
    assert inputs.to_json() == OLD


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"crop": None}, "inputs"),
        ({"crop": 4}, "inputs"),
        ({"crop": [4]}, "inputs.crop"),
        ({"crop": [4, 6, 1]}, "inputs.crop"),
        ({"crop": [4, 0]}, "inputs.crop"),
        ({"crop": [-4, 6]}, "inputs.crop"),
        ({"crop": [4.0, 6]}, "inputs.crop"),
        ({"crop": [True, 6]}, "inputs.crop"),
        ({"crop": ["4", "6"]}, "inputs.crop"),
        ({"crop": [5, 6]}, "inputs.crop"),
        ({"crop": [4, 6], "downsample": 2}, "inputs.crop"),
        ({"crop": [10**30, 6]}, "inputs.crop"),
        ({"downsample": 0}, "inputs.downsample"),
        ({"downsample": -2}, "inputs.downsample"),
        ({"downsample": 2.0}, "inputs.downsample"),
        ({"downsample": True}, "inputs.downsample"),
        ({"downsample": None}, "inputs.downsample"),
        ({"downsample": [2]}, "inputs.downsample"),
        ({"downsample": 2, "resize": True}, "inputs"),
        ({"crops": [4, 6]}, "inputs"),
    ],
    ids=str,
)
def test_nothing_else_is_believed(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ModelFileError) as raised:
        ImageInputs.from_json({**OLD, **changes}, "inputs")
    assert raised.value.where == where
