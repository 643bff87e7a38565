"""Decode a folder of images into one array with Pillow, on all processors; prints the seconds.

Each worker gets one share of the files: handing them out one at a time takes longer.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
from PIL import Image


def decode(paths):
    images = []
    for path in paths:
        with Image.open(path) as image:
            images.append(np.asarray(image))
    return np.stack(images)


if __name__ == "__main__":
    executor = {"processes": ProcessPoolExecutor, "threads": ThreadPoolExecutor}[sys.argv[1]]
    start = perf_counter()
    paths = [path for path in sorted(Path(sys.argv[2]).rglob("*")) if path.suffix]
    workers = os.cpu_count()
    share = -(-len(paths) // workers)
    shares = [paths[first : first + share] for first in range(0, len(paths), share)]
    with executor(workers) as pool:
        pixels = np.concatenate(list(pool.map(decode, shares)))
    classes = sorted({path.parent.name for path in paths})
    numbers = {name: number for number, name in enumerate(classes)}
    labels = np.array([numbers[path.parent.name] for path in paths])
    assert len(pixels) == len(labels)
    print(perf_counter() - start)
