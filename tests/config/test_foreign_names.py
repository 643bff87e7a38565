"""The tables of foreign words point to keys and choices that exist, and hide none of ours."""

from __future__ import annotations

import pytest

from nnfs_cli.config.dataset_section import ColumnOfText
from nnfs_cli.config.foreign_names import CHOICES, KEYS, OPTIONS, our_choice, our_key, our_option
from nnfs_cli.config.known_keys import all_paths
from nnfs_cli.config.schema import EarlyStopping
from nnfs_cli.engine.components import REGISTRIES


def test_keys_exist() -> None:
    assert {*KEYS} <= {*all_paths()}


def test_options_exist() -> None:
    options = {
        key for registry in REGISTRIES for name in registry for key in registry.options(name)
    }
    sections = {*EarlyStopping.model_fields, *ColumnOfText.model_fields}
    assert {*OPTIONS} <= options | sections | {"type", "activation"}


def test_no_foreign_word_is_our_key_in_the_same_section() -> None:
    for path, foreign in KEYS.items():
        section = path.rpartition(".")[0]
        ours = {known.rpartition(".")[2] for known in all_paths() if known.startswith(section)}
        assert not {*foreign} & {
            key for key in ours if f"{section}.{key}".strip(".") in all_paths()
        }, path


def test_foreign_words_are_folded() -> None:
    for table in (KEYS, OPTIONS, CHOICES):
        for words in table.values():
            assert all(word == word.casefold() for word in words)


@pytest.mark.parametrize(
    ("key", "section", "ours"),
    [
        ("lr", "training", "training.learning_rate"),
        ("LR", "", "training.learning_rate"),
        ("max-iter", "training", "training.epochs"),
        ("data", "", "dataset"),
        ("data", "dataset", "dataset.path"),
        ("xyzzy", "", None),
    ],
)
def test_our_key(key: str, section: str, ours: str | None) -> None:
    assert our_key(key, section) == ours


def test_only_what_is_known_here_is_suggested() -> None:
    assert our_option("neurons", ["units", "l2"]) == "units"
    assert our_option("neurons", ["rate"]) is None
    assert our_option("stddev", ["standard_deviation"]) == "standard_deviation"
    assert our_choice("Gray", ["keep", "grayscale"]) == "grayscale"
    assert our_choice("gray", ["keep"]) is None
