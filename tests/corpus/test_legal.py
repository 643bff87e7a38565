"""What is odd but right is accepted, with the right values."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from command_runs import CORPUS, nn

from nnfs_cli.data.image_decoding import read_pixels
from nnfs_cli.data.image_files import images_below
from nnfs_cli.data.raw_columns import CategoricalColumn, NumericColumn
from nnfs_cli.data.table_chunks import read_table_chunks
from nnfs_cli.data.tables import TableRequest, load_table

LEGAL = CORPUS / "legal"
TABLES = [*sorted((LEGAL / "tables").iterdir()), CORPUS / "tables/parquet_in_name.parquet"]
with (CORPUS / "valid/flowers.csv").open() as file:
    HEADER, *ROWS = csv.reader(file)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_an_odd_table_holds_what_the_plain_one_does(path: Path) -> None:
    data = load_table(TableRequest(path, ("species",)))
    assert [column.name for column in data.features] == HEADER[:-1]
    for place, column in enumerate(data.features):
        assert isinstance(column, NumericColumn)
        assert column.values.tolist() == pytest.approx([float(row[place]) for row in ROWS])
    (species,) = data.targets
    assert isinstance(species, CategoricalColumn)
    assert [species.vocabulary[code] for code in species.codes] == [row[-1] for row in ROWS]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_an_odd_table_is_predicted_and_described(path: Path, corpus: Path) -> None:
    asked = corpus / path.relative_to(CORPUS)
    plain = nn(["predict", "valid/flowers.json", "valid/flowers.csv"], corpus)
    assert nn(["predict", "valid/flowers.json", str(asked)], corpus).out == plain.out
    assert plain.out.count("\n") == 1 + len(ROWS)
    assert nn(["init", str(asked), "--target", "species", "-o", "-"], corpus).code in (0, None)


def test_line_breaks_delimiters_and_quotes_in_quotes_are_part_of_the_cell(tmp_path: Path) -> None:
    table = tmp_path / "quoted.csv"
    table.write_text('size,"the\nnote"\n1,"a,b"\n2,"c\nd"\n3,"say ""hi"""\n4,"a,b"\n')
    (chunk,) = read_table_chunks(table, [], with_texts=True)
    assert chunk.names == ("size", "the\nnote")
    assert [cells[1] for cells in chunk.texts] == ["a,b", "c\nd", 'say "hi"', "a,b"]


UPRIGHT = np.array([[0, 60, 120], [180, 210, 255]], np.uint8)
COLORS = np.stack([UPRIGHT, 255 - UPRIGHT, UPRIGHT // 2], 2)
OPAQUE = np.full((2, 3, 1), 255, np.uint8)
GREY = UPRIGHT[:, :, None]
PIXELS: dict[str, npt.NDArray[np.uint8]] = {
    **{f"orientation_{number}.png": GREY for number in range(1, 9)},
    "sixteen_bit.png": GREY,
    "sixteen_bit.tif": GREY,
    "interlaced.png": GREY,
    "UPPER.PNG": GREY,
    "one_bit.png": np.where(GREY > 100, 255, 0).astype(np.uint8),
    "palette.png": GREY.repeat(3, 2),
    "palette.gif": GREY.repeat(3, 2),
    "animated.gif": GREY.repeat(3, 2),
    "cmyk.tif": COLORS,
    "rgb.bmp": COLORS,
    "lossless.webp": COLORS,
    "alpha.png": np.dstack([COLORS, OPAQUE]),
    "grey_alpha.png": np.dstack([GREY.repeat(3, 2), OPAQUE]),
    "jpeg_named.png": np.full((2, 3, 3), 200, np.uint8),
}


def test_every_odd_image_is_known() -> None:
    assert set(images_below(LEGAL / "images")) == set(PIXELS)


@pytest.mark.parametrize("name", PIXELS)
def test_an_odd_image_shows_what_a_person_sees(name: str) -> None:
    seen = read_pixels(LEGAL / "images" / name, "keep")
    assert seen.shape == PIXELS[name].shape
    np.testing.assert_allclose(seen.astype(int), PIXELS[name].astype(int), atol=1)
    grey = read_pixels(LEGAL / "images" / name, "grayscale")
    assert grey.shape == (2, 3, 1)
