"""What every registered component promises, whoever writes the next one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.components import REGISTRIES
from nnfs_cli.engine.initializers import INITIALIZERS
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.metrics import METRICS
from nnfs_cli.engine.network import Network
from nnfs_cli.engine.optimizers import OPTIMIZERS, FullBatchOptimizer
from nnfs_cli.engine.optimizers import optimizer as optimizers
from nnfs_cli.engine.parameters import ParameterVector
from nnfs_cli.engine.schedules import SCHEDULES
from nnfs_cli.registry import documentation

EVERYTHING = [(registry, name) for registry in REGISTRIES for name in registry]
IDS = [f"{registry.kind}-{name}" for registry, name in EVERYTHING]
REQUIRED: dict[str, dict[str, Any]] = {
    "dense": {"units": 3},
    "activation": {"function": "relu"},
    "gaussian_noise": {"standard_deviation": 0.1},
    "conv2d": {"filters": 3, "kernel_size": 2},
    "embedding": {"dimension": 3, "vocabulary_size": 9},
    "top_k_accuracy": {"k": 3},
}
"""options without a default, by component"""

every_component = pytest.mark.parametrize(("registry", "name"), EVERYTHING, ids=IDS)


@every_component
def test_documented_for_a_student(registry: Any, name: str) -> None:
    text = documentation(registry[name])
    assert text.summary
    assert len(text.formula) > 4, "a formula"
    assert set(text.options) == set(registry.options(name)), "each option described, no others"


@every_component
def test_example_is_yaml_that_names_the_component(registry: Any, name: str) -> None:
    example = registry[name].example
    assert name in example
    assert yaml.safe_load(example)


@every_component
def test_settings_make_the_same_component_again(registry: Any, name: str) -> None:
    component = registry.create(name, **REQUIRED.get(name, {}))
    settings = registry.settings(component)
    assert settings.pop("type") == name
    assert registry.settings(registry.create(name, **settings)) == {"type": name, **settings}


@every_component
def test_foreign_names_point_here_and_are_not_ours(registry: Any, name: str) -> None:
    for foreign in getattr(registry[name], "also_known_as", ()):
        assert foreign not in registry
        assert f"'{name}'" in registry.unknown(foreign)


def bound(layer: Layer, shape: tuple[int, ...]) -> ParameterVector:
    layer.setup(shape, np.float64)
    vector = ParameterVector([layer], np.float64)
    vector.initialize(np.random.default_rng(0))
    layer.bind(vector.learned, vector.gradients)
    layer.bind_statistics(vector.statistics[0])
    return vector


def input_shape(name: str) -> tuple[int, ...]:
    return (24,) if name == "embedding" else (4, 3, 2)


def batch(name: str, n: int, seed: int = 0) -> Buffer:
    """Inputs for the layer `name`."""
    x = Buffer.empty(input_shape(name), n, np.float64)
    generator = np.random.default_rng(seed)
    words = generator.integers(0, 10, x.values.shape)
    x.values[...] = words if name == "embedding" else generator.normal(size=x.values.shape)
    return x


each_layer = pytest.mark.parametrize("name", LAYERS.names())


@each_layer
@pytest.mark.parametrize("training", [True, False])
def test_layer_shapes_and_manners(name: str, training: bool) -> None:
    layer = LAYERS.create(name, **REQUIRED.get(name, {}))
    vector = bound(layer, input_shape(name))
    x = batch(name, 5)
    before = x.with_ones.copy()
    y = layer.forward(x, training)
    assert y.values.shape == (*layer.output_shape, 5)
    np.testing.assert_array_equal(y.with_ones[-1], 1)
    np.testing.assert_array_equal(x.with_ones, before)  # forward never changes x
    dy = np.ones_like(y.values)
    dx = layer.backward(dy.copy())
    assert dx.shape == x.values.shape
    once = vector.gradients.copy()
    layer.forward(x, training)
    layer.backward(dy.copy())
    np.testing.assert_array_equal(vector.gradients, once)  # written, not added to


@each_layer
def test_layer_waits_for_a_factor_only_if_it_heeds_it(name: str) -> None:
    """A factor on the data, taken later, gives what the multiplied data give."""
    outcomes = []
    for factor in (1.0, 0.25):
        layer = LAYERS.create(name, **REQUIRED.get(name, {}))
        shape = input_shape(name)
        network = Network([layer, LAYERS.create("dense", units=2)], shape, np.float64)
        network.initialize(np.random.default_rng(0))
        rows = np.ones((5, 25))
        rows[:, :-1] = batch(name, 5).values.reshape(24, 5).T
        network.reseed(0, 1)
        p = network.forward(Buffer.of_rows(rows / factor, shape, factor), training=True).copy()
        network.backward(LOSSES.create("mse"), p, np.zeros_like(p))
        outcomes.append((p, network.vector.gradients))
    for plain, waited in zip(*outcomes, strict=True):
        np.testing.assert_allclose(waited, plain, rtol=1e-12)


@each_layer
def test_layer_keeps_its_buffers(name: str) -> None:
    layer = LAYERS.create(name, **REQUIRED.get(name, {}))
    bound(layer, input_shape(name))
    first = layer.forward(batch(name, 8), True).values
    again = layer.forward(batch(name, 8, seed=1), True).values
    if name != "flatten":  # which hands on its input
        assert first.base is again.base
    for n in (1, 2, 3, 5, 7, 8):  # more widths than are kept
        assert layer.forward(batch(name, n), True).values.shape[-1] == n


@pytest.mark.parametrize("name", ACTIVATIONS.names())
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activation_stays_finite_and_leaves_x_alone(name: str, dtype: type) -> None:
    f = ACTIVATIONS.create(name)
    x = np.array([[-1e4, -1.0, 0.0, 1.0, 1e4], [1e4, 0.5, 0.0, -3.0, 1e4]], dtype)
    before, y = x.copy(), np.empty_like(x)
    f.forward(x, y)
    assert np.isfinite(y).all()
    np.testing.assert_array_equal(x, before)
    dy = np.ones_like(x)
    f.backward(x, y, dy, np.empty_like(x))
    assert np.isfinite(dy).all()
    if f.outputs != "numbers":
        assert (y >= 0).all()
        assert (y <= 1).all()
    if f.outputs == "distribution":
        np.testing.assert_allclose(y.sum(axis=0), 1, rtol=1e-6)


@pytest.mark.parametrize("name", LOSSES.names())
def test_loss_is_least_for_the_truth(name: str) -> None:
    loss = LOSSES.create(name)
    generator = np.random.default_rng(0)
    t = np.eye(3)[generator.integers(0, 3, 40)].T
    p = generator.dirichlet(np.ones(3), 40).T
    assert 0 <= loss.value(t, t) < 1e-5 < loss.value(p, t)
    downhill = p - 1e-4 * loss.gradient(p, t, np.empty_like(p))
    assert loss.value(downhill, t) < loss.value(p, t)


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_optimizer_tells_of_an_unusual_learning_rate(name: str) -> None:
    usual = OPTIMIZERS[name].usual_learning_rate
    text = " ".join(documentation(OPTIMIZERS[name]).description.split())
    assert usual == 0.001 or f"auto` is {usual:f}".rstrip("0").rstrip(".") in text


RATES = {"adagrad": 0.5, "adadelta": 1.0, "lion": 0.002}
"""learning rates that suit, by optimizer"""
STEPWISE = [name for name in OPTIMIZERS if not issubclass(OPTIMIZERS[name], FullBatchOptimizer)]


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_optimizer_finds_the_bottom_of_a_bowl(name: str) -> None:
    w = np.array([3.0, -2.0, 0.5], np.float32)
    bottom = np.array([1.0, 1.0, -1.0], np.float32)
    g = np.empty_like(w)

    def bowl() -> float:
        np.subtract(w, bottom, out=g)
        return 0.5 * float(g @ g)

    optimizer = OPTIMIZERS.create(name)
    optimizer.attach(w, g)
    rate = RATES.get(name, 0.05)
    for step in range(1, 2000):
        if isinstance(optimizer, FullBatchOptimizer):
            optimizer.minimise(bowl, rate)
            continue
        bowl()
        g *= optimizer.gradient_scale(rate)
        optimizer.step(rate, step)
    np.testing.assert_allclose(w, bottom, atol=1e-2)


@pytest.mark.parametrize("name", STEPWISE)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.9, "centered": True},
        {"weight_decay": 0.1},
    ],
    ids=str,
)
def test_optimizer_in_pieces_equals_optimizer_at_once(
    name: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not set(options) <= set(OPTIMIZERS.options(name)):
        options = {}
    results = []
    for piece in (7, 10_000):
        monkeypatch.setattr(optimizers, "PIECE", piece)
        generator = np.random.default_rng(0)
        w = generator.normal(size=100).astype(np.float32)
        g = np.empty_like(w)
        optimizer = OPTIMIZERS.create(name, **options)
        optimizer.attach(w, g)
        for step in range(1, 6):
            g[...] = generator.normal(size=100) * optimizer.gradient_scale(0.1)
            optimizer.step(0.1, step)
        results.append(w)
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("name", INITIALIZERS.names())
def test_initializer_is_centred_seeded_and_shrinks_with_fan_in(name: str) -> None:
    def draw(fan_in: int) -> np.ndarray:
        generator = np.random.default_rng(1)
        return INITIALIZERS.create(name).draw((fan_in, 50), fan_in, 50, generator)

    wide, narrow = draw(800), draw(8)
    np.testing.assert_array_equal(wide, draw(800))
    assert abs(wide.mean()) < 0.01
    assert wide.std() <= narrow.std()
    assert wide.dtype == np.float32


@pytest.mark.parametrize("name", SCHEDULES.names())
@pytest.mark.parametrize("warmup", [0, 2, 0.25])
def test_schedule_is_a_pure_share(name: str, warmup: float) -> None:
    schedule = SCHEDULES.create(name, warmup=warmup)
    shares = [schedule.share(step, 100, 10) for step in range(1, 101)]
    assert shares == [schedule.share(step, 100, 10) for step in range(1, 101)]
    assert all(0 <= share <= 1 for share in shares)
    rates = [schedule.learning_rate(0.5, step, 100, 10) for step in range(1, 101)]
    assert rates == [0.5 * share for share in shares]
    start = SCHEDULES.create(name).share(1, 100, 10)
    warm = schedule.warmup_steps(100, 10)
    assert warm == {0: 0, 2: 20, 0.25: 25}[warmup]
    ramp = [start * step / warm for step in range(1, warm + 1)]
    assert shares[:warm] == pytest.approx(ramp)


@pytest.mark.parametrize("name", METRICS.names())
def test_metric_says_whom_it_judges(name: str) -> None:
    assert METRICS[name].tasks
    assert isinstance(METRICS[name].higher_is_better, bool)
