from __future__ import annotations

import filecmp
from pathlib import Path

import pytest

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.errors import ConfigError
from nnfs_cli.init import examples as module
from nnfs_cli.init.examples import copy_example, examples

ROOT = Path(__file__).parent.parent.parent
EVERY = {example.name: example for example in examples()}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_config_is_an_example_that_says_what_it_teaches() -> None:
    assert set(EVERY) == {config.stem for config in (ROOT / "configs").glob("*.yaml")}
    for example in EVERY.values():
        assert example.teaches.endswith((".", "?", "!")), example
        assert example.data


@pytest.mark.parametrize("name", ["iris", "digits_idx", "bikes_stations"])
def test_a_copy_runs_where_it_lies(name: str) -> None:
    copied = copy_example(name)
    plan = make_plan(load_config(copied.config))
    original = make_plan(load_config(ROOT / "configs" / f"{name}.yaml"))
    assert plan.data.dataset.rows == original.data.dataset.rows
    assert plan.config.model == original.config.model
    assert f"nn train {name}.yaml" in copied.config.read_text(encoding="utf-8")


def test_a_folder_of_images_comes_along() -> None:
    copied = copy_example("digits_conv")
    assert len(copied.copied) == 1797
    assert make_plan(load_config(copied.config)).data.dataset.rows == 1797


def test_data_that_are_here_already_stay_and_others_are_not_overwritten() -> None:
    copy_example("iris")
    again = copy_example("iris_petal_width")
    assert (again.copied, again.kept) == ((), (Path("datasets/iris.csv"),))
    with pytest.raises(ConfigError, match="another file is here already"):
        copy_example("iris")
    Path("datasets/wine.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="another file is here already"):
        copy_example("wine")
    assert not Path("wine.yaml").exists(), "nothing is half copied"


def test_data_that_do_not_ship_are_to_be_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home" / "configs").mkdir(parents=True)
    for name in ("iris", "mnist_dense"):
        config = (ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / "home" / "configs" / f"{name}.yaml").write_text(config, encoding="utf-8")
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "home" / "package")
    assert [example.fetched for example in examples()] == [True, True]
    assert copy_example("mnist_dense").copied == ()
    assert "images: datasets/mnist" in Path("mnist_dense.yaml").read_text(encoding="utf-8")


def test_an_unknown_name_gets_the_closest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'iris'"):
        copy_example("irsi")


def test_an_installed_package_brings_its_examples(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the wheel puts them, as pyproject.toml says."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    package = tmp_path / "site-packages" / "nnfs_cli"
    for folder in ("configs", "datasets"):
        assert f'{folder} = "nnfs_cli/examples/{folder}"' in text
        (package / "examples").mkdir(parents=True, exist_ok=True)
        (package / "examples" / folder).symlink_to(ROOT / folder)
    monkeypatch.setattr(module, "PACKAGE", package)
    copied = copy_example("wine")
    assert filecmp.cmp(copied.copied[0], ROOT / "datasets" / "wine.csv", shallow=False)
