from __future__ import annotations

from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.fold_concerns import of_all_folds

DEAD, OVERFIT = (Concern(what, why, "Try") for what, why in (("3 dead", "a"), ("worse", "b")))


def test_what_several_folds_share_is_told_once() -> None:
    other = Concern("7 dead", "a", "Try 2")
    assert of_all_folds([[], [DEAD], [other, OVERFIT]], []) == [
        Concern("in 2 of 3 folds; in fold 2 3 dead", "a", "Try"),
        Concern("in fold 3 worse", "b", "Try"),
    ]


def test_what_is_told_already_is_not_told_again() -> None:
    assert of_all_folds([[DEAD], [OVERFIT]], [Concern("5 dead", "a", "")]) == [
        Concern("in fold 2 worse", "b", "Try")
    ]
