"""Integrated gradients: exact for a linear network, adding up for every other."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.analysis.image_attribution import ImageView, blank_image, image_attributions
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.data.scaling import Standardize
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.components import ACTIVATIONS, LAYERS
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

SHAPE = (6, 5, 2)
SIZE = 60
SCALES = {
    "unit": PixelScale.fixed("unit"),
    "minmax": PixelScale.fixed("minmax"),
    "none": PixelScale.fixed("none"),
    "channels": PixelScale("standardize", (100.0, 50.0), (30.0, 60.0)),
}
NUMBERS = TargetEncoder(Task.REGRESSION, ("y", "z"), scalers=(Standardize(10.0, 4.0), None))
YES_OR_NO = TargetEncoder(Task.BINARY, ("cat",), (("no", "yes"),))
LABELS = TargetEncoder(Task.MULTILABEL, ("a", "b"), (("0", "1"), ("0", "1")))
KINDS = TargetEncoder(Task.MULTICLASS, ("class",), (("u", "v", "w"),))


def images(n: int = 5) -> np.ndarray:
    pixels = np.random.default_rng(0).integers(0, 256, (n, *SHAPE), np.uint8)
    pixels[:, [0, -1]] = 200
    pixels[:, :, [0, -1]] = 200
    return pixels.reshape(n, SIZE)


def linear(outputs: int, seed: int = 0) -> tuple[Network, np.ndarray]:
    network = Network([LAYERS.create("dense", units=outputs)], SHAPE, np.float64)
    network.initialize(np.random.default_rng(seed))
    return network, network.vector.layers[0]["weights"].value


def bent(targets: TargetEncoder, seed: int = 0) -> Network:
    last = {Task.REGRESSION: "linear", Task.MULTICLASS: "softmax"}.get(targets.task, "sigmoid")
    layers = [
        LAYERS.create("conv2d", filters=3, kernel_size=3),
        ActivationLayer(ACTIVATIONS.create("relu")),
        LAYERS.create("dense", units=targets.outputs),
        ActivationLayer(ACTIVATIONS.create(last)),
    ]
    network = Network(layers, SHAPE)
    network.initialize(np.random.default_rng(seed))
    return network


@pytest.mark.parametrize("scale", SCALES)
def test_of_a_linear_network_each_pixel_has_weight_times_change(scale: str) -> None:
    network, W = linear(2)
    view = ImageView(network, SCALES[scale], NUMBERS)
    pixels = images()
    std = np.resize(SCALES[scale].std, SIZE)
    for image, found in zip(
        pixels, image_attributions([view], NUMBERS, pixels, SHAPE), strict=True
    ):
        change = (image.astype(float) - 200) / std
        for k, unit in enumerate([4.0, 1.0]):
            expected = (unit * W[:, k] * change).reshape(SHAPE).sum(axis=2)
            np.testing.assert_allclose(found[k].heat, expected, rtol=1e-5, atol=1e-6)
            assert (found[k].target, found[k].said) == ("yz"[k], None)


@pytest.mark.parametrize("targets", [NUMBERS, YES_OR_NO, LABELS, KINDS])
@pytest.mark.parametrize("members", [1, 2])
@pytest.mark.parametrize("scale", ["unit", "channels"])
def test_the_shares_add_up(targets: TargetEncoder, members: int, scale: str) -> None:
    views = [ImageView(bent(targets, seed), SCALES[scale], targets) for seed in range(members)]
    pixels = images()
    p = np.mean([view.answers(view.inputs(pixels)) for view in views], axis=0)
    blank = np.full((1, SIZE), 200, np.uint8)
    b = np.mean([view.answers(view.inputs(blank)) for view in views], axis=0)
    names = None if targets is NUMBERS else targets.class_names(p)
    for row, found in enumerate(image_attributions(views, targets, pixels, SHAPE)):
        assert len(found) == (1 if targets is KINDS else targets.outputs)
        for k, one in enumerate(found):
            place = int(p[row].argmax()) if targets is KINDS else k
            answers = np.array([p[row, place], b[0, place]])
            if names is not None:
                assert one.said == names[row, k]
                answers = 1 - answers if one.said in ("no", "0") else answers
            np.testing.assert_allclose([one.answer, one.blank], answers, rtol=1e-5, atol=1e-6)
            scale_of_answers = max(abs(one.answer - one.blank), 0.1)
            assert abs(one.heat.sum() - (one.answer - one.blank)) <= 0.02 * scale_of_answers
            assert one.error <= 0.02 * scale_of_answers


def test_a_pixel_as_in_the_blank_image_has_no_share() -> None:
    views = [ImageView(bent(KINDS), SCALES["unit"], KINDS)]
    for (found,) in image_attributions(views, KINDS, images(), SHAPE):
        assert (found.heat[[0, -1]] == 0).all()
        assert np.abs(found.heat).max() > 0


def test_the_blank_image_has_the_colour_of_the_border() -> None:
    picture = np.zeros((4, 5, 2), np.uint8)
    picture[...] = 10, 250
    picture[1:3, 1:4] = 77
    picture[0, 0] = 0
    blank = blank_image(picture.reshape(-1), (4, 5, 2)).reshape(4, 5, 2)
    assert (blank == [10, 250]).all()
