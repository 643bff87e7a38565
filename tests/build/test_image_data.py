"""Training on images, wherever their pixels lie: in memory, in a new entry, or in an old one."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from nnfs_cli.build.plan import make_plan
from nnfs_cli.config.loading import load_config
from nnfs_cli.data import image_cache
from nnfs_cli.data.image_inputs import ImageInputs
from nnfs_cli.data.image_stream import read_images
from nnfs_cli.errors import ConfigError
from nnfs_cli.experiment.beginning import begin

CONFIG = """
dataset: {images: train-images-idx3-ubyte.gz}
model: {layers: [{type: dense, units: 3, activation: relu}, {type: dense}]}
preprocessing: {pixels: standardize}
training: {epochs: 1, batch_size: 128}
output: {plots: false}
"""
WITH_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
import numpy as np
from nnfs_cli.config.loading import load_config
from nnfs_cli.experiment.beginning import begin
from nnfs_cli.build import image_data

square = np.ones((512, 512), np.float32)
square @ square  # libraries take what they need before the limit
status = Path("/proc/self/status").read_text().split()
now = int(status[status.index("VmData:") + 1]) * 1024
pixels, margin = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_DATA, (now + margin, resource.RLIM_INFINITY))
try:
    np.zeros(pixels, np.uint8)
except MemoryError:
    experiment = begin(load_config(Path("config.yaml")), Path("little"))
    experiment.start()
    list(experiment.train())
    experiment.finish()
else:
    raise SystemExit("there is memory for all pixels")
"""


def write_digits(folder: Path, rows: int, height: int) -> None:
    """A gzipped IDX file of bright rows on black, and which row of ten it is."""
    labels = np.arange(rows, dtype=np.uint8) % 10
    images = np.zeros((rows, height, height), np.uint8)
    generator = np.random.default_rng(0)
    images[np.arange(rows), labels] = generator.integers(50, 256, (rows, 1), np.uint8)
    for name, numbers in (("images-idx3", images), ("labels-idx1", labels)):
        write_idx(folder / f"train-{name}-ubyte.gz", numbers)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")


def write_idx(path: Path, numbers: npt.NDArray[np.uint8]) -> None:
    header = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    path.write_bytes(gzip.compress(header + numbers.tobytes(), 1))


def trained(runs: str) -> bytes:
    """What is left of a training in the working directory."""
    experiment = begin(load_config(Path("config.yaml")), Path(runs))
    experiment.start()
    list(experiment.train())
    experiment.finish()
    (model,) = Path(runs).glob("*/model.json")
    return model.read_bytes()


def test_the_model_is_the_same_wherever_the_pixels_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_digits(tmp_path, 1000, 12)
    in_memory = trained("in-memory")
    assert not list(tmp_path.glob(".nn-cache/*"))
    monkeypatch.setattr(image_cache, "SMALLEST_DECODED", 1)
    fresh = trained("fresh")
    assert len(list(tmp_path.glob(".nn-cache/*.images"))) == 1
    assert fresh == trained("cached") == in_memory


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_pixels_may_be_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows, height, margin = 60_000, 40, 72_000_000
    write_digits(tmp_path, rows, height)
    sizes = [str(rows * height**2), str(margin)]
    done = subprocess.run(
        [sys.executable, "-c", WITH_LITTLE_MEMORY, *sizes], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (model,) = tmp_path.glob("little/*/model.json")
    monkeypatch.setattr(image_cache, "SMALLEST_DECODED", 10**9)
    assert model.read_bytes() == trained("enough")


@pytest.mark.parametrize(
    "asked",
    ["crop: [9, 8]", "downsample: 3", "crop: [10, 6], downsample: 2", "crop: [9, 7], size: [5, 6]"],
)
def test_training_sees_the_bits_that_prediction_makes_of_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_digits(tmp_path, 300, 12)
    dataset = f"dataset: {{images: train-images-idx3-ubyte.gz, {asked}}}"
    Path("config.yaml").write_text(dataset, encoding="utf-8")
    data = make_plan(load_config(Path("config.yaml"))).data
    inputs = ImageInputs.from_json(data.inputs.to_json(), "")
    images = Path("train-images-idx3-ubyte.gz")
    chunks = list(read_images(images, inputs.shape, inputs.geometry))
    assert np.array_equal(np.concatenate([chunk.pixels for chunk in chunks]), data.dataset.x)


def test_a_model_to_start_from_says_how_its_images_were_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_digits(tmp_path, 300, 12)
    images = "images: train-images-idx3-ubyte.gz"
    network = "{layers: [{type: dense, units: 3}, {type: dense}]}"
    rest = f"training: {{epochs: 1}}\nmodel: {network}\noutput: {{plots: false}}\n"
    cut = f"dataset: {{{images}, crop: [10, 12], downsample: 2}}\n{rest}"
    Path("config.yaml").write_text(cut, encoding="utf-8")
    trained("runs")
    start = "model.init_from=runs/config-001"
    note = "the images of runs/config-001/model.json had crop: [10, 12], downsample: 2"
    assert note not in make_plan(load_config(Path("config.yaml"), [start])).data.notes
    for dataset in (f"{{{images}, size: [5, 6]}}", f"{{{images}, crop: [5, 6]}}"):
        Path("config.yaml").write_text(f"dataset: {dataset}\n{rest}", encoding="utf-8")
        assert note in make_plan(load_config(Path("config.yaml"), [start])).data.notes
    Path("config.yaml").write_text(f"dataset: {{{images}}}\n{rest}", encoding="utf-8")
    with pytest.raises(ConfigError, match="these images are 12 x 12 x 1") as raised:
        make_plan(load_config(Path("config.yaml"), [start]))
    assert raised.value.hint.startswith("Write crop: [10, 12], downsample: 2 in the dataset.")
