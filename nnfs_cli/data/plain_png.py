"""PNGs as most data sets have them, read without the machinery that is there for all the others.

Pillow opens any image there is, and for a thumbnail that takes longer than decoding it. Here a
PNG's chunks are walked by hand (W3C, Portable Network Graphics, third edition, 5) and Pillow's own
decoder gets the pixels. Everything unusual or damaged is left to Pillow as a whole, with its
verdict.
"""

from __future__ import annotations

import struct
from zlib import crc32

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">8sI4sII5B")
"""signature, length, type; width, height; depth, color, compression, filter, interlace"""
CHUNK = struct.Struct(">I4s")
CHECKSUM = struct.Struct(">I")
MODES = {0: "L", 2: "RGB", 6: "RGBA"}
HARMLESS = {b"IHDR", b"bKGD", b"cHRM", b"gAMA", b"pHYs", b"sBIT", b"sRGB", b"tIME"}
"""chunks that leave the pixels as they are"""


def read_plain_png(content: bytes, most_pixels: int) -> Image.Image | None:
    """The image in the bytes of a file, of 8 bits per channel; None where it is not that simple."""
    try:
        signature, length, kind, width, height, *form = HEADER.unpack_from(content)
        depth, color, *rest = form
        if (signature, length, kind, depth, *rest) != (SIGNATURE, 13, b"IHDR", 8, 0, 0, 0):
            return None
        if color not in MODES or not 0 < width * height <= most_pixels:
            return None
        data = _image_data(content)
        if data is None:
            return None
        mode = MODES[color]
        return Image.frombytes(mode, (width, height), data, "zip", mode, False)
    except (OSError, ValueError, struct.error, MemoryError):
        return None


def _image_data(content: bytes) -> bytes | None:
    """What the IDAT chunks hold; None when a chunk is damaged or means more than pixels."""
    data, place = b"", len(SIGNATURE)
    while True:
        length, kind = CHUNK.unpack_from(content, place)
        end = place + CHUNK.size + length
        if crc32(content[place + 4 : end]) != CHECKSUM.unpack_from(content, end)[0]:
            return None
        if kind == b"IDAT":
            data += content[place + CHUNK.size : end]
        elif kind == b"IEND":
            return data
        elif kind not in HARMLESS:
            return None
        place = end + CHECKSUM.size
