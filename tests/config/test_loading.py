"""Loading files: what is not there or no config, and that no text whatever makes it fail oddly."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnfs_cli.config.known_keys import all_paths
from nnfs_cli.config.loading import load_config
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.errors import ConfigError, NNError
from tests.config.conftest import TABLE, Mistakes


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "iris.yaml").write_text(TABLE)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "irsi.yaml")
    assert caught.value.message == "there is no such config file; did you mean 'iris.yaml'?"
    assert caught.value.where == str(tmp_path / "irsi.yaml")


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a lack of permission")
def test_a_folder_tells_which_configs_it_holds(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(TABLE)
    (tmp_path / "config.resolved.yaml").write_text(TABLE)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.message == "this is a folder, not a config file"
    assert caught.value.hint == "In it there are: config.resolved.yaml, config.yaml."


@pytest.mark.parametrize("name", ["my table.csv", "photos"])
def test_data_in_the_place_of_a_config_lead_to_nn_init(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    if data.suffix:
        data.write_text("a,b\n1,2\n")
    else:
        data.mkdir()
    with pytest.raises(ConfigError) as caught:
        load_config(data)
    assert caught.value.hint == f"A config is made from data by: nn init {shlex.quote(str(data))}"


@pytest.mark.parametrize("name", ["no/such/folder/c.yaml", ".", "nul\0.yaml"])
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        load_config(tmp_path / name)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "null"])
def test_empty_files(mistakes: Mistakes, text: str) -> None:
    assert mistakes(text) == ["c.yaml: the config is empty"]


def test_paths_are_relative_to_the_config(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(TABLE)
    loaded = load_config(tmp_path / "c.yaml")
    assert loaded.resolve("../a.csv") == tmp_path.parent / "a.csv"
    assert loaded.resolve("/data/a.csv") == Path("/data/a.csv")
    assert loaded.resolve("~/a.csv") == Path.home() / "a.csv"


KEYS = sorted({step for path in all_paths() for step in path.split(".")})
NAMES = [name for registry in REGISTRIES for name in registry]
OPTIONS = [name for registry in REGISTRIES for each in registry for name in registry.options(each)]
WORDS = st.sampled_from([*NAMES, "auto", "none", "all", "full", "", "x", "1"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*KEYS, *OPTIONS, "type", "glob", "regex", "activation", "x"])
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
TOP = ("version", "name", "seed", "dataset", "preprocessing", "split", "model", "training")
CONFIGS = st.dictionaries(st.sampled_from([*TOP, "evaluation", "output", "x"]), VALUES, max_size=6)


def load_or_refuse(content: bytes, *overrides: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "c.yaml"
        file.write_bytes(content)
        try:
            load_config(file, overrides)
        except NNError as error:
            told = error.mistakes()
        else:
            return
    for mistake in told:
        assert mistake.where.startswith((str(file), "--set "))
        assert "\n" not in str(mistake)
        assert "pydantic" not in str(mistake)


@given(CONFIGS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_values_are_a_config_or_mistakes(values: dict[str, object]) -> None:
    load_or_refuse(json.dumps(values).replace("Infinity", ".inf").replace("NaN", ".nan").encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_config_or_mistakes(content: bytes) -> None:
    load_or_refuse(content)


@given(st.sampled_from([*all_paths(), "model.layers.0.units", "a"]), st.text(max_size=30))
def test_any_override_is_applied_or_refused(path: str, value: str) -> None:
    load_or_refuse(TABLE.encode(), f"{path}={value}", value)
