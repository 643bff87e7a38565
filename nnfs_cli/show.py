"""What a model file, a run directory or a config is, in facts for a person. Trains nothing."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from nnfs_cli.experiment.summaries import LayerSummary, summaries_of_layers, summary_of_data
from nnfs_cli.experiment.threshold_choice import thresholds_in_words
from nnfs_cli.model.layer_records import records_of
from nnfs_cli.predictor import Predictor
from nnfs_cli.run.run_directory import RunDirectory
from nnfs_cli.scoring import Metrics
from nnfs_cli.suggestions import listed

CONFIG_ENDINGS = (".yaml", ".yml")

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Description:
    """The facts of one thing, as `nn show` lays them out."""

    kind: Literal["model", "run", "config"]
    name: str
    facts: Facts
    """a title, and what there is to say"""
    inputs: Facts
    """each column, or the images, with what is done to it before the network sees it"""
    layers: tuple[LayerSummary, ...]
    metrics: Mapping[str, Metrics]
    """by part; empty where nothing has been trained"""
    baseline: Metrics
    next_command: str
    spread: Metrics = field(default_factory=dict)
    """how far the validation metrics scatter from fold to fold; empty where there are no folds"""
    linear: Metrics = field(default_factory=dict)
    """of a linear model of the same training rows, where there is one"""
    intervals: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """of the test metrics, where they are known"""


def describe(path: Path) -> Description:
    """Raises ModelFileError or ConfigError for what is none of the three, or is damaged."""
    if path.suffix.lower() in CONFIG_ENDINGS:
        return _of_config(path)
    if not path.is_dir():
        return _of_model(path)
    run = RunDirectory(path)
    of_a_fold = run.model.is_file() and not run.resolved_config.is_file()
    return _of_model(run.model) if of_a_fold else _of_run(path)


def _of_config(path: Path) -> Description:
    from nnfs_cli.build.plan import make_plan
    from nnfs_cli.config.loading import load_config

    plan = make_plan(load_config(path))
    data, training = summary_of_data(plan), plan.config.training
    rows = ", ".join(f"{count:,} {part}" for part, count in data.rows.items() if count)
    facts = (
        ("Task", plan.task.value),
        ("Data", data.source),
        ("Rows" if data.kind == "table" else "Images", rows),
        ("Target", listed(data.target)),
        ("Loss", plan.loss().name),
        ("Training", f"{training.optimizer.type}, at most {plan.epochs:,} epochs"),
    )
    layers = tuple(summaries_of_layers(records_of(plan.network())))
    inputs = tuple(_inputs(plan.data.inputs.to_json()))
    command = shlex.join(["nn", "train", str(path)])
    return Description("config", str(path), facts, inputs, layers, {}, {}, command)


def _of_model(path: Path) -> Description:
    predictor = Predictor.open(path)
    model, targets = predictor.model, predictor.targets
    facts = [
        ("Task", model.task.value),
        ("Target", listed(targets.names)),
        *([("Classes", listed(targets.classes))] if targets.classes else []),
        *([("Positive", targets.positive)] if targets.positive else []),
        *_threshold_facts(targets.thresholds),
        ("Loss", model.loss.type),
        *([("Ensemble", f"the mean of {len(model.members)} networks")] if model.members else []),
        ("Parameters", f"{model.parameters:,}"),
        ("Made by", model.created_by),
        *_training_facts(model.training),
    ]
    return Description(
        kind="model",
        name=str(path),
        facts=tuple(facts),
        inputs=tuple(_inputs(model.inputs)),
        layers=tuple(summaries_of_layers(model.layers)),
        metrics=model.metrics,
        baseline={},
        next_command=shlex.join(["nn", "predict", str(path), predictor.new_data]),
    )


def _of_run(path: Path) -> Description:
    """The run's model, with how the run went."""
    run = RunDirectory.open(path)
    summary = run.read_summary() if run.summary.is_file() else {}
    if not run.model.is_file():
        return _of_run_without_model(run, summary)
    of_model = _of_model(path)
    facts = (("Status", str(summary.get("status", "not finished"))), *of_model.facts)
    return _with_scores(replace(of_model, kind="run", facts=facts), summary)


def _of_run_without_model(run: RunDirectory, summary: Mapping[str, Any]) -> Description:
    """What it trains, and why there is no model: it did not get there, or none was asked for."""
    error = f": {summary['error']}" if "error" in summary else ""
    status = ("Status", f"{summary.get('status', 'not finished')}{error}")
    of_config = _of_config(run.resolved_config)
    command = ["nn", "train", "--resume", str(run.path)]
    if "folds" in summary:
        command = ["nn", "train", str(run.resolved_config), "--set", "split.final_model=refit"]
    described = replace(
        of_config,
        kind="run",
        name=str(run.path),
        facts=(status, *of_config.facts),
        next_command=shlex.join(command),
    )
    return _with_scores(described, summary)


def _with_scores(described: Description, summary: Mapping[str, Any]) -> Description:
    """With what the run's summary says: the verdict, the baseline, and how the folds did."""
    verdict = (("Verdict", str(summary["verdict"])),) if "verdict" in summary else ()
    metrics, spread = described.metrics, {}
    if "folds" in summary:
        parts = {part: summary.get(part) or {} for part in ("train", "validation", "test")}
        metrics = {part: scores for part, scores in parts.items() if scores}
        spread = summary["folds"]["spread"]
    return replace(
        described,
        facts=described.facts + verdict,
        metrics=metrics,
        baseline=summary.get("baseline") or {},
        spread=spread,
        linear=summary.get("linear_model") or {},
        intervals=summary.get("test_intervals") or {},
    )


def _threshold_facts(thresholds: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    if set(thresholds.values()) - {0.5}:
        yield "Threshold", thresholds_in_words(thresholds)


def _training_facts(training: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "rows" in training and "epochs" in training:
        best = training.get("best_epoch")
        words = f"{training['epochs']:,} epochs on {training['rows']:,} rows"
        yield "Trained", words + (f", epoch {best:,} was the best" if best else "")


def _inputs(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if inputs["kind"] == "images":
        size = " x ".join(map(str, inputs["shape"]))
        steps = [size, f"pixels {inputs['pixels']['type']}"]
        if "crop" in inputs:
            steps.append("the centre of {} x {}".format(*inputs["crop"]))
        if "downsample" in inputs:
            steps.append("means of {0} x {0} pixels".format(inputs["downsample"]))
        yield "images", ", ".join(steps)
        return
    for column in inputs["columns"]:
        words = [column["type"], f"missing: {column['missing']}"]
        words += [
            step["type"] + (" clipped" if step.get("clip") else "")
            for step in column.get("steps", ())
        ]
        if column["type"] == "text":
            words += _text(column)
        if "categories" in column:
            words.append(
                f"{len(column['categories']):,} categories: {listed(column['categories'], 6)}"
            )
        yield column["name"], ", ".join(words)


def _text(column: Mapping[str, Any]) -> Iterator[str]:
    """``words``, ``tfidf``, ``3,047 known: the, a, and …``"""
    fewest, most = column["ngrams"]
    alone = f"{most} in a row" if fewest == most else f"{fewest} to {most} in a row"
    yield column["tokens"] + ("" if most == 1 else f", {alone}")
    yield column["encode_as"] + (f" of {column['length']:,}" if "length" in column else "")
    yield f"{len(column['words']):,} known: {listed(column['words'], 6)}"
