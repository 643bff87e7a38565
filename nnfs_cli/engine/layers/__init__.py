"""One layer, one file. `engine.components` imports every module of this folder."""

from importlib import import_module

for _name in (
    "dense",
    "activation",
    "flatten",
    "dropout",
    "gaussian_noise",
    "batch_norm",
    "layer_norm",
    "conv2d",
    "max_pool2d",
    "average_pool2d",
    "global_average_pool2d",
    "embedding",
):  # first, in the order of `nn list`: from simple to complex
    import_module(f"{__name__}.{_name}")
