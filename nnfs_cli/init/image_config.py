"""The config for images, as short as it can be and with a reason beside every choice."""

from __future__ import annotations

from collections.abc import Iterator

from nnfs_cli.build.layers import default_layers
from nnfs_cli.build.question import LAST_ACTIVATION, USUAL_LOSS
from nnfs_cli.engine.metrics import AUTOMATIC
from nnfs_cli.init.column_lines import fitting, short
from nnfs_cli.init.config_lines import ConfigLines, in_yaml
from nnfs_cli.init.image_proposal import SMALLEST_FOR_POOLS, ImageProposal
from nnfs_cli.init.table_config import FEW_ANSWERS, TRAINING_SHARE, UNEVEN_CLASSES
from nnfs_cli.task import Task

CLASSES_WIDTH = 80
SMALL_ENOUGH = 10
"""pixels a side, at which pools end"""
POOL = "{type: max_pool2d, pool_size: 2}"


def task_of(proposal: ImageProposal) -> Task:
    return Task.BINARY if len(proposal.balance.counts) == 2 else Task.MULTICLASS


def config_for_images(
    proposal: ImageProposal, path: str, test: str | None, config_name: str
) -> str:
    """The text of the config; `path` and `test` are paths as seen from it."""
    config, task = ConfigLines(), task_of(proposal)
    config.comment(_header(proposal, config_name))
    config.add("dataset:")
    config.key("images", path)
    if proposal.size:
        config.key("size", list(proposal.size), f"height, width; {sizes_in_words(proposal)}")
    if proposal.color != "keep":
        config.key("color", proposal.color, "the images do not all have the same colours")
    if test is not None:
        config.add("split:")
        config.key("test", test, "beside them")
    _model(config, proposal, task)
    _training(config, proposal, task)
    return config.text


def sizes_in_words(proposal: ImageProposal) -> str:
    """``all 28 × 28``, ``12 different sizes, 40 × 30 to 4000 × 3000``"""
    sizes = {shape[:2] for shape, _ in proposal.shapes}
    low, high = min(sizes), max(sizes)
    if len(sizes) == 1:
        return f"all are {low[0]} × {low[1]}"
    return f"{len(sizes):,} different sizes, {low[0]} × {low[1]} to {high[0]} × {high[1]}"


def classes_in_words(proposal: ImageProposal) -> str:
    """``cat: 120 · dog: 80``"""
    counts = proposal.balance.counts
    counted = [f"{short(name)}: {count:,}" for name, count in counts]
    return fitting(counted, len(counts), CLASSES_WIDTH)


def parts_in_words(proposal: ImageProposal) -> str:
    return ", ".join(f"{count:,} for {part}" for part, count in proposal.parts.items())


def _header(proposal: ImageProposal, config_name: str) -> Iterator[str]:
    parts = f" ({parts_in_words(proposal)})" if proposal.parts else ""
    channels = {1: "grey", 3: "colour", 4: "colour"}[proposal.shapes[0][0][2]]
    yield f"{proposal.source.name}: {proposal.images:,} {channels} images{parts}"
    seen = f" of the {proposal.looked_at:,} looked at"
    yield sizes_in_words(proposal) + seen * (1 < proposal.looked_at < proposal.images)
    classes = len(proposal.balance.counts)
    yield f"predicts one of {classes:,} classes ({task_of(proposal).value})"
    yield f"classes: {classes_in_words(proposal)}"
    yield ""
    yield f"nn check {config_name}   what would be trained, and what looks wrong"
    yield f"nn train {config_name}"


def _model(config: ConfigLines, proposal: ImageProposal, task: Task) -> None:
    config.add("model:")
    config.add("  layers:")
    if proposal.convolves:
        for layer in _convolution(proposal):
            config.add(f"    - {layer}")
    else:
        config.add("    # conv2d layers see shapes wherever they are; they take longer to train")
        rows = round(TRAINING_SHARE * proposal.training_images)
        for hidden in default_layers(max(1, rows))[:-1]:
            units, l2 = hidden.options["units"], hidden.options["l2"]
            settings = {"type": "dense", "units": units, "activation": "relu", "l2": l2}
            config.add(f"    - {in_yaml(settings)}")
    last = {"type": "dense", "activation": LAST_ACTIVATION[task]}
    config.add(f"    - {in_yaml(last)}", "the probability of each class")
    config.key("loss", USUAL_LOSS[task])


def _convolution(proposal: ImageProposal) -> Iterator[str]:
    """Filters and pools in turn, until little of the picture's size is left."""
    side = min(proposal.shape[:2])
    filters = 16
    while True:
        of_three = "kernel_size: 3, padding: same, activation: relu"
        yield f"{{type: conv2d, filters: {filters}, {of_three}}}"
        if side < 4 or (filters > 16 and side < SMALL_ENOUGH):
            break
        yield POOL
        side //= 2
        if filters > 16 and side < SMALL_ENOUGH:
            break
        filters = 32
    if min(proposal.shape[:2]) >= SMALLEST_FOR_POOLS:
        yield "{type: dropout, rate: 0.25}"
    yield "{type: dense, units: 64, activation: relu}"


def _training(config: ConfigLines, proposal: ImageProposal, task: Task) -> None:
    balance = proposal.balance
    metrics, said = AUTOMATIC[task], "the verdict is about the first"
    if proposal.augments or balance.uneven:
        config.add("training:")
    if proposal.augments:
        said_of_few = "few images: each is moved and turned a little in every epoch"
        config.key("augment", {"shift": 0.1, "rotate": 10}, said_of_few)
    if balance.uneven:
        name, count = balance.rarest
        rare = f"{name} is rare ({count:,} of {balance.rows:,}): each class counts as much"
        config.key("class_weight", "balanced", rare)
        metrics = FEW_ANSWERS if task is Task.BINARY else UNEVEN_CLASSES
        said += f"; {balance.majority:.1%} accuracy comes by guessing"
    config.add("evaluation:")
    config.key("metrics", list(metrics), said)
