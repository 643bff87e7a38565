"""MNIST, 784-50-10, five epochs in batches of 32, with scikit-learn: read, train, test, save."""

import pickle
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.peers.idx import mnist

warnings.simplefilter("ignore")
x, y, x_test, y_test = mnist(Path(sys.argv[1]))
# `x / 255` would be shorter and is what tutorials write, but makes float64: twice the memory and
# slower epochs. Everything else is as scikit-learn comes.
x, x_test = (a.astype(np.float32) / 255 for a in (x, x_test))
model = MLPClassifier((50,), batch_size=32, max_iter=5, alpha=0.0, random_state=0)
order = np.random.default_rng(0).permutation(len(x))
held, kept = order[: len(x) // 10], order[len(x) // 10 :]
model.fit(x[kept], y[kept])
print(f"validation accuracy {model.score(x[held], y[held]):.4f}")
print(f"test accuracy {model.score(x_test, y_test):.4f}")
Path(sys.argv[2]).write_bytes(pickle.dumps(model))
