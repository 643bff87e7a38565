"""How pictures lie in memory, and how they come out flat."""

from __future__ import annotations

import numpy as np

from nnfs_cli.engine.buffers import Buffer, Workspace, seen_as


def test_a_row_of_a_channel_is_one_run() -> None:
    height, width, channels, n = shape = 2, 3, 4, 5
    values = seen_as(np.arange(120).reshape(24, 5), shape[:3])
    assert values.shape == shape
    run = values[1, :, 2].ravel()
    np.testing.assert_array_equal(np.diff(run), 1)
    assert len(run) == width * n
    assert values[1, 0, 0, 0] == channels * width * n
    assert values[height - 1, width - 1, channels - 1, n - 1] == 119


def test_flat_is_pixel_by_pixel_whoever_made_the_picture() -> None:
    workspace = Workspace(np.float32)
    rows = np.random.default_rng(0).normal(size=(5, 25)).astype(np.float32)
    rows[:, -1] = 1
    data = Buffer.of_rows(rows, (2, 3, 4), factor=0.5)
    flat = workspace.flat(data)
    assert np.shares_memory(flat.with_ones, rows)
    assert flat.factor == 0.5
    of_layer = Buffer.empty((2, 3, 4), 5, np.float32)
    of_layer.values[...] = data.values
    np.testing.assert_array_equal(workspace.flat(of_layer).with_ones, rows.T)
    dx = workspace.unflattened(rows.T[:-1], (2, 3, 4))
    np.testing.assert_array_equal(dx, data.values)
    assert dx.strides == of_layer.values.strides


def test_room_is_kept_for_a_few_widths_only() -> None:
    workspace = Workspace(np.float32)
    first = workspace.array("a", (2, 2, 1), 1)
    kept = workspace.kept("list", 1, lambda n: [n])
    assert workspace.array("a", (2, 2, 1), 1) is first
    assert workspace.kept("list", 1, lambda n: [n]) is kept
    for n in range(2, Workspace.MOST_WIDTHS + 1):
        workspace.output((3,), n)
        assert workspace.array("a", (2, 2, 1), 1) is first
    workspace.output((3,), 100)
    assert workspace.kept("list", 1, lambda n: [n]) is not kept
