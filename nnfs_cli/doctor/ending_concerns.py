"""Warnings about a training that is over: it learned nothing, or was not done learning."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.loss_course import LossCourse
from nnfs_cli.doctor.training_concerns import rate_of
from nnfs_cli.scoring import GUESS, GUESS_OF_PROBABILITIES, Metrics, headline_of


def ending_concerns(
    plan: Plan,
    metrics: Metrics,
    baseline: Metrics,
    course: LossCourse,
    *,
    all_epochs: bool,
    others: int,
) -> Iterator[Concern]:
    """What looks wrong at the end, with these scores beside those of the baseline.

    `all_epochs` says whether all that were planned are done; `others` counts the warnings that
    were told before.
    """
    if all_epochs and course.still_got_better:
        yield not_done(plan, course)
        others += 1
    headline = headline_of(metrics, baseline)
    if headline is None:
        return
    ours, theirs = metrics[headline.title], baseline[headline.title]
    if ours is None or theirs is None or headline.is_better(ours, theirs):
        return
    guess = GUESS_OF_PROBABILITIES if headline.of_probabilities else GUESS[plan.task]
    yield Concern(
        f"the network is no better than {guess}: {headline.title} {ours:.4g} against {theirs:.4g}",
        "it has found nothing in the inputs that tells the target",
        what_to_try(plan, course, others),
    )


def what_to_try(plan: Plan, course: LossCourse, others: int) -> str:
    """Against a network that has learned nothing: what is most likely to help."""
    if others:
        return "See to the other warnings first"
    if course.late and course.loss < 0.98 * course.late:
        return f"Its loss was still falling: try --set training.epochs={4 * plan.epochs}"
    return (
        "Ask whether these inputs can tell the target at all; if they can, try --set "
        f"training.learning_rate={rate_of(plan) / 3:.1g} or {rate_of(plan) * 3:.1g}, more units, "
        "or more rows"
    )


def not_done(plan: Plan, course: LossCourse) -> Concern:
    """The last epochs still made it better."""
    if course.best_epoch:
        which, late, now = "validation", course.validation_late, course.best_validation
    else:
        which, late, now = "training", course.late, course.loss
    of_folds = plan.answers == "validation"  # which cannot go on
    go_on = "Train anew with" if of_folds else "Go on with nn train --resume RUN"
    return Concern(
        f"the last fifth of the {plan.epochs} epochs still brought the {which} loss down from "
        f"{late:.4g} to {now:.4g}",
        "training ended before the network was done learning",
        f"{go_on} --set training.epochs={2 * plan.epochs}, or with a higher --set "
        f"training.learning_rate={rate_of(plan) * 3:.1g}",
    )
