"""Small pictures as text for the page: arrays of bytes become PNGs inside a data address."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""number of channels → colour type: grey, grey with alpha, RGB, RGBA"""


def data_address(pixels: Pixels) -> str:
    """``data:image/png;base64,…`` of pixels (height, width, channels)."""
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode("ascii")


def png(pixels: Pixels) -> bytes:
    """The file's bytes: signature, header, data, end.

    Source: W3C, Portable Network Graphics, third edition; every line with filter type 0.
    """
    height, width, channels = pixels.shape
    lines = np.zeros((height, width * channels + 1), np.uint8)
    lines[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def thumbnail(pixels: Pixels, side: int) -> Pixels:
    """Means of whole blocks of pixels, so that neither side is much longer than `side`."""
    height, width, channels = pixels.shape
    block = max(1, -(-max(height, width) // side))
    if block == 1:
        return pixels
    rows, columns = max(1, height // block), max(1, width // block)
    cut = pixels[: rows * block, : columns * block]
    if cut.shape != (rows * block, columns * block, channels):  # narrower than a block
        return pixels[::block, ::block]
    blocks = cut.reshape(rows, block, columns, block, channels)
    means: Pixels = blocks.mean(axis=(1, 3)).round().astype(np.uint8)
    return means
