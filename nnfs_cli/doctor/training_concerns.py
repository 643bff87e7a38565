"""The warnings about a network that learns, in words: what was seen, why it matters, what to try.

Numbers stand in `what` and `change` alone. `why` is the same sentence whenever a thing is wrong,
so that the folds of a run, which often share their troubles, tell of each only once.
"""

from __future__ import annotations

from collections.abc import Sequence

from nnfs_cli.build.plan import Plan
from nnfs_cli.doctor.concern import Concern
from nnfs_cli.doctor.loss_course import LossCourse
from nnfs_cli.doctor.network_probe import LayerVitals
from nnfs_cli.engine.components import OPTIMIZERS
from nnfs_cli.suggestions import listed


def dead_units(layers: Sequence[LayerVitals], rows: int, plan: Plan) -> Concern:
    """Most relu units of some layers answer 0 to everything."""
    counted = [
        f"{'all' if layer.dead == layer.units else f'{layer.dead} of'} {layer.units} relu units of "
        f"{named(layer)}"
        for layer in layers
    ]
    return Concern(
        f"{listed(counted)} answer 0 to each of the {rows} training rows looked at",
        "such units are dead: no gradient reaches them, so they learn no more, which mostly comes "
        "of steps that are too long",
        f"Try {slower(plan, 10)}, or {with_activation(layers[0], 'leaky_relu', plan)}",
    )


def vanishing_gradient(layer: LayerVitals, most: float, course: LossCourse, plan: Plan) -> Concern:
    """The loss stays where it was, and a layer in front gets next to no gradient."""
    return Concern(
        f"the gradient of {named(layer)} is {most / layer.gradient:,.0f} times smaller than that "
        f"of a layer behind it, and after {course.epoch} epochs the loss is {course.loss:.4g}, no "
        "better than always answering the average"
        if layer.gradient
        else f"no gradient reaches {named(layer)}, and after {course.epoch} epochs the loss is "
        f"{course.loss:.4g}, no better than always answering the average",
        "the gradient vanishes on its way through the layers, so those in front hardly learn",
        f"Try fewer layers, {with_activation(layer, 'relu', plan)}, or a layer batch_norm in "
        "front of each activation",
    )


def exploding_gradient(layer: LayerVitals, growth: float, plan: Plan) -> Concern:
    """A gradient has grown out of all proportion."""
    if growth:
        what = f"the gradient of the network is {growth:,.0f} times as large as after epoch 1"
    else:
        what = f"a step of the size of now changes {named(layer)} by more than its weights are long"
    return Concern(
        what,
        "the gradient explodes, so every step undoes what was learned before",
        f"Try --set training.gradient_clip=1, or {slower(plan, 10)}{or_scaled(plan)}",
    )


def rate_too_high(course: LossCourse, jumps: int, plan: Plan) -> Concern:
    """The loss jumps up and down, or stays above where it could be without learning."""
    if jumps:
        what = (
            f"the training loss leapt up {jumps} times in the last {len(course.recent) - 1} epochs "
            f"(between {min(course.recent):.4g} and {max(course.recent):.4g})"
        )
    else:
        what = (
            f"after {course.epoch} epochs the training loss is {course.loss:.4g}, worse than "
            "always answering the average, and does not fall"
        )
    return Concern(
        what,
        "the learning rate is too high: steps leap over what they look for",
        f"Try {slower(plan, 10)}{or_scaled(plan)}",
    )


def rate_too_low(course: LossCourse, move: float, plan: Plan) -> Concern:
    """Neither loss nor weights have moved to speak of."""
    rate, usual = rate_of(plan), OPTIMIZERS[plan.config.training.optimizer.type].usual_learning_rate
    return Concern(
        f"in {course.epoch} epochs the training loss went from {course.first:.4g} to "
        f"{course.loss:.4g}, and the weights moved by {move:.2%} of their length",
        "the learning rate is too low: at this pace the epochs end before anything is learned",
        f"Try --set training.learning_rate={max(usual, 10 * rate):g} (it is {rate:g})",
    )


def overfitting(course: LossCourse, plan: Plan) -> Concern:
    """The validation loss has been rising for long, while the training loss fell."""
    kept = plan.config.training.early_stopping is None  # then the best epoch is
    return Concern(
        f"the validation loss has not been better since epoch {course.best_epoch}: "
        f"{course.best_validation:.4g} then, {course.validation_recent[-1]:.4g} after epoch "
        f"{course.epoch}, while the training loss fell from {course.loss_at_best:.4g} to "
        f"{course.loss:.4g}",
        "the network overfits: it learns the training rows by heart"
        + (", and what it learns now is not kept, as the best epoch is" if kept else ""),
        "Stop earlier with --set 'training.early_stopping={patience: 10}', or hold it back: fewer "
        "units, l2: 0.001 on its layers, a dropout layer, more rows",
    )


def named(layer: LayerVitals) -> str:
    """``layer 2 (dense)``, counted from 1"""
    return f"layer {layer.index + 1} ({layer.type})"


def rate_of(plan: Plan) -> float:
    rate = plan.config.training.learning_rate
    assert rate != "auto", "the plan is complete"
    return rate


def slower(plan: Plan, times: int) -> str:
    """``--set training.learning_rate=0.0001``, so many times lower than it is."""
    return f"--set training.learning_rate={rate_of(plan) / times:.1g}"


def or_scaled(plan: Plan) -> str:
    """Scales that the config has switched off, and which would help."""
    preprocessing = plan.config.preprocessing
    ways: Sequence[str] = [
        f"--set preprocessing.{key}=standardize"
        for key, value in (("numeric", preprocessing.numeric), ("target", preprocessing.target))
        if value == "none" and plan.data.row_title == "row"
    ]
    return "".join(f", or {way}" for way in ways)


def with_activation(layer: LayerVitals, activation: str, plan: Plan) -> str:
    """Another activation, as an option where the config itself lists the layers."""
    written = plan.loaded.config.model.layers
    if written == "auto":
        return f"activation: {activation} in model.layers"
    key = "function" if layer.type == "activation" else "activation"
    return f"--set model.layers.{layer.index}.{key}={activation}"
