"""Every limit at the limit and just past it, and SECURITY.md, which lists them."""

from __future__ import annotations

import gzip
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_runs import CORPUS, nn
from make_binary_files import png

from nnfs_cli import limits
from nnfs_cli.build.layers import check_shapes
from nnfs_cli.cli.wording import shortened
from nnfs_cli.config.layer_choice import LayerChoice
from nnfs_cli.config.loading import read_config
from nnfs_cli.config.yaml_source import read_yaml
from nnfs_cli.data import image_reading
from nnfs_cli.data.idx import IdxFile
from nnfs_cli.data.image_decoding import read_pixels
from nnfs_cli.data.image_reading import opened
from nnfs_cli.errors import NNError
from nnfs_cli.files import json_files
from nnfs_cli.files.json_files import load_json, parse_json
from nnfs_cli.model.model_file import model_from_json
from nnfs_cli.run import checkpoint
from nnfs_cli.run.checkpoint import load_checkpoint

LIMITS = {name: value for name, value in vars(limits).items() if name.isupper()}
DATASET = "dataset: {path: data.csv, target: column}\n"
MODEL: dict[str, Any] = json.loads((CORPUS / "valid/flowers.json").read_text())


def test_security_lists_every_limit() -> None:
    text = (CORPUS.parents[1] / "SECURITY.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", text, re.MULTILINE))
    assert {name: float(value.replace(",", "")) for name, value in listed.items()} == LIMITS


def config(more: str) -> Callable[[], object]:
    return lambda: read_config((DATASET + more).encode(), Path("c.yaml"))


def yaml_text(text: str) -> Callable[[], object]:
    return lambda: read_yaml(text, "c.yaml")


def path(text: str) -> Callable[[], object]:
    return lambda: read_config(f"dataset: {{path: {text}, target: x}}".encode(), Path("c.yaml"))


def images(extra: str) -> Callable[[], object]:
    return lambda: read_config(f"dataset: {{images: x, {extra}}}".encode(), Path("c.yaml"))


def words(extra: str) -> Callable[[], object]:
    columns = f"columns: {{text: {{type: text, {extra}}}}}"
    whole = f"dataset: {{path: data.csv, target: x, {columns}}}"
    return lambda: read_config(whole.encode(), Path("c.yaml"))


def nested(depth: int) -> Callable[[], object]:
    return lambda: parse_json(b"[" * depth + b"]" * depth, "m.json", what="model file")


def network(units: int) -> Callable[[], object]:
    """1,023 weights and a bias for each unit."""
    layer = LayerChoice("dense", {"units": units, "initializer": "zeros"})
    return lambda: check_shapes([layer], (1023,), lambda key: key)


def score(value: float) -> Callable[[], object]:
    model = MODEL | {"metrics": {"test": {"loss": value}}}
    return lambda: model_from_json(model, "m.json")


def padded(size: int) -> str:
    return DATASET + "#" * (size - len(DATASET))


