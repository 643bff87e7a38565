"""From the words of a text to numbers that say what they mean for the task."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnfs_cli.engine.buffers import Array, Buffer, Shape
from nnfs_cli.engine.initializers import INITIALIZERS
from nnfs_cli.engine.layers.layer import LAYERS, Layer
from nnfs_cli.engine.parameters import Parameter
from nnfs_cli.errors import ConfigError, DataError
from nnfs_cli.option_types import PositiveInteger

Places = npt.NDArray[np.intp]

PIECE = 32
"""examples at a time: few enough words in each for one small product"""


@LAYERS.register("embedding")
class Embedding(Layer):
    """Learns a vector for every word; a text is the mean of the vectors of its words.

    An example is a row of word numbers from 1 to vocabulary_size, filled up with zeros, which
    stand for no word and do not count. The order of the words makes no difference. Words that
    matter in the same way get vectors that point in the same direction, and the layers behind
    decide by where the mean comes to lie. A text without words is a vector of zeros.

    Formula:
        y = sum over words w of C[w] W[w],  C[w] = how often w occurs / number of words
            W: (vocabulary_size, dimension)  C: (vocabulary_size, n)  y = W^T C: (dimension, n)
        dW = C dy^T
    Options:
        dimension: how many numbers stand for a word, usually 16 to 100
        vocabulary_size: how many words there are, which is the largest word number
        initializer: how W starts; fan_in is 1, as each word is looked up and not summed
    Source:
        Bengio, Ducharme, Vincent and Jauvin, A neural probabilistic language model, JMLR 2003. The
        mean over a text: Iyyer, Manjunatha, Boyd-Graber and Daumé, Deep unordered composition
        rivals syntactic methods for text classification, ACL 2015.
    """

    example = "{type: embedding, dimension: 32, vocabulary_size: 10000}"
    also_known_as = ("embedding_bag", "embeddingbag")

    def __init__(
        self,
        dimension: PositiveInteger,
        vocabulary_size: PositiveInteger,
        initializer: str = "glorot_uniform",
    ) -> None:
        self.dimension = dimension
        self.vocabulary_size = vocabulary_size
        self.initializer = initializer

    def check_place(self, index: int) -> None:
        if index > 0:
            raise ConfigError(
                "embedding reads word numbers, so it can only be the first layer",
                hint="Put it in front of all others, or use dense here.",
            )

    def shape_of_output(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise ConfigError(
                "embedding reads rows of word numbers, but pictures arrive",
                hint="Begin with conv2d, flatten or dense.",
            )
        self._number = np.empty(self.vocabulary_size, np.intp)
        self._seen = np.empty(self.vocabulary_size, np.bool_)
        return (self.dimension,)

    def parameters(self) -> dict[str, Parameter]:
        shape = (self.vocabulary_size, self.dimension)
        initializer = INITIALIZERS.create(self.initializer)
        return {"weights": Parameter(shape, initializer, fan_in=1, fan_out=self.dimension)}

    def bind(self, values: Array, gradients: Array) -> None:
        self.W = values.reshape(self.vocabulary_size, self.dimension)
        self.dW = gradients.reshape(self.vocabulary_size, self.dimension)

    def forward(self, x: Buffer, training: bool) -> Buffer:
        n = x.with_ones.shape[1]
        y = self.workspace.output(self.output_shape, n)
        words = self._checked(x.values)
        self.pieces: list[tuple[slice, Places, Array]] = []
        for start in range(0, n, PIECE):
            piece = slice(start, min(start + PIECE, n))
            occurring, shares = self._shares(words[:, piece])
            np.matmul(self.W[occurring].T, shares, out=y.values[:, piece])
            if training:
                self.pieces.append((piece, occurring, shares))
        return y

    def backward(self, dy: Array) -> Array:
        self.dW.fill(0)
        for piece, occurring, shares in self.pieces:
            self.dW[occurring] += shares @ dy[:, piece].T  # every word occurs once
        dx = self.workspace.array("dx", self.input_shape, dy.shape[-1])
        dx.fill(0)  # a word number has no slope
        return dx

    def _shares(self, words: Places) -> tuple[Places, Array]:
        """The words that occur, counted from 0, and the share of each in every example.

        A product over these few takes a tenth of the time of one over a vocabulary of 10,000, and
        less than sorting the words and adding up vector by vector.
        """
        n = words.shape[1]
        place, example = np.nonzero(words)
        word = words[place, example] - 1
        self._seen.fill(False)
        self._seen[word] = True
        occurring = np.flatnonzero(self._seen)
        self._number[occurring] = np.arange(len(occurring))
        cells = self._number[word] * n + example
        counts = np.bincount(cells, minlength=len(occurring) * n).reshape(-1, n)
        shares: Array = counts.astype(self.W.dtype)
        shares /= np.maximum(np.bincount(example, minlength=n), 1).astype(self.W.dtype)
        return occurring, shares

    def _checked(self, x: Array) -> Places:
        """Word numbers (length, n). Raises DataError for what is none."""
        with np.errstate(invalid="ignore"):
            words = x.astype(np.intp)
        if words.min() < 0 or words.max() > self.vocabulary_size or not np.array_equal(words, x):
            right = (words == x) & (words >= 0) & (words <= self.vocabulary_size)
            raise DataError(
                f"embedding reads word numbers from 0 to {self.vocabulary_size}, and "
                f"{x[~right][0]:g} is none",
                hint="Give it columns of word numbers as they are (preprocessing.numeric: none), "
                "and a vocabulary_size that is the largest of them.",
            )
        return words
