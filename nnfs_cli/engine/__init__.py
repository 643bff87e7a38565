"""The mathematics: layers, activations, losses and optimizers over one vector of parameters.

NumPy only. No files, no YAML, no printing, no clock. Inside the engine the batch is always the
last axis: a batch of n examples with 4 features is an array of shape (4, n). Rows would read as
naturally, but columns make every sum over features run along long stretches of memory.
"""
