"""Read, filter, split and encode a table with pandas and NumPy: standardized numbers, one-hot."""

import sys

import numpy as np
import pandas as pd

table = pd.read_csv(sys.argv[1])
table = table[table["x0"] > -2]
rows = len(table)
training = np.sort(np.random.default_rng(0).permutation(rows)[: int(0.7 * rows)])
numbers = table[[f"x{k}" for k in range(8)]].to_numpy()
codes, words = pd.factorize(table["city"], sort=True)
x = np.empty((rows, 8 + len(words)), np.float32)
x[:, :8] = (numbers - numbers[training].mean(axis=0)) / numbers[training].std(axis=0)
x[:, 8:] = codes[:, None] == np.arange(len(words))
y = table["y"].to_numpy()
t = ((y - y[training].mean()) / y[training].std()).astype(np.float32)
print(x.shape, t.shape)
