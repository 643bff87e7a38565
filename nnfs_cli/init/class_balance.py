"""How evenly rows are spread over classes, and from where on that matters.

Where one answer is rare, a network is right most often by never giving it. Weights make it look
for the rare one, which costs right answers among the others: so what is judged first is then a
metric that counts every class alike, and the accuracy of always saying no is no longer the mark.
"""

from __future__ import annotations

from collections.abc import Sequence

RARE = 1 / 3
"""of an equal share: a class below it is rare; of two classes that is one row in six"""


class ClassBalance:
    """The classes of a target with their numbers of rows, the most frequent first."""

    def __init__(self, counts: Sequence[tuple[str, int]]) -> None:
        self.counts = tuple(counts)
        self.rows = sum(count for _, count in counts)

    @property
    def rarest(self) -> tuple[str, int]:
        return self.counts[-1]

    @property
    def majority(self) -> float:
        """The share of the most frequent class, which is the accuracy of always saying it."""
        return self.counts[0][1] / self.rows

    @property
    def uneven(self) -> bool:
        """Whether the rarest class has less than a third of an equal share."""
        return self.rarest[1] < RARE * self.rows / len(self.counts)
