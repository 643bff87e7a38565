"""embedding against numbers worked out by hand and against PyTorch's mean of looked-up vectors."""

from __future__ import annotations

import numpy as np
import pytest

from nnfs_cli.engine.activations import ACTIVATIONS
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.gradient_check import check_gradients
from nnfs_cli.engine.layers.activation import ActivationLayer
from nnfs_cli.engine.layers.dense import Dense
from nnfs_cli.engine.layers.embedding import PIECE, Embedding
from nnfs_cli.engine.losses import LOSSES
from nnfs_cli.engine.network import Network
from nnfs_cli.errors import ConfigError, DataError


def alone(length: int, dimension: int, words: int) -> tuple[Embedding, Network]:
    layer = Embedding(dimension, words)
    network = Network([layer], (length,), np.float64)
    network.initialize(np.random.default_rng(0))
    return layer, network


def texts(*examples: list[int]) -> Buffer:
    """Word numbers, an example in a list."""
    x = Buffer.empty((len(examples[0]),), len(examples), np.float64)
    x.values[...] = np.array(examples).T
    return x


def test_by_hand() -> None:
    layer, network = alone(4, 2, 3)
    network.vector.layers[0]["weights"].value[...] = [[1, 10], [2, 20], [4, 40]]
    x = texts([1, 2, 0, 0], [3, 1, 3, 1], [0, 0, 0, 0], [0, 0, 2, 0])
    y = layer.forward(x, training=True).values
    np.testing.assert_array_equal(y.T, [[1.5, 15], [2.5, 25], [0, 0], [2, 20]])
    layer.backward(np.array([[1.0, 2.0, 100.0, 4.0], [0.0, 0.0, 0.0, 8.0]]))
    gradient = network.vector.layers[0]["weights"].gradient
    # word 1: half of the first and of the second text; word 2: half of the first, all of the last
    np.testing.assert_array_equal(gradient, [[1.5, 0], [4.5, 8], [1, 0]])


@pytest.mark.parametrize("n", [1, PIECE, 2 * PIECE + 5])
def test_pytorch_does_the_same(n: int) -> None:
    torch = pytest.importorskip("torch")
    layer, network = alone(12, 5, 40)
    weights = network.vector.layers[0]["weights"]
    theirs = torch.nn.EmbeddingBag(41, 5, mode="mean", padding_idx=0, dtype=torch.float64)
    theirs.weight.data[1:] = torch.tensor(weights.value)
    source = np.random.default_rng(1)
    words = np.minimum(source.integers(0, 80, (n, 12)), 40)  # many of the last, some of none
    words[source.random((n, 12)) < 0.4] = 0
    words[0] = 0
    dy = source.normal(size=(5, n))
    their_y = theirs(torch.tensor(words))
    their_y.backward(torch.tensor(dy.T.copy()))
    y = layer.forward(texts(*words.tolist()), training=True).values
    np.testing.assert_allclose(y.T, their_y.detach().numpy(), atol=1e-14)
    layer.backward(dy)
    np.testing.assert_allclose(weights.gradient, theirs.weight.grad[1:].numpy(), atol=1e-14)


def test_slopes_in_a_network() -> None:
    tanh = ActivationLayer(ACTIVATIONS.create("tanh"))
    network = Network([Embedding(3, 7), Dense(4), tanh, Dense(2)], (6,), np.float64)
    generator = np.random.default_rng(7)
    network.initialize(generator)
    rows = np.ones((5, 7))
    rows[:, :-1] = generator.integers(0, 8, (5, 6))
    differences = check_gradients(
        network, LOSSES.create("mse"), rows, generator.normal(size=(2, 5))
    )
    assert {(d.layer, d.parameter) for d in differences} >= {(0, "weights")}
    assert max(d.relative_error for d in differences) < 1e-6


def test_words_that_do_not_occur_get_no_gradient_from_the_batch_before() -> None:
    layer, network = alone(2, 2, 3)
    for words in ([1, 2], [3, 3]):
        layer.forward(texts(words), training=True)
        layer.backward(np.ones((2, 1)))
    gradient = network.vector.layers[0]["weights"].gradient
    np.testing.assert_array_equal(gradient, [[0, 0], [0, 0], [1, 1]])


@pytest.mark.parametrize("wrong", [-1.0, 4.0, 0.5, float("nan")])
def test_what_is_no_word_number_is_told(wrong: float) -> None:
    layer, _ = alone(3, 2, 3)
    x = texts([1, 2, 3], [1, 2, 0])
    x.values[1, 1] = wrong
    with pytest.raises(DataError, match=f"word numbers from 0 to 3, and {wrong:g} is none"):
        layer.forward(x, training=False)


def test_it_stands_in_front_of_all_others_or_not_at_all() -> None:
    with pytest.raises(ConfigError, match="only be the first layer"):
        Network([Dense(3), Embedding(2, 3)], (4,))
    with pytest.raises(ConfigError, match="pictures arrive"):
        Network([Embedding(2, 3)], (4, 4, 1))
