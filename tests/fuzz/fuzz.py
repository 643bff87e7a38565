"""Fuzz targets: what reads strangers' files, fed with whatever makes it go new ways.

``pip install atheris``, then ``python tests/fuzz/fuzz.py config -max_total_time=600``; the targets
are config, labels, model, image, idx and table. What it finds, a file ``crash-…``, becomes an entry
of `tests/corpus/index.yaml`. A mistake of the file is no find; any other exception is.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["nnfs_cli", "yaml", "PIL"]):
    from nnfs_cli.config.loading import read_config
    from nnfs_cli.data.idx import IdxFile
    from nnfs_cli.data.image_decoding import read_pixels
    from nnfs_cli.data.image_reading import pillow_warnings
    from nnfs_cli.data.labels_file import read_class_names, read_labels
    from nnfs_cli.errors import NNError
    from nnfs_cli.files.json_files import parse_json
    from nnfs_cli.model.model_file import model_from_json
    from nnfs_cli.predictor import Predictor

CORPUS = Path(__file__).parent.parent / "corpus"
FILE = Path(tempfile.mkdtemp(prefix="nn-fuzz-"), "file")


def config(content: bytes) -> None:
    read_config(content, Path("fuzz.yaml"))


def model(content: bytes) -> None:
    value = parse_json(content, "fuzz.json", what="model file")
    Predictor.of(model_from_json(value, "fuzz.json"), "fuzz.json")


def labels(content: bytes) -> None:
    FILE.write_bytes(content)
    read_labels(FILE)
    read_class_names(FILE)


def image(content: bytes) -> None:
    FILE.write_bytes(content)
    with pillow_warnings():
        read_pixels(FILE, "keep")


def idx(content: bytes) -> None:
    FILE.write_bytes(content)
    IdxFile.open(FILE).read()


def table(content: bytes) -> None:
    from nnfs_cli.data.tables import TableRequest, load_table

    FILE.write_bytes(content)
    load_table(TableRequest(FILE, ("species",)))


TARGETS: dict[str, tuple[Callable[[bytes], None], tuple[str, ...]]] = {
    "config": (config, ("configs", "valid")),
    "labels": (labels, ("labels",)),
    "model": (model, ("models", "valid")),
    "image": (image, ("images/alone", "legal/images")),
    "idx": (idx, ("idx", "valid")),
    "table": (table, ("tables", "legal/tables")),
}


def main() -> None:
    name, *options = sys.argv[1:]
    target, seeds = TARGETS[name]

    def calm(content: bytes) -> None:
        with contextlib.suppress(NNError):
            target(content)

    found = tempfile.mkdtemp(prefix=f"nn-fuzz-{name}-")  # what leads new ways, kept for this run
    folders = [found, *(str(CORPUS / seed) for seed in seeds)]
    atheris.Setup([sys.argv[0], *options, *folders], calm)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
