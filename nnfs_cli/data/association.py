"""How much one column alone tells about another, whatever the shape of the relation.

Rows are put in the order of x; then y is compared between neighbours. Where x determines y they
are alike, where it tells nothing they are as far apart as any two rows. For numbers that is the
coefficient of S. Chatterjee, *A new coefficient of correlation*, JASA 116 (2021). For classes it
is the same idea with "the same class" for alike: the kernel measure of N. Deb, P. Ghosal and
B. Sen (2020), and where x has classes too, Goodman and Kruskal's tau.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64] | npt.NDArray[np.float32] | npt.NDArray[np.intp]


def foretells(x: Values, y: Values, *, y_is_class: bool, seed: int = 0) -> float:
    """1 where x determines y, about 0 where it tells nothing; x and y are (rows,), not NaN.

    Classes come as codes, in x too: their order does not matter. Rows with equal x stand in an
    order drawn by `seed`, so that a column of which every value is another one tells nothing by
    that alone. A constant y cannot be told: 0.
    """
    rows = len(x)
    if rows < 3 or (y == y[0]).all():
        return 0.0
    shuffled = np.random.default_rng(seed).permutation(rows)
    order = shuffled[np.argsort(x[shuffled], kind="stable")]
    told = _same_neighbours(y[order]) if y_is_class else _near_neighbours(y[order])
    return max(0.0, min(1.0, told))


def _same_neighbours(y: Values) -> float:
    """(a - c) / (1 - c): a is how many neighbours agree, c how many of any two rows do."""
    agreeing = float(np.mean(y[1:] == y[:-1]))
    counts = np.unique(y, return_counts=True)[1].astype(np.float64)
    rows = len(y)
    by_chance = float((counts * (counts - 1)).sum() / (rows * (rows - 1)))
    classes = len(counts)
    best = (rows - classes) / (rows - 1)  # neighbours differ at least where classes meet
    return (agreeing - by_chance) / (best - by_chance) if best > by_chance else 0.0


def _near_neighbours(y: Values) -> float:
    """1 - n sum|r[i+1] - r[i]| / (2 sum l (n - l)); r ranks y from below, l from above."""
    rows, ordered = len(y), np.sort(y)
    r = np.searchsorted(ordered, y, side="right").astype(np.float64)
    above = rows - np.searchsorted(ordered, y, side="left").astype(np.float64)
    apart = rows * np.abs(np.diff(r)).sum()
    usual = 2 * (above * (rows - above)).sum()
    best = 1 - rows * (r.max() - r.min()) / usual  # of y in its own order
    return float((1 - apart / usual) / best) if best > 0 else 0.0
