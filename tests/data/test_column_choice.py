"""Choosing columns by name, position and pattern."""

from __future__ import annotations

import pytest

from nnfs_cli.data.column_choice import (
    ColumnSelector,
    GlobPattern,
    RegexPattern,
    choose_columns,
)
from nnfs_cli.errors import ConfigError, ManyErrors

NAMES = ("id", "px_0", "px_1", "lab_a", "age", "y")


@pytest.mark.parametrize(
    ("features", "exclude", "chosen"),
    [
        ("all", (), ("id", "px_0", "px_1", "lab_a", "age")),
        ("all", ("id",), ("px_0", "px_1", "lab_a", "age")),
        ("all", (0, GlobPattern("px_*")), ("lab_a", "age")),
        (("age", "id"), (), ("age", "id")),
        ((4, 0), (), ("age", "id")),
        (("age", 4, GlobPattern("a*")), (), ("age",)),
        ((GlobPattern("px_*"), RegexPattern("^lab_")), (), ("px_0", "px_1", "lab_a")),
        ((RegexPattern("."),), ("id",), ("px_0", "px_1", "lab_a", "age")),
        ((GlobPattern("p*_[1]"),), (), ("px_1",)),
    ],
)
def test_features(
    features: tuple[ColumnSelector, ...], exclude: tuple[ColumnSelector, ...], chosen: object
) -> None:
    choice = choose_columns(NAMES, features, exclude, ("y",))
    assert choice.features == chosen
    assert choice.targets == ("y",)


def test_a_group_is_no_feature() -> None:
    choice = choose_columns(NAMES, "all", (), (5,), ("id",))
    assert choice.kept == ("id",)
    assert "id" not in choice.features
    assert choice.all == ("px_0", "px_1", "lab_a", "age", "y", "id")


def test_patterns_are_sensitive_to_case() -> None:
    with pytest.raises(ConfigError, match=r"no column fits the glob 'PX_\*'"):
        choose_columns(NAMES, (GlobPattern("PX_*"),), (), ("y",))


def test_all_mistakes_at_once() -> None:
    features = ("agee", 6, GlobPattern("q*"), RegexPattern("("), "y")
    with pytest.raises(ManyErrors) as caught:
        choose_columns(NAMES, features, ("ID",), ("y", "z"))
    assert [str(error) for error in caught.value.errors] == [
        "dataset.target: unknown column 'z'",
        "dataset.exclude: unknown column 'ID'; did you mean 'id'?",
        "dataset.features: unknown column 'agee'; did you mean 'age'?",
        "dataset.features: there is no column 6: positions are 0 to 5",
        "dataset.features: no column fits the glob 'q*'",
        "dataset.features: '(' is no regular expression: "
        "missing ), unterminated subpattern at position 0",
        "dataset.features: 'y' is the target and cannot be a feature too",
    ]


@pytest.mark.parametrize("position", [-1, 6])
def test_positions_outside_of_the_table(position: int) -> None:
    with pytest.raises(ConfigError, match=f"there is no column {position}"):
        choose_columns(NAMES, "all", (), (position,))


def test_roles_do_not_mix() -> None:
    with pytest.raises(ConfigError, match="'y' is the target and cannot be the group too"):
        choose_columns(NAMES, "all", (), ("y",), ("y",))
    with pytest.raises(ConfigError, match="'id' is the group of its row"):
        choose_columns(NAMES, ("id", "age"), (), ("y",), ("id",))


def test_nothing_left() -> None:
    with pytest.raises(ConfigError, match="no column is left as a feature"):
        choose_columns(NAMES, "all", (RegexPattern(".*"),), ("y",))