THE_LIST = 1  # is a value too
TWO_SIDES: dict[str, Callable[[int], Callable[[], object]]] = {
    "CONFIG_BYTES": lambda over: yaml_text(padded(limits.CONFIG_BYTES + over)),
    "CONFIG_DEPTH": lambda over: yaml_text(
        "[" * (limits.CONFIG_DEPTH + over) + "]" * (limits.CONFIG_DEPTH + over)
    ),
    "CONFIG_VALUES": lambda over: yaml_text(
        "[" + "1," * (limits.CONFIG_VALUES - THE_LIST + over) + "]"
    ),
    "CONFIG_ALIASES": lambda over: yaml_text(
        "a: &a 1\nb: [" + "*a, " * (limits.CONFIG_ALIASES + over) + "]"
    ),
    "NAME_BYTES": lambda over: path("a/" + "n" * (limits.NAME_BYTES + over)),
    "PATH_BYTES": lambda over: path("a/" * (limits.PATH_BYTES // 2) + "b" * over),
    "NETWORK_PARAMETERS": lambda over: network(limits.NETWORK_PARAMETERS // 1024 + over),
    "IMAGE_PIXELS": lambda over: images(f"size: [1, {limits.IMAGE_PIXELS + over}]"),
    "JSON_DEPTH": lambda over: nested(limits.JSON_DEPTH + over),
    "MODEL_NUMBER": lambda over: score(limits.MODEL_NUMBER * (1 + over)),
    "TEXT_WORDS": lambda over: words(f"max_words: {limits.TEXT_WORDS + over}"),
    "TEXT_LENGTH": lambda over: words(f"encode_as: sequence, length: {limits.TEXT_LENGTH + over}"),
}


@pytest.mark.parametrize("name", TWO_SIDES)
def test_at_the_limit_and_just_past_it(name: str) -> None:
    TWO_SIDES[name](0)()
    with pytest.raises(NNError):
        TWO_SIDES[name](1)()


def of_size(path: Path, size: int) -> Path:
    """A file of zeros that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_files_that_are_too_long_are_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NNError, match="larger than"):
        load_json(of_size(tmp_path / "a.json", limits.JSON_BYTES + 1), what="model file")
    with pytest.raises(NNError, match="larger than"):
        load_checkpoint(of_size(tmp_path / "a.checkpoint", limits.CHECKPOINT_BYTES + 1))
    with pytest.raises(NNError, match="too much for one image"):
        read_pixels(of_size(tmp_path / "a.png", limits.IMAGE_BYTES + 1), "keep")
    for module, name in (
        (json_files, "JSON_BYTES"),
        (checkpoint, "CHECKPOINT_BYTES"),
        (image_reading, "IMAGE_BYTES"),
    ):
        monkeypatch.setattr(module, name, 10)
    with pytest.raises(NNError, match="holds no JSON"):
        load_json(of_size(tmp_path / "b.json", 10), what="model file")
    with pytest.raises(NNError, match="not a checkpoint"):
        load_checkpoint(of_size(tmp_path / "b.checkpoint", 10))
    with pytest.raises(NNError, match="not a PNG"):
        read_pixels(of_size(tmp_path / "b.png", 10), "keep")


def test_an_image_at_the_limit_is_opened_and_one_past_it_is_not(tmp_path: Path) -> None:
    image = tmp_path / "wide.png"
    image.write_bytes(png(limits.IMAGE_PIXELS, 1))
    with opened(image) as header:
        assert header.size == (limits.IMAGE_PIXELS, 1)
    image.write_bytes(png(limits.IMAGE_PIXELS + 1, 1))
    with pytest.raises(NNError, match="has more than"), opened(image):
        pass


def test_a_model_may_ask_for_so_large_an_image_and_no_larger() -> None:
    for over, told in ((0, "inputs, but 268,435,456 arrive"), (1, "more than is read")):
        inputs = {"kind": "images", "shape": [limits.IMAGE_VALUES + over, 1, 1]}
        with pytest.raises(NNError, match=told):
            model_from_json(MODEL | {"inputs": inputs}, "m.json")


def test_a_gzip_file_cannot_promise_more_than_it_can_hold(tmp_path: Path) -> None:
    path = tmp_path / "labels-idx1-ubyte"

    def write(numbers: int) -> int:
        content = gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", numbers), 0, mtime=0)
        return path.write_bytes(content)

    most = write(0) * limits.DEFLATE_RATIO - 8
    write(most)
    assert IdxFile.open(path).shape == (most,)
    write(most + 1)
    with pytest.raises(NNError, match="promises"):
        IdxFile.open(path)


def test_a_line_that_says_what_is_wrong_is_not_longer_than_one_can_read(corpus: Path) -> None:
    most = limits.TOLD_LINE
    assert shortened("n" * most, most) == "n" * most
    assert len(shortened("n" * (most + 1), most)) == most + 3
    assert len(nn(["check", "n" * 100_000], corpus).err) < most + 100
