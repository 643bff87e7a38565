"""Small files in the older formats, and what those programs answered, computed as they did."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Content = dict[str, Any]


def activated(name: str, v: np.ndarray) -> np.ndarray:
    if name == "relu":
        return np.maximum(v, 0)
    if name == "sigmoid":
        return (1 + np.tanh(v / 2)) / 2
    if name == "softmax":
        return np.exp(v) / np.exp(v).sum()
    return v


def prompt_driven(
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str,
    *,
    image: tuple[int, int] | None = None,
    normalized: bool = True,
) -> Content:
    """`image` is (width, height). The first feature never varied, the second hardly."""
    generator = np.random.default_rng(sum(sizes))
    width = sizes[0]
    low = generator.uniform(-9, 0, width)
    high = low + generator.uniform(1, 9, width)
    high[0] = low[0]
    std = generator.uniform(0.1, 1, width)
    std[:2] = 0, 1e-5
    none = {"regularize": False, "l1_rate": 0, "l2_rate": 0}
    return {
        "normalized": normalized,
        "is_image_model": image is not None,
        **({} if image is None else {"image_dim": list(image), "image_bit_depth": 8}),
        "layers": {
            str(k): {
                "dimension": nodes,
                "activation": (None, *activations)[k],
                "regularization": none,
            }
            for k, nodes in enumerate(sizes)
        },
        "loss": loss,
        "class_list": [f"answer {k}" for k in range(sizes[-1])],
        "feature_list": [f"f{k}" for k in range(width)],
        "feature_types": ["float"] * width,
        "feature_min_maxes": [[0, 255]] * width if image else np.stack([low, high], 1).tolist(),
        "sample_features_mean": generator.uniform(-0.5, 0.5, width).tolist(),
        "sample_dependent_variables_mean": [0.5] * sizes[-1],
        "sample_features_variance": (std**2).tolist(),
        "sample_features_std": std.tolist(),
        "weights": {
            str(k): generator.normal(size=(after, 1 + before)).tolist()
            for k, (before, after) in enumerate(pairwise(sizes))
        },
    }


def answer_of_prompt_driven(content: Content, x: np.ndarray) -> np.ndarray:
    """One row, as the description of that program says, step by step."""
    a = np.array(x, float)
    if content["normalized"]:
        for k, (low, high) in enumerate(content["feature_min_maxes"]):
            z = -1 + 2 * (a[k] - low) / (high - low) if high != low else 0.0
            z = min(max(z, -1.0), 1.0) - content["sample_features_mean"][k]
            std = content["sample_features_std"][k]
            a[k] = z / std if std > 1e-5 else z
    for k in range(len(content["weights"])):
        W = np.array(content["weights"][str(k)])
        a = activated(content["layers"][str(k + 1)]["activation"], W[:, 1:] @ a + W[:, 0])
    return a


def layered_lists(*sizes: int) -> Content:
    generator = np.random.default_rng(sum(sizes))
    pairs = list(pairwise(sizes))
    return {
        "shape": list(sizes),
        "weights": [generator.normal(size=(after, before)).tolist() for before, after in pairs],
        "biases": [generator.normal(size=(after, 1)).tolist() for _, after in pairs],
    }


def answer_of_layered_lists(content: Content, x: np.ndarray) -> np.ndarray:
    a = np.array(x, float)[:, None]
    for W, b in zip(content["weights"], content["biases"], strict=True):
        a = activated("sigmoid", np.array(W) @ a + np.array(b))
    return a[:, 0]
