"""Which pixels speak for the answer to an image, and which against it.

Integrated gradients compare the image with a blank one: on the straight way from the blank image
to the real one, the slopes of the answer along each pixel are summed up, times the pixel's change.
The shares of all pixels add up to the difference between the two answers, and pixels that are as
in the blank image have none. The blank image has one colour, the median of the image's border:
black around white digits, white around black ones.

Formula:
    IG = (x - b) mean over a of dp/dx at b + a (x - b),  a in the middles of `steps` parts of [0, 1]
        x: image  b: blank image  p: the answer, as a probability or in the target's unit
Source:
    Sundararajan, Taly and Yan, Axiomatic attribution for deep networks, ICML 2017.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.pixels import Pixels, PixelScale
from nnfs_cli.data.targets import TargetEncoder
from nnfs_cli.engine.buffers import Array
from nnfs_cli.engine.network import Network
from nnfs_cli.task import Task

Floats = npt.NDArray[np.float64]

FEWEST_STEPS, MOST_STEPS = 32, 512
TOLERANCE = 0.02
"""steps are doubled until the shares add up to within this part of the largest possible change"""


@dataclass(frozen=True, eq=False)
class ImageView:
    """A network with what turns pixels into its inputs, and its outputs into answers."""

    network: Network
    scale: PixelScale
    targets: TargetEncoder

    def inputs(self, pixels: Pixels) -> Array:
        """Rows (n, features + 1), the last column all ones."""
        rows: Array = np.empty((len(pixels), pixels.shape[1] + 1), self.network.dtype)
        self.scale.fill(pixels, rows)
        rows *= self.scale.factor
        return rows

    def answers(self, rows: Array) -> Floats:
        """Probabilities, or numbers in the target's unit, (n, outputs)."""
        return np.asarray(self.targets.decode(self.network.predict(rows)), np.float64)

    @property
    def units(self) -> Floats:
        """How much an answer grows when the network's own output grows by 1, (outputs,)."""
        scalers = self.targets.scalers or (None,) * self.targets.outputs
        return np.array([scaler.std if scaler else 1.0 for scaler in scalers])


@dataclass(frozen=True, eq=False)
class ImageAttribution:
    """What the pixels of one image did to one answer."""

    target: str
    said: str | None
    """the class that is answered, and explained; None for a number"""
    answer: float
    """the probability of what is said, or the number"""
    blank: float
    """the same for the blank image"""
    heat: Floats
    """shape (height, width): each pixel's share of answer - blank, its channels together"""
    error: float
    """how far the shares are from adding up"""


def image_attributions(
    views: Sequence[ImageView],
    targets: TargetEncoder,
    pixels: Pixels,
    shape: tuple[int, int, int],
) -> Iterator[tuple[ImageAttribution, ...]]:
    """For each image (n, height * width * channels) one for each question that is asked."""
    for image in pixels:
        pair = np.stack([image, blank_image(image, shape)])
        inputs = [view.inputs(pair) for view in views]
        answers = np.mean(
            [view.answers(rows) for view, rows in zip(views, inputs, strict=True)], axis=0
        )
        yield tuple(
            _attribution(views, inputs, answers, question, shape)
            for question in _questions(targets, answers[0])
        )


def blank_image(image: Pixels, shape: tuple[int, int, int]) -> Pixels:
    """An image (features,) of the colour of this one's border."""
    picture = image.reshape(shape)
    edges = picture[0], picture[-1], picture[:, 0], picture[:, -1]
    border = np.concatenate([edge.reshape(-1, shape[2]) for edge in edges])
    color = np.median(border, axis=0).astype(np.uint8)
    return np.broadcast_to(color, shape).reshape(-1)


@dataclass(frozen=True)
class Question:
    """One answer as weighted outputs: ``sign p[output] + offset``."""

    target: str
    said: str | None
    output: int
    sign: float = 1.0
    offset: float = 0.0


def _questions(targets: TargetEncoder, answers: Floats) -> list[Question]:
    """About the class that is answered; of a no, about its own probability."""
    if targets.task is Task.REGRESSION:
        return [Question(name, None, place) for place, name in enumerate(targets.names)]
    names: list[str] = targets.class_names(answers[None]).tolist()[0]
    if targets.task is Task.MULTICLASS:
        return [Question(targets.answer_names[0], names[0], int(answers.argmax()))]
    pairs = zip(targets.names, names, targets.vocabularies, strict=True)
    return [
        Question(name, said, place, *((1.0, 0.0) if said == yes else (-1.0, 1.0)))
        for place, (name, said, (_, yes)) in enumerate(pairs)
    ]


def _attribution(
    views: Sequence[ImageView],
    inputs: Sequence[Array],
    answers: Floats,
    question: Question,
    shape: tuple[int, int, int],
) -> ImageAttribution:
    """With as many steps as it takes."""
    answer, blank = (answers[:, question.output] * question.sign + question.offset).tolist()
    scale = max(abs(answer - blank), 0.1 if question.said is not None else 1e-9)
    steps = FEWEST_STEPS
    while True:
        shares = np.mean(
            [_shares(v, rows, question, steps) for v, rows in zip(views, inputs, strict=True)],
            axis=0,
        )
        error = abs(float(shares.sum()) - (answer - blank))
        if error <= TOLERANCE * scale or steps == MOST_STEPS:
            heat = shares.reshape(shape).sum(axis=2)
            return ImageAttribution(question.target, question.said, answer, blank, heat, error)
        steps *= 2


def _shares(view: ImageView, inputs: Array, question: Question, steps: int) -> Floats:
    """Of all features (features,), for one network."""
    x, b = inputs.astype(np.float64)
    way = (np.arange(steps) + 0.5) / steps
    rows = (b + way[:, None] * (x - b)).astype(view.network.dtype)
    dy = np.zeros((steps, len(view.units)), view.network.dtype)
    dy[:, question.output] = question.sign * view.units[question.output]
    slopes = view.network.input_slopes(rows, dy).astype(np.float64)
    shares: Floats = (x - b)[:-1] * slopes.mean(axis=0)
    return shares
