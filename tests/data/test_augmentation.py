"""Changed images: by the amounts asked for, against slow loops and Pillow, and repeatable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nnfs_cli.data.augmentation import DRAWS, Augmentation, Augmenter
from nnfs_cli.data.batches import Batches
from nnfs_cli.data.dataset import Dataset
from nnfs_cli.data.pixels import PixelScale
from nnfs_cli.task import Task

DOWN, RIGHT, ANGLE, UPSIDE_DOWN, LEFT_RIGHT, BRIGHT = range(DRAWS)
NOTHING = 0.5
"""the draw in the middle: no shift, no angle, no flip, the same brightness"""


def images(n: int, shape: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), np.uint8)


def changed(pixels: np.ndarray, augmentation: Augmentation, draws: np.ndarray) -> np.ndarray:
    """Images (n, height, width, channels), changed in a copy."""
    rows = pixels.reshape(len(pixels), -1).copy()
    Augmenter(augmentation, pixels.shape[1:]).apply(rows, draws.astype(np.float32))
    return rows.reshape(pixels.shape)


def drawn(n: int, **given: float) -> np.ndarray:
    draws = np.full((n, DRAWS), NOTHING)
    for name, value in given.items():
        draws[:, globals()[name]] = value
    return draws


def by_loops(
    image: np.ndarray, down: float, right: float, angle: float, up: bool, left: bool
) -> np.ndarray:
    """Every pixel by itself, from the four around its place before; the edge goes on."""
    height, width, _ = image.shape
    middle = np.array([(height - 1) / 2, (width - 1) / 2])
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    result = np.empty(image.shape)
    for i in range(height):
        for j in range(width):
            place = back @ (np.array([i, j]) - middle - [down, right])
            y, x = place * [-1 if up else 1, -1 if left else 1] + middle
            y, x = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
            top, beside = int(y), int(x)
            total = np.zeros(image.shape[2])
            for row, share_y in ((top, 1 - y % 1), (min(top + 1, height - 1), y % 1)):
                for column, share_x in ((beside, 1 - x % 1), (min(beside + 1, width - 1), x % 1)):
                    total += share_y * share_x * image[row, column]
            result[i, j] = total
    return result


@pytest.mark.parametrize("shape", [(7, 5, 1), (4, 6, 3), (1, 5, 1), (5, 1, 2)])
def test_turned_images_are_what_slow_loops_say(shape: tuple[int, int, int]) -> None:
    pixels = images(9, shape)
    draws = np.random.default_rng(1).random((9, DRAWS))
    found = changed(pixels, Augmentation(0.3, 40, "both"), draws)
    for image, result, draw in zip(pixels, found, 2 * draws - 1, strict=True):
        down, right = 0.3 * draw[:2] * shape[:2]
        angle = np.deg2rad(40) * draw[ANGLE]
        expected = by_loops(image, down, right, angle, draw[UPSIDE_DOWN] < 0, draw[LEFT_RIGHT] < 0)
        assert np.abs(result - expected).max() <= 0.51  # half of it is rounding


@pytest.mark.parametrize("shape", [(7, 5, 1), (4, 6, 3), (1, 5, 1)])
def test_without_turning_whole_pixels_are_moved(shape: tuple[int, int, int]) -> None:
    pixels = images(9, shape)
    draws = np.random.default_rng(2).random((9, DRAWS))
    found = changed(pixels, Augmentation(0.4, 0, "both"), draws)
    for image, result, draw in zip(pixels, found, 2 * draws - 1, strict=True):
        down, right = np.rint(0.4 * draw[:2] * shape[:2])
        expected = by_loops(image, down, right, 0, draw[UPSIDE_DOWN] < 0, draw[LEFT_RIGHT] < 0)
        assert np.array_equal(result, expected)


def test_turned_as_pillow_does() -> None:
    """With the clock for us, against it there; inside the circle that stays in the picture."""
    image = np.asarray(Image.fromarray(images(1, (6, 6, 1))[0, :, :, 0]).resize((41, 41), 3))
    found = changed(image[None, :, :, None], Augmentation(rotate=60), drawn(1, ANGLE=1))
    expected = np.asarray(Image.fromarray(image).rotate(-60, Image.Resampling.BILINEAR), float)
    i, j = np.indices(image.shape) - 20
    inside = i * i + j * j < 19 * 19
    assert np.abs(found[0, :, :, 0] - expected)[inside].max() <= 2


def test_the_directions() -> None:
    """A draw of 1 moves down and right; draws below a half mirror."""
    image = np.zeros((1, 5, 5, 1), np.uint8)
    image[0, 1, 1] = 9
    down = changed(image, Augmentation(shift=0.2), drawn(1, DOWN=1))
    right = changed(image, Augmentation(shift=0.2), drawn(1, RIGHT=1))
    mirrored = changed(image, Augmentation(flip="horizontal"), drawn(1, LEFT_RIGHT=0.2))
    upside_down = changed(image, Augmentation(flip="vertical"), drawn(1, UPSIDE_DOWN=0.2))
    assert [np.argwhere(one[0, :, :, 0]).tolist() for one in (down, right)] == [[[2, 1]], [[1, 2]]]
    assert np.argwhere(mirrored[0, :, :, 0]).tolist() == [[1, 3]]
    assert np.argwhere(upside_down[0, :, :, 0]).tolist() == [[3, 1]]
    other_axis = changed(image, Augmentation(flip="horizontal"), drawn(1, UPSIDE_DOWN=0.2))
    assert np.array_equal(other_axis, image)


def test_brightness_multiplies_and_stops_at_white() -> None:
    image = np.array([0, 10, 100, 200, 255], np.uint8).reshape(1, 5, 1, 1)
    for draw, expected in ((0, [0, 5, 50, 100, 128]), (1, [0, 15, 150, 255, 255])):
        found = changed(image, Augmentation(brightness=0.5), drawn(1, BRIGHT=draw))
        assert found.ravel().tolist() == expected
    assert np.array_equal(changed(image, Augmentation(brightness=0.5), drawn(1)), image)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 3), st.floats(0, 0.9))
def test_the_middle_draw_changes_nothing(
    height: int, width: int, channels: int, amount: float
) -> None:
    pixels = images(3, (height, width, channels))
    for rotate in (0.0, 180 * amount):
        everything = Augmentation(amount, rotate, "both", amount)
        assert np.array_equal(changed(pixels, everything, drawn(3)), pixels)


def test_more_images_than_are_changed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, draws = images(50, (6, 5, 2)), np.random.default_rng(3).random((50, DRAWS))
    everything = Augmentation(0.2, 20, "both", 0.2)
    whole = changed(pixels, everything, draws)
    monkeypatch.setattr("nnfs_cli.data.augmentation.VALUES_AT_A_TIME", 7 * 60)
    assert np.array_equal(changed(pixels, everything, draws), whole)


def test_the_amounts_are_drawn_evenly_up_to_the_most() -> None:
    draws = Augmenter.draws(0, 1, 20_000)
    assert 0 <= draws.min() < 0.001
    assert 0.999 < draws.max() < 1
    np.testing.assert_allclose(draws.mean(axis=0), 0.5, atol=0.01)
    np.testing.assert_allclose(np.corrcoef(draws.T), np.eye(DRAWS), atol=0.03)


def made(augmentation: Augmentation | None, seed: int = 4, rows: int = 40) -> Batches:
    pixels = images(rows, (5, 4, 1)).reshape(rows, -1)
    data = Dataset(
        pixels, np.arange(rows, dtype=np.float32)[:, None], (5, 4, 1), Task.REGRESSION,
        PixelScale.fixed("none"),
    )  # fmt: skip
    return Batches(data, np.arange(rows), 6, seed, shuffle=True, augmentation=augmentation)


def by_row(batches: Batches, epoch: int, start: int = 0) -> dict[int, list[float]]:
    return {
        int(row): x_of_row.tolist()
        for x, t, *_ in batches.epoch(epoch, start)
        for row, x_of_row in zip(t[0], x, strict=True)
    }


def test_batches_are_changed_anew_in_every_epoch_and_can_be_repeated() -> None:
    augmentation = Augmentation(shift=0.3, rotate=10)
    first, second = by_row(made(augmentation), 1), by_row(made(augmentation), 2)
    plain = by_row(made(None), 1)
    assert sum(first[row] != plain[row] for row in plain) > 35
    assert sum(first[row] != second[row] for row in plain) > 35
    assert by_row(made(augmentation), 1) == first
    assert by_row(made(augmentation, seed=5), 1) != first


@pytest.mark.parametrize("start", [1, 3, 6])
def test_an_epoch_entered_at_any_batch_sees_the_same_images(start: int) -> None:
    augmentation = Augmentation(shift=0.3, brightness=0.4)
    whole = by_row(made(augmentation), 3)
    rest = by_row(made(augmentation), 3, start)
    assert len(rest) == 40 - 6 * start
    assert all(whole[row] == x for row, x in rest.items())


def test_the_data_themselves_stay_as_they_are() -> None:
    batches = made(Augmentation(rotate=30, flip="both"))
    before = batches._dataset.x.copy()
    by_row(batches, 1)
    assert np.array_equal(batches._dataset.x, before)
