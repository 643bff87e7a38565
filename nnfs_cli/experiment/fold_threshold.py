"""One threshold for a run with folds, chosen on answers to rows that were not learned from.

Every fold's network judged rows that it had not seen; together these are all rows but those of the
test part. The folds are scored anew with the threshold that suits them all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnfs_cli.build.plan import Plan
from nnfs_cli.engine.buffers import Array
from nnfs_cli.experiment.experiment import scorer_of
from nnfs_cli.experiment.fold_results import FoldResults, probabilities_among
from nnfs_cli.experiment.threshold_choice import choose_threshold
from nnfs_cli.files.csv_files import read_csv
from nnfs_cli.run.run_directory import RunDirectory


def with_chosen_threshold(results: FoldResults, run: RunDirectory, plan: Plan) -> FoldResults:
    """The same where the config has a number as threshold."""
    if plan.threshold_rule is None:
        return results
    outputs = [probabilities_of_fold(run, plan, k) for k in range(1, plan.folds + 1)]
    targets = [plan.data.dataset.t[fold.validation] for fold in plan.data.folds]
    p_of_all: Array = np.concatenate(outputs)
    t_of_all = plan.data.dataset.t[np.concatenate([fold.validation for fold in plan.data.folds])]
    chosen = choose_threshold(plan.data.targets, plan.threshold_rule, p_of_all, t_of_all)
    if chosen is None:
        return results
    scorer = replace(scorer_of(plan), targets=chosen.targets)
    folds = tuple(
        fold | {"validation": scorer.score(p, t)}
        for fold, p, t in zip(results.folds, outputs, targets, strict=True)
    )
    return replace(results, folds=folds, threshold=chosen)


def probabilities_of_fold(run: RunDirectory, plan: Plan, number: int) -> Array:
    """What a fold's network answered to its validation rows, shape (rows, targets)."""
    header, rows = read_csv(run.fold(number).predictions)
    return probabilities_among(header, rows, plan)
