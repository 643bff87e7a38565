"""What is wrong with the dataset of a config: the exact place, and what was meant."""

from __future__ import annotations

import pytest

from tests.config.conftest import Mistakes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dataset: {path: a.csv}", ["1:10: dataset: the key 'target' is missing"]),
        (
            "dataset: {file: a.csv, target: t}",
            [
                "1:10: dataset: the key 'path' is missing",
                "1:11: dataset.file: unknown key 'file'; here it is called 'path'",
            ],
        ),
        (
            "dataset: {path: a.csv, target: t, size: 3}",
            ["1:35: dataset.size: unknown key 'size': a table has no such key"],
        ),
        (
            "dataset: {images: a, target: t}",
            ["1:22: dataset.target: unknown key 'target': images have no such key"],
        ),
        (
            "dataset: {images: a, path: b}",
            ["1:10: dataset: a dataset is a table ('path') or images ('images'), not both"],
        ),
        (
            "dataset: {path: a, target: t, features: [a, -1, {regex: '['}]}",
            [
                "1:45: dataset.features.1: expected a column's name, its position (from 0), "
                "{glob: …} or {regex: …}, got -1",
                "1:57: dataset.features.2.regex: this is not a regular expression: "
                "unterminated character set at position 0",
            ],
        ),
        (
            "dataset: {path: a, target: t, features: al}",
            [
                "1:41: dataset.features: expected all, or a list, each item a column's name, its "
                "position (from 0), {glob: …} or {regex: …}, got 'al'; did you mean 'all'?"
            ],
        ),
        (
            "dataset: {path: a, target: []}",
            ["1:28: dataset.target: expected a column, or a list of columns, got []"],
        ),
        (
            "dataset:\n  path: a\n  target: t\n  columns:\n    x.y: {type: string}",
            [
                "5:17: dataset.columns.x.y.type: expected numeric, categorical, boolean or text, "
                "or null, got 'string'; here it is called 'categorical'"
            ],
        ),
        (
            "dataset:\n  path: a\n  target: t\n  columns:\n"
            "    a: {type: text, max_features: 9, length: 3, max_words: 0}\n"
            "    b: {max_words: 5}\n"
            "    c: {type: text, ngrams: [2, 1]}\n"
            "    d: {type: text, ngrams: [1, 11]}\n"
            "    e: {type: text, encode_as: sequence, ngrams: [1, 2]}\n"
            "    f: {type: text, missing: mean}",
            [
                "5:21: dataset.columns.a.max_features: unknown key 'max_features'; here it is "
                "called 'max_words'",
                "5:46: dataset.columns.a.length: only a sequence has a length",
                "5:60: dataset.columns.a.max_words: expected a whole number of at least 1 and "
                "of at most 1000000, got 0",
                "6:8: dataset.columns.b: the key 'type' is missing",
                "7:29: dataset.columns.c.ngrams: [2, 1] goes from more to fewer",
                "8:33: dataset.columns.d.ngrams.1: expected a whole number of at least 1 and of "
                "at most 10, got 11",
                "9:50: dataset.columns.e.ngrams: in a sequence all are of one size, got [1, 2]",
                "10:30: dataset.columns.f.missing: expected drop, error, empty or null, got 'mean'",
            ],
        ),
        (
            "dataset: {path: a, target: t, delimiter: '||'}",
            ["1:42: dataset.delimiter: expected auto, or a single character such as ';', got '||'"],
        ),
        (
            "dataset: {images: a, size: [3], classes: [a, b, a]}",
            [
                "1:28: dataset.size: expected [height, width], two whole numbers of at least 1, "
                "or null, got [3]",
                "1:49: dataset.classes.2: the class 'a' is named twice",
            ],
        ),
        (
            "dataset: {images: a, size: [3, x]}",
            ["1:32: dataset.size.1: expected a whole number of at least 1, got 'x'"],
        ),
        (
            "dataset: {images: a, size: [3, 4], crop: [9, 8], downsample: 2}",
            [
                "1:42: dataset.crop: 9 x 8 pixels (height x width) do not divide into blocks of "
                "2 x 2",
                "1:62: dataset.downsample: 'size' says already how large images become",
            ],
        ),
        (
            "dataset: {images: a, crop: [0, 4], downsample: 0.5}",
            [
                "1:29: dataset.crop.0: expected a whole number of at least 1, got 0",
                "1:48: dataset.downsample: expected a whole number of at least 1, got 0.5",
            ],
        ),
        (
            "dataset: {path: a, target: t, crop: [4, 4]}",
            ["1:31: dataset.crop: unknown key 'crop': a table has no such key"],
        ),
        (
            "dataset: {images: a, center_crop: [4, 4]}",
            [
                "1:22: dataset.center_crop: unknown key 'center_crop'; here it is called 'crop'",
            ],
        ),
        (
            "dataset: {images: a, color: grey}",
            [
                "1:29: dataset.color: expected keep, grayscale, rgb or rgba, got 'grey'; "
                "here it is called 'grayscale'"
            ],
        ),
        (
            "dataset: a.csv",
            [
                "1:10: dataset: expected a table, {path: …, target: …}, or images, {images: …}, "
                "got 'a.csv'"
            ],
        ),
        (
            "dataset: {path: a, target: t, columns: {a: 3}}",
            [
                "1:44: dataset.columns.a: expected what is known of it, such as "
                "{type: categorical}, got 3"
            ],
        ),
        ("seed: 1", ["1:1: the key 'dataset' is missing"]),
        ("- a", ["1:1: a config is made of keys with values, this is ['a']"]),
    ],
)
def test_datasets(mistakes: Mistakes, text: str, expected: list[str]) -> None:
    assert mistakes(text) == [f"c.yaml:{line}" for line in expected]
