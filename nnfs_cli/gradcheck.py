"""Do the gradients of a config's network have the slopes that its loss has, layer by layer?

The network is the config's own, in float64, on a few of its training rows. Two things keep right
gradients from looking wrong: the first values are nudged, so that no unit sits exactly on the kink
of relu (as it does where all its inputs and its bias are 0), and large inputs are made smaller, so
that no probability is so near 0 or 1 that the loss cuts it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nnfs_cli.build.layers import make_network
from nnfs_cli.build.plan import Plan, make_plan
from nnfs_cli.build.row_weights import row_weights
from nnfs_cli.config.loading import load_config
from nnfs_cli.data.batches import Batches
from nnfs_cli.engine.gradient_check import TOLERANCE, GradientDifference, check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.embedding import Embedding
from nnfs_cli.engine.network import Network
from nnfs_cli.matrix_threads import limit_matrix_threads

ROWS = 8
MOST_ENTRIES = 100
"""of one parameter; two forward passes measure one"""
NUDGE = 0.01
"""standard deviation of what is added to the first values; far more than a step of the check"""
LARGE = 10.0
"""inputs of a larger root mean square are divided by it"""

Values: TypeAlias = npt.NDArray[Any]
"""float64"""


@dataclass(frozen=True)
class ParameterCheck:
    """How the two gradients of one parameter of one layer compare."""

    layer: int
    """its place in model.layers, from 0"""
    type: str
    parameter: str
    shape: tuple[int, ...]
    entries: int
    checked: int
    """how many of the entries were measured"""
    relative_error: float | None
    """|analytic - numerical| / max(|analytic|, |numerical|) over all checked entries; None where
    one of them is not a number"""
    off: bool
    worst_entry: tuple[int, ...]
    analytic: float | None
    numerical: float | None
    """both of the worst entry"""


@dataclass(frozen=True)
class GradientReport:
    """The comparison, parameter by parameter."""

    parameters: tuple[ParameterCheck, ...]
    rows: int
    """how many training rows were used"""
    tolerance: float
    divided_by: float
    """what the inputs were divided by; 1 where they were not large"""

    @property
    def off(self) -> tuple[ParameterCheck, ...]:
        """The parameters whose gradient is wrong."""
        return tuple(parameter for parameter in self.parameters if parameter.off)


def check_config_gradients(path: Path, overrides: Sequence[str] = ()) -> GradientReport:
    """Compare every gradient of a config's network. Raises its mistakes; writes nothing."""
    limit_matrix_threads()
    plan = make_plan(load_config(path, overrides))
    network = _network_off_the_kinks(plan)
    rows, targets, weights = _first_batch(plan)
    size = float(np.sqrt(np.square(rows[:, :-1]).mean()))
    of_words = isinstance(network.layers[0], Embedding)  # whose numbers have no size
    divided_by = size if size > LARGE and not of_words else 1.0
    rows[:, :-1] /= divided_by
    seed = plan.config.seed
    with np.errstate(all="ignore"):  # what is not a number is off, and says so there
        found = check_gradients(
            network,
            plan.loss(),
            rows,
            targets,
            most_entries=MOST_ENTRIES,
            seed=seed,
            weights=weights,
        )
    checks = tuple(_check_of(network, difference) for difference in found)
    return GradientReport(checks, len(rows), TOLERANCE, divided_by)


def _network_off_the_kinks(plan: Plan) -> Network:
    network = make_network(plan.layers, plan.data.dataset.input_shape, np.float64)
    generator = np.random.default_rng(plan.config.seed)
    network.initialize(generator)
    network.vector.learned += generator.normal(0, NUDGE, len(network.vector))
    return network


def _first_batch(plan: Plan) -> tuple[Values, Values, Values | None]:
    """Design matrix (rows, features + 1), targets (outputs, rows) and weights (rows,) of some
    training rows.
    """
    data, rows, seed = plan.data, plan.data.split.training, plan.config.seed
    weights = row_weights(plan.config.training.class_weight, data, rows)
    batches = Batches(data.dataset, rows, ROWS, seed, shuffle=True, weights=weights)
    x, t, w = next(batches.epoch(1))
    design = x.astype(np.float64) * batches.factor
    return design, t.astype(np.float64), None if w is None else w.astype(np.float64)


def _check_of(network: Network, found: GradientDifference) -> ParameterCheck:
    before = network.layers[: found.layer]
    numbers = (found.relative_error, found.analytic, found.numerical)
    error, analytic, numerical = (n if np.isfinite(n) else None for n in numbers)
    return ParameterCheck(
        layer=sum(not isinstance(layer, ActivationLayer) for layer in before),
        type=network.layers[found.layer].name,
        parameter=found.parameter,
        shape=found.shape,
        entries=int(np.prod(found.shape)),
        checked=found.checked,
        relative_error=error,
        off=error is None or error > TOLERANCE,
        worst_entry=found.worst_index,
        analytic=analytic,
        numerical=numerical,
    )
