"""What may change in a run that has begun: when it ends, and nothing else.

An extended run goes on from its last state. Under a schedule that does not depend on how many
epochs are planned, it comes to what a run of that length from the start would have come to. Other
schedules (cosine, one_cycle, polynomial, a warmup that is a share) are planned anew: from here on
the learning rate is the one that the longer plan has at each step.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnfs_cli.build.plan import Plan
from nnfs_cli.config.deciding import CHANGEABLE, changes
from nnfs_cli.config.duration import spelled
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.errors import ConfigError, NNError, raise_together
from nnfs_cli.experiment.run_beginning import write_resolved
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.suggestions import listed

if TYPE_CHECKING:
    from nnfs_cli.experiment.experiment import Experiment

LOOKS = 100
"""in how many epochs two plans are compared"""


def refuse_other_keys(overrides: Sequence[str], run: RunDirectory) -> None:
    """Raise ConfigError for each override that is not about when training ends."""
    errors: list[NNError] = []
    for text in overrides:
        key = text.partition("=")[0].strip()
        if key not in CHANGEABLE:
            errors.append(_other_key(f"{key} cannot change in a run that has begun", "--set", run))
    raise_together(errors)


def changed_since(before: str, plan: Plan) -> tuple[str, ...]:
    """Sentences about what has changed in the config since `before`, its text at that time.

    Raises ConfigError for everything that may not change.
    """
    source = plan.loaded.source
    found = changes(before, plan.loaded.config)
    run = RunDirectory(plan.loaded.folder)
    raise_together(
        [
            _other_key(sentence, source.where(key), run)
            for key, sentence in found.items()
            if key not in CHANGEABLE
        ]
    )
    return tuple(found.values())


def planned_anew(planned: int, plan: Plan) -> tuple[str, ...]:
    """A sentence where the learning rate is another because other epochs were `planned`."""
    choice = plan.config.training.schedule
    schedule = SCHEDULES.create(choice.type, **choice.options)
    both_plan = min(planned, plan.epochs)
    for epoch in range(1, both_plan + 1, max(1, both_plan // LOOKS)):
        if schedule.share(epoch, planned, 1) != schedule.share(epoch, plan.epochs, 1):
            return (f"the schedule {choice.type} is planned anew, over {plan.epochs:,} epochs",)
    return ()


def _other_key(sentence: str, where: str, run: RunDirectory) -> ConfigError:
    anew = shlex.join(["nn", "train", str(run.resolved_config)])
    return ConfigError(
        sentence,
        where,
        f"Only {listed(CHANGEABLE)} can. Train anew: {anew}; or from what it learned: "
        f"{anew} --init-from {shlex.quote(str(run.path))}",
    )


def refuse_nothing_to_do(experiment: Experiment) -> None:
    """Raise ConfigError for a run that would end at once all the same."""
    trainer, best = experiment.trainer, experiment.best
    limit = experiment.config.training.max_time
    if trainer.converged:
        message, hint = trainer.converged, "More epochs would change nothing."
    elif best.out_of_patience():
        message = f"no better {best.monitor} for {trainer.epoch - best.counted} epochs"
        hint = "Be more patient: --set training.early_stopping.patience=…"
    elif trainer.epoch >= experiment.epochs:
        message = f"{trainer.epoch:,} epochs are done, and {experiment.epochs:,} are wanted"
        hint = "Ask for more: --set training.epochs=…"
    elif limit is not None and experiment.seconds >= limit:
        spent = spelled(round(experiment.seconds, 1))
        message = f"{spent} of training are spent, and max_time is {spelled(limit)}"
        hint = "Give it more: --set training.max_time=…"
    else:
        return
    raise ConfigError(
        f"there is nothing to go on with: {message}",
        str(experiment.run and experiment.run.path),
        hint,
    )


def write_extension(run: RunDirectory, plan: Plan) -> None:
    """From here on the run is no longer finished, and its config says how long it will be."""
    write_resolved(run, plan)
    run.summary.unlink(missing_ok=True)
