"""Loss and gradient over all rows, for optimizers that look at all of them at once."""

from __future__ import annotations

import math

import numpy as np

from nnfs_cli.data.batches import Batches
from nnfs_cli.engine.buffers import Buffer
from nnfs_cli.engine.losses import Loss
from nnfs_cli.engine.network import Network


class FullBatch:
    """The objective at the network's parameters of now: mean loss over all rows, and penalties.

    The rows are walked through batch by batch and their gradients summed up, so that memory does
    not grow with the data.
    """

    def __init__(self, network: Network, loss: Loss, batches: Batches) -> None:
        self.network = network
        self.loss = loss
        self.batches = batches
        self.mean_loss = math.nan
        """of the last look, without penalties"""
        self._sum = np.zeros_like(network.vector.gradients)

    def __call__(self) -> float:
        """The objective; the network's gradients are its slopes."""
        network, vector, dtype = self.network, self.network.vector, self.network.dtype
        self._sum.fill(0)
        self.mean_loss = 0.0
        for x, t, w in self.batches.epoch(1):
            rows, targets = np.asarray(x, dtype), np.asarray(t, dtype)
            weights = None if w is None else np.asarray(w, dtype)
            share = len(rows) / self.batches.rows
            x_buffer = Buffer.of_rows(rows, network.input_shape, self.batches.factor)
            p = network.forward(x_buffer, training=True)
            self.mean_loss += share * self.loss.value(p, targets, weights)
            network.backward(self.loss, p, targets, share, weights)
            self._sum += vector.gradients
        vector.gradients[...] = self._sum
        return self.mean_loss + vector.penalty()
