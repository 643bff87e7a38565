"""What is measured, what is watched, and where a threshold comes from: the evaluation, decided."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.build.prepared_data import PreparedData
from nnfs_cli.config.component_choice import ComponentChoice
from nnfs_cli.config.loading import LoadedConfig
from nnfs_cli.config.schema import EarlyStopping, Evaluation
from nnfs_cli.engine.metrics import AUTOMATIC, METRICS, names_for
from nnfs_cli.errors import ConfigError, NNError, raise_together
from nnfs_cli.suggestions import did_you_mean, listed
from nnfs_cli.task import Task

PREFIX = "validation_"


def complete_evaluation(
    loaded: LoadedConfig, data: PreparedData, validation_rows: int
) -> Evaluation:
    """The section with its metrics by name, that of early stopping among them.

    Raises ConfigError for a metric, a monitor or a threshold that does not suit the data.
    """
    evaluation, stopping = loaded.config.evaluation, loaded.config.training.early_stopping
    raise_together([*_unsuited_metrics(loaded, data), *_needless_threshold(loaded, data)])
    metrics = (
        tuple(ComponentChoice(name, {}) for name in AUTOMATIC[data.task])
        if evaluation.metrics == "auto"
        else evaluation.metrics
    )
    if isinstance(stopping, EarlyStopping):
        titles = [title_of(metric) for metric in metrics]
        _check_monitor(loaded, stopping.monitor, titles, data.task, validation_rows)
        watched = stopping.monitor.removeprefix(PREFIX)
        if watched not in ("loss", *titles):
            metrics = (*metrics, ComponentChoice(watched, {}))
    return evaluation.model_copy(update={"metrics": metrics})


def title_of(choice: ComponentChoice) -> str:
    """What the scores of a chosen metric are called."""
    return METRICS.create(choice.type, **choice.options).title


def _unsuited_metrics(loaded: LoadedConfig, data: PreparedData) -> Iterator[NNError]:
    chosen, task = loaded.config.evaluation.metrics, data.task
    seen: set[str] = set()
    for index, metric in enumerate(() if chosen == "auto" else chosen):
        where = loaded.source.where(f"evaluation.metrics.{index}")
        if task not in METRICS[metric.type].tasks:
            hint = f"For {task.value} there are: {listed(names_for(task))}."
            yield ConfigError(f"{metric.type} does not measure {task.value}", where, hint=hint)
        elif title_of(metric) in seen:
            yield ConfigError(f"{title_of(metric)} is there twice", where)
        elif metric.options.get("k", 0) >= data.dataset.outputs:
            yield ConfigError(
                f"of {data.dataset.outputs} classes the true one is always among the first "
                f"{metric.options['k']}",
                where,
                hint=f"Choose a k below {data.dataset.outputs}.",
            )
        seen.add(title_of(metric))


def _check_monitor(
    loaded: LoadedConfig, monitor: str, titles: list[str], task: Task, validation_rows: int
) -> None:
    """Early stopping needs a number that is there."""
    where = loaded.source.where("training.early_stopping.monitor")
    without_options = [name for name in names_for(task) if not METRICS.options(name)]
    measured = dict.fromkeys((*titles, *without_options))
    known = ["loss", "validation_loss", *(f"{PREFIX}{name}" for name in measured)]
    if monitor not in known:
        foreign = METRICS.foreign_names().get(monitor.removeprefix(PREFIX).casefold(), "")
        ours = f"{PREFIX}{foreign}"
        suggestion = (
            f"; here it is called '{ours}'" if ours in known else did_you_mean(monitor, known)
        )
        raise ConfigError(
            f"unknown metric '{monitor}'{suggestion}",
            where,
            hint=f"It can watch: {listed(known)}.",
        )
    if monitor.startswith(PREFIX) and not validation_rows:
        raise ConfigError(
            f"early stopping watches {monitor}, but no rows are held back for validation",
            where,
            hint="Write split.validation: 0.1, or early_stopping: null.",
        )


def _needless_threshold(loaded: LoadedConfig, data: PreparedData) -> Iterator[NNError]:
    """A threshold where there is nothing to cut, or nothing to choose it on."""
    evaluation, where = loaded.config.evaluation, loaded.source.where("evaluation.threshold")
    if data.task not in (Task.BINARY, Task.MULTILABEL):
        if evaluation.threshold != Evaluation().threshold:
            yield _no_yes_or_no(data, where)
        return
    if not isinstance(evaluation.threshold, str):
        return
    rows = data.split.training if data.folds else data.split.validation
    if not len(rows):
        yield ConfigError(
            f"{evaluation.threshold} chooses the threshold on validation rows, and no rows are "
            "held back for validation",
            where,
            hint="Write split.validation: 0.1, or a number as threshold.",
        )
        return
    t = data.dataset.t[rows]
    names = data.targets.names
    one_sided = [
        name for name, of_one in zip(names, t.T, strict=True) if (of_one[0] == of_one).all()
    ]
    if one_sided:
        yield ConfigError(
            f"{evaluation.threshold} needs a yes and a no to choose a threshold between, but all "
            f"{len(rows):,} validation rows have the same {listed(one_sided)}",
            where,
            hint="Hold back more of them with split.validation, or write a number as threshold.",
        )


def _no_yes_or_no(data: PreparedData, where: str) -> ConfigError:
    if data.task is Task.REGRESSION:
        return ConfigError(
            "a threshold is for a yes or no, and here numbers are predicted",
            where,
            hint="Leave it out.",
        )
    two = data.dataset.outputs == 2
    return ConfigError(
        "a threshold is for a yes or no, and here the answer is the most probable of "
        f"{data.dataset.outputs} classes",
        where,
        hint="End with sigmoid instead of softmax to use one." if two else "Leave it out.",
    )
