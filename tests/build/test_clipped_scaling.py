"""`{type: minmax, clip: true}`: from the config to the encoder, the model file and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.loading import load_config
from nnfs_cli.data.raw_columns import NumericColumn
from nnfs_cli.data.table_encoder import TableEncoder
from nnfs_cli.errors import NNError


def write_config(folder: Path, numeric: str) -> Path:
    rows = "\n".join(f"{number},{'yes' if number % 2 else 'no'}" for number in range(20))
    (folder / "data.csv").write_text(f"a,b\n{rows}\n", encoding="utf-8")
    config = folder / "config.yaml"
    config.write_text(
        "dataset: {path: data.csv, target: b}\n"
        f"preprocessing: {{numeric: {numeric}}}\n"
        "split: {test: 0, validation: 0}\n",
        encoding="utf-8",
    )
    return config


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("clip", [False, True])
def test_values_beyond_those_of_training(tmp_path: Path, clip: bool, wide: bool) -> None:
    scaler = f"{{type: minmax, clip: {str(clip).lower()}}}"
    plan = make_plan(load_config(write_config(tmp_path, f"[{scaler}]" if wide else scaler)))
    encoder = TableEncoder.from_json(plan.data.inputs.to_json())
    x = encoder.encode([NumericColumn("a", np.array([-19.0, 0.0, 9.5, 38.0]))]).x
    expected = [-1, -1, 0, 1] if clip else [-3, -1, 0, 3]
    np.testing.assert_allclose(x[:, 0], expected, atol=1e-6)


def test_the_resolved_config_says_it_again(tmp_path: Path) -> None:
    written = "[{type: minmax, clip: true}, standardize]"
    loaded = load_config(write_config(tmp_path, written))
    again = tmp_path / "again.yaml"
    again.write_text(dump_config(loaded.config), encoding="utf-8")
    assert load_config(again).config.preprocessing == loaded.config.preprocessing


@pytest.mark.parametrize(
    ("numeric", "message"),
    [
        ("{type: standardize, clip: true}", "expected minmax, got 'standardize'"),
        ("{type: minmax, clip: 1}", "clip: expected true or false, got 1"),
        ("{type: minmax, clips: true}", "unknown key 'clips'; did you mean 'clip'?"),
    ],
)
def test_mistakes(tmp_path: Path, numeric: str, message: str) -> None:
    with pytest.raises(NNError) as raised:
        load_config(write_config(tmp_path, numeric))
    assert message in str(raised.value)
