"""The warnings of all folds together, each told once however many folds it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnfs_cli.doctor.concern import Concern


def of_all_folds(folds: Sequence[Sequence[Concern]], told: Sequence[Concern]) -> list[Concern]:
    """One warning for each thing that is wrong in any fold, unless it is `told` already.

    It is the same thing where the reason is the same; the numbers are those of the first fold.
    """
    found: dict[str, tuple[int, Concern]] = {}
    for number, concerns in enumerate(folds, start=1):
        for concern in concerns:
            found.setdefault(concern.why, (number, concern))
    shared = []
    for why, (number, concern) in found.items():
        if any(why == other.why for other in told):
            continue
        having = sum(any(why == other.why for other in concerns) for concerns in folds)
        where = f"in fold {number}"
        if having > 1:
            where = f"in {having} of {len(folds)} folds; in fold {number}"
        shared.append(replace(concern, what=f"{where} {concern.what}"))
    return shared
