"""MNIST, 784-50-10, five epochs in batches of 32, with PyTorch: read, train, test, save."""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.peers.idx import mnist

x, y, x_test, y_test = mnist(Path(sys.argv[1]))
x, x_test = (torch.from_numpy(a.astype(np.float32) / 255) for a in (x, x_test))
y, y_test = (torch.from_numpy(a.astype(np.int64)) for a in (y, y_test))
held, kept = torch.randperm(len(x)).split([len(x) // 10, len(x) - len(x) // 10])

model = nn.Sequential(nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
loss_of = nn.CrossEntropyLoss()
# Slices of a tensor, where a DataLoader would take several times as long. Threads and Adam are as
# PyTorch comes: one thread is as fast as two here, `fused=True` saves about a tenth of an epoch.
for epoch in range(5):
    for batch in kept[torch.randperm(len(kept))].split(32):
        optimizer.zero_grad()
        loss_of(model(x[batch]), y[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x[held]).argmax(1) == y[held]).float().mean()
    print(f"epoch {epoch + 1}: validation accuracy {accuracy:.4f}")
with torch.no_grad():
    print(f"test accuracy {(model(x_test).argmax(1) == y_test).float().mean():.4f}")
torch.save(model.state_dict(), sys.argv[2])
