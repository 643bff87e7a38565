"""The config for a table, as short as it can be and with a reason beside every choice."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.build.layers import default_layers
from nnfs_cli.build.question import LAST_ACTIVATION, USUAL_LOSS
from nnfs_cli.engine.metrics import AUTOMATIC
from nnfs_cli.init.class_balance import RARE
from nnfs_cli.init.column_lines import aligned, column_lines
from nnfs_cli.init.config_lines import ConfigLines, in_yaml
from nnfs_cli.init.table_proposal import USUAL_WORDS, TableProposal
from nnfs_cli.task import Task

FEW_ANSWERS = "roc_auc", "f1", "precision", "recall", "accuracy"
UNEVEN_CLASSES = "f1", "precision", "recall", "accuracy", "roc_auc"
FEW_TEST = 0.3
"""of a small table is for the test"""
TRAINING_SHARE = 0.7
"""of the rows, with the default split"""


def config_for_table(proposal: TableProposal, path: str, config_name: str) -> str:
    """The text of the config; `path` is that of the table as seen from it."""
    config = ConfigLines()
    config.comment(_header(proposal, config_name))
    config.add("dataset:")
    _dataset(config, proposal, path)
    if proposal.few:
        config.add("split:")
        config.key("test", FEW_TEST, "few rows: their scores say little")
        config.key("validation", 0)
    _model(config, proposal)
    _training(config, proposal)
    return config.text


def task_in_words(proposal: TableProposal) -> str:
    """``species, one of 3 classes (multiclass)``"""
    names = ", ".join(target.name for target in proposal.targets)
    kinds = {
        Task.REGRESSION: "a number" if len(proposal.targets) == 1 else "numbers",
        Task.BINARY: "one of 2 classes",
        Task.MULTILABEL: "yes or no for each",
        Task.MULTICLASS: f"one of {_classes(proposal):,} classes",
    }
    return f"{names}: {kinds[proposal.task]} ({proposal.task.value})"


def _classes(proposal: TableProposal) -> int:
    return len(proposal.balance.counts) if proposal.balance else len(proposal.targets)


def _header(proposal: TableProposal, config_name: str) -> Iterator[str]:
    profile = proposal.profile
    written = f", {profile.format.describe()}" if profile.format else ""
    yield (f"{profile.path.name}: {profile.rows:,} rows, {len(profile.columns):,} columns{written}")
    yield f"predicts {task_in_words(proposal)}, from {_inputs(proposal)}"
    if profile.sampled:
        seen = f"{profile.sampled_rows:,} of them"
        yield f"Ranges, gaps and classes are of all rows; the rest was seen in {seen}."
    yield ""
    roles = dict.fromkeys((out.name for out in proposal.left_out), "left out")
    roles |= dict.fromkeys((target.name for target in proposal.targets), "target")
    yield from aligned(column_lines(profile.columns, roles))
    yield ""
    yield f"nn check {config_name}   what would be trained, and what looks wrong"
    yield f"nn train {config_name}"


def _inputs(proposal: TableProposal) -> str:
    count = len(proposal.features)
    return f"{count:,} column{'s' * (count != 1)}"


def _dataset(config: ConfigLines, proposal: TableProposal, path: str) -> None:
    names = [target.name for target in proposal.targets]
    config.key("path", path)
    config.key("target", names[0] if len(names) == 1 else names, _about_target(proposal))
    if proposal.left_out:
        config.items("exclude", [(out.name, out.reason) for out in proposal.left_out])
    if proposal.texts:
        config.add("  columns:")
        for text in proposal.texts:
            few = proposal.most_words
            said = f"each of its {few or USUAL_WORDS:,} most frequent words is an input"
            settings = {"type": "text", **({"max_words": few} if few else {})}
            config.key(in_yaml(text.name), settings, said, indent=4)
    if any(column.missing for column in proposal.features):
        _missing(config, proposal)


def _about_target(proposal: TableProposal) -> str:
    (first, *others) = proposal.targets
    if proposal.task is Task.MULTICLASS and first.kind == "numeric" and not others:
        return "classes; to predict it as a number, end with linear and let loss be mse"
    missing = max(target.missing for target in proposal.targets)
    return f"{missing:,} rows without it are left out" if missing else ""


def _missing(config: ConfigLines, proposal: TableProposal) -> None:
    share = proposal.rows_with_gaps
    rows = f"about {share:.0%} of the rows have" if share else "no row has"
    if proposal.fills_gaps:
        said = f"{rows} a gap: numbers get the median, words the most frequent one"
        config.key("missing", "median", said)
    elif any(column.missing for column in proposal.features if column.kind != "text"):
        share_text = f"{share:.1%}" if share >= 0.001 else "few"
        config.key("missing", "drop", f"{share_text} of the rows have a gap and are left out")


def _model(config: ConfigLines, proposal: TableProposal) -> None:
    task = proposal.task
    *hidden, _ = default_layers(max(1, round(TRAINING_SHARE * proposal.rows)))
    config.add("model:")
    config.add("  layers:")
    for layer in hidden:
        units, l2 = layer.options["units"], layer.options["l2"]
        settings = {"type": "dense", "units": units, "activation": "relu", "l2": l2}
        config.add(f"    - {in_yaml(settings)}")
    last = {"type": "dense", "activation": LAST_ACTIVATION[task]}
    config.add(f"    - {in_yaml(last)}", ENDS[task])
    config.key("loss", USUAL_LOSS[task])


ENDS = {
    Task.REGRESSION: "a number",
    Task.BINARY: "the probability of a yes",
    Task.MULTILABEL: "the probability of each label",
    Task.MULTICLASS: "the probability of each class",
}


def _training(config: ConfigLines, proposal: TableProposal) -> None:
    balance, task = proposal.balance, proposal.task
    metrics, said = AUTOMATIC[task], "the verdict is about the first"
    if balance is not None and balance.uneven:
        name, count = balance.rarest
        said = f"{name} is rare ({count:,} of {balance.rows:,} rows): each class counts as much"
        config.add("training:")
        config.key("class_weight", "balanced", said)
        metrics = FEW_ANSWERS if task is Task.BINARY else UNEVEN_CLASSES
        said = f"the verdict is about the first; {balance.majority:.1%} accuracy comes by guessing"
    elif task is Task.MULTILABEL and _rare_label(proposal):
        metrics = FEW_ANSWERS
        said = "the verdict is about the first; of rare labels, accuracy says little"
    config.add("evaluation:")
    config.key("metrics", list(metrics), said)


def _rare_label(proposal: TableProposal) -> bool:
    for target in proposal.targets:
        counts = [count for _, count in proposal.profile.classes[target.name]]
        if min(counts) < RARE * sum(counts) / len(counts):
            return True
    return False
