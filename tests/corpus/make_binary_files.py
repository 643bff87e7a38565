"""Writes the files of the corpus that no editor can: pictures, IDX files, text in other encodings.

Run it from anywhere: ``python tests/corpus/make_binary_files.py``. What it writes is committed,
because another version of Pillow may write other bytes.
"""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

CORPUS = Path(__file__).parent
FLOWERS = (CORPUS / "valid/flowers.csv").read_text()


def write(name: str, content: bytes) -> None:
    path = CORPUS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def noise(height: int, width: int, channels: int = 1, seed: int = 0) -> np.ndarray:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)
    return pixels[:, :, 0] if channels == 1 else pixels


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, depth: int = 8, color: int = 0, data: bytes = b"") -> bytes:
    """A PNG whose header says what is asked for, whatever its data are."""
    header = struct.pack(">2I5B", width, height, depth, color, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def idx(type: int, *shape: int, data: bytes = b"") -> bytes:
    return struct.pack(f">2x2B{len(shape)}I", type, len(shape), *shape) + data


def pictures() -> None:
    for label in ("circle", "square"):
        for number in range(3):
            image = Image.fromarray(noise(6, 6, seed=number + 10 * (label == "square")))
            write(f"valid/pictures/{label}/{number}.png", saved(image, "PNG"))
    pixels = noise(12, 4 * 4, seed=5).tobytes()
    write("valid/pictures-images-idx3-ubyte", idx(8, 12, 4, 4, data=pixels))
    write("valid/pictures-labels-idx1-ubyte", idx(8, 12, data=bytes([0, 1] * 6)))


def damaged_images() -> dict[str, bytes]:
    """Each is the only file that is wrong in a folder of pictures."""
    grey = Image.fromarray(noise(6, 6))
    whole = {
        format: saved(grey, format) for format in ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
    }
    suffixes = {
        "PNG": "png",
        "JPEG": "jpg",
        "BMP": "bmp",
        "GIF": "gif",
        "WEBP": "webp",
        "TIFF": "tif",
    }
    files = {
        f"cut_short.{suffixes[f]}": content[: len(content) // 2] for f, content in whole.items()
    }
    files |= {
        f"only_a_signature.{suffixes[f]}": c[:8]
        for f, c in whole.items()
        if f in ("PNG", "JPEG", "GIF")
    }
    flipped = bytearray(whole["PNG"])
    flipped[-20] ^= 0xFF
    files |= {
        "empty.png": b"",
        "one_byte.jpg": b"\xff",
        "text.png": b"this is no picture\n",
        "zeros.png": bytes(500),
        "bad_checksum.png": bytes(flipped),
        "postscript.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 6 6\n(id) run\nshowpage\n",
        "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "pdf.png": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "page.jpg": b"<!DOCTYPE html><html><body>404</body></html>",
        "archive.png": b"PK\x03\x04" + bytes(60),
        "icon.png": saved(grey, "ICO"),
        "netpbm.png": saved(grey, "PPM"),
        "bomb.png": png(30_000, 30_000, data=bytes(100)),
        "just_too_large.png": png(89_478_486, 1, data=bytes(100)),
        "bomb.gif": b"GIF89a" + struct.pack("<2H", 65_535, 65_535) + whole["GIF"][10:],
        "bomb.bmp": whole["BMP"][:18] + struct.pack("<2i", 60_000, 60_000) + whole["BMP"][26:],
        "no_pixels.png": png(0, 0),
        "no_height.bmp": whole["BMP"][:18] + struct.pack("<2i", 6, 0) + whole["BMP"][26:],
        "negative_width.bmp": whole["BMP"][:18] + struct.pack("<2i", -6, 6) + whole["BMP"][26:],
        "no_data.png": png(6, 6),
        "impossible_depth.png": png(6, 6, depth=3, data=bytes(42)),
        "impossible_color.png": png(6, 6, color=1, data=bytes(42)),
        "float_pixels.tif": saved(
            Image.fromarray(np.linspace(0, 1, 36, dtype=np.float32).reshape(6, 6)), "TIFF"
        ),
        "large_integers.tif": saved(Image.fromarray(np.full((6, 6), 100_000, np.int32)), "TIFF"),
        "directory_beyond_end.tif": b"II*\0" + struct.pack("<I", 2**31),
        "webp_of_no_image.webp": b"RIFF" + struct.pack("<I", 4) + b"WEBP",
        "other_size.png": saved(Image.fromarray(noise(5, 6)), "PNG"),
    }
    return files


def images() -> None:
    for name, content in damaged_images().items():
        folder = f"images/{name.replace('.', '_')}"
        for label in ("circle", "square"):
            write(
                f"{folder}/{label}/0.png", (CORPUS / f"valid/pictures/{label}/0.png").read_bytes()
            )
        write(f"{folder}/square/{name}", content)
        write(f"images/alone/{name}", content)


def idx_files() -> None:
    """Each with the labels of ten images beside it, or the images beside the wrong labels."""
    good_images = idx(8, 10, 2, 2, data=bytes(range(40)))
    good_labels = idx(8, 10, data=bytes([0, 1] * 5))
    zipped = gzip.compress(good_images, mtime=0)
    wrong_images = {
        "empty": b"",
        "three_bytes": b"\0\0\x08",
        "other_magic": b"\x01" + good_images[1:],
        "unknown_type": idx(0x0A, 10, 2, 2, data=bytes(40)),
        "no_dimensions": idx(8),
        "cut_in_header": good_images[:9],
        "cut_in_pixels": good_images[:-1],
        "one_byte_more": good_images + b"\0",
        "terabytes": idx(8, 2**32 - 1, 2**32 - 1, 2**32 - 1, data=bytes(40)),
        "overflowing": idx(8, 2**31, 2**31, 4, data=bytes(40)),
        "two_dimensions": idx(8, 10, 4, data=bytes(40)),
        "five_dimensions": idx(8, 10, 1, 2, 2, 1, data=bytes(40)),
        "two_channels": idx(8, 10, 2, 1, 2, data=bytes(40)),
        "floats": idx(0x0D, 10, 2, 2, data=bytes(160)),
        "no_images": idx(8, 0, 2, 2),
        "no_width": idx(8, 10, 2, 0),
        "gzip_cut": zipped[:-12],
        "gzip_damaged": zipped[:14] + bytes([zipped[14] ^ 0xFF]) + zipped[15:],
        "gzip_header_only": zipped[:10],
        "gzip_bomb": gzip.compress(idx(8, 10, 2, 2, data=bytes(2_000_000)), mtime=0),
        "gzip_promises_more": gzip.compress(idx(8, 10, 2, 3, data=bytes(40)), mtime=0),
    }
    for name, content in wrong_images.items():
        write(f"idx/{name}-images-idx3-ubyte", content)
        write(f"idx/{name}-labels-idx1-ubyte", good_labels)
    wrong_labels = {
        "empty": b"",
        "cut": good_labels[:-1],
        "too_few": idx(8, 9, data=bytes(9)),
        "too_many": idx(8, 11, data=bytes(11)),
        "two_dimensions": idx(8, 10, 1, data=bytes(10)),
        "floats": idx(0x0D, 10, data=bytes(40)),
        "terabytes": idx(8, 2**32 - 1, data=bytes(10)),
        "text": b"0\n1\n" * 5,
        "sixteen_dimensions": idx(8, 0, 2, *[2**32 - 1] * 13, 2),
        "none_of_billions": idx(8, 0, *[2**32 - 1] * 3),
    }
    for name, content in wrong_labels.items():
        write(f"idx/labels_{name}-images-idx3-ubyte", good_images)
        write(f"idx/labels_{name}-labels-idx1-ubyte", content)
    write("idx/alone-images-idx3-ubyte", good_images)


def tables() -> None:
    flowers = FLOWERS.encode()
    zipped = gzip.compress(flowers, mtime=0)
    lines = flowers.splitlines(keepends=True)
    files = {
        "tables/zero_bytes.csv": flowers[:200] + b"\0" + flowers[200:],
        "tables/latin1.csv": b"".join(
            [*lines[:3], lines[3].replace(b"virginica", b"caf\xe9"), *lines[4:]]
        ),
        "tables/cut_utf8.csv": flowers.rstrip() + b"\n5,3,1,0.2,seto\xc3",
        "tables/picture.csv": saved(Image.fromarray(noise(6, 6)), "PNG"),
        "tables/spreadsheet.csv": b"PK\x03\x04" + bytes(200),
        "tables/spreadsheet.xlsx": b"PK\x03\x04" + bytes(200),
        "tables/gzip_cut.csv.gz": zipped[: len(zipped) // 2],
        "tables/gzip_damaged.csv.gz": zipped[:40] + b"\xff\xff\xff" + zipped[43:],
        "tables/gzip_header.csv.gz": zipped[:10],
        "tables/half_utf16.csv": b"\xff\xfe" + FLOWERS.encode("utf-16-le")[:-1],
        "tables/utf16_without_mark.csv": FLOWERS.encode("utf-16-le"),
        "tables/wrong_mark.csv": b"\xff\xfe" + flowers[:-1],
        "tables/parquet_in_name.parquet": flowers,
        "tables/parquet_magic_only.parquet": b"PAR1",
        "tables/parquet_garbage.parquet": b"PAR1" + bytes(100) + b"\xff\xff\xff\x7fPAR1",
        "tables/parquet_no_footer.parquet": b"PAR1" + bytes(300),
        "tables/only_a_mark.csv": b"\xef\xbb\xbf",
        "configs/latin1.yaml": b"name: caf\xe9\n",
        "configs/control_character.yaml": b"name: a\x07b\ndataset: {path: a.csv, target: b}\n",
        "configs/zero_byte.yaml": b"name: a\0b\n",
        "configs/cut_utf8.yaml": b"name: caf\xc3",
        "configs/picture.yaml": saved(Image.fromarray(noise(4, 4)), "PNG"),
        "configs/utf16_without_mark.yaml": "name: a\n".encode("utf-16-le"),
        "labels/latin1.txt": b"filename,class\ncircle/0.png,caf\xe9\n",
        "labels/zero_byte.txt": b"filename,class\ncircle/0.png,a\0b\n",
        "labels/utf16.txt": "filename,class\ncircle/0.png,a\n".encode("utf-16"),
        "models/latin1.json": b'{"format": "nn-model", "created_by": "caf\xe9"}',
        "models/utf16.json": '{"format": "nn-model"}'.encode("utf-16"),
        "models/zero_bytes.json": bytes(100),
        "models/pickle.json": b"\x80\x04\x95\x1a" + bytes(7) + b"\x8c\x05posix\x8c\x06system",
        "models/numpy.json": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'shape': (999999999999,), }",
        "models/gzip.json": gzip.compress(b"{}", mtime=0),
    }
    for name, content in files.items():
        write(name, content)


def legal_files() -> None:
    """Odd, but right: `tests/test_corpus_legal.py` knows what each of them holds."""
    body = FLOWERS
    windows = body.replace("\n", "\r\n")
    comma = "\n".join(line.replace(",", ";").replace(".", ",") for line in body.splitlines()) + "\n"
    files = {
        "tables/mark.csv": b"\xef\xbb\xbf" + body.encode(),
        "tables/windows.csv": windows.encode(),
        "tables/old_mac.csv": body.replace("\n", "\r").encode(),
        "tables/utf16_little.csv": b"\xff\xfe" + body.encode("utf-16-le"),
        "tables/utf16_big.csv": b"\xfe\xff" + body.encode("utf-16-be"),
        "tables/utf16_windows.csv": b"\xff\xfe" + windows.encode("utf-16-le"),
        "tables/utf32.csv": body.encode("utf-32"),
        "tables/zipped.csv.gz": gzip.compress(body.encode(), mtime=0),
        "tables/decimal_comma.csv": comma.encode(),
        "tables/tabs.tsv": body.replace(",", "\t").encode(),
        "tables/bars.txt": body.replace(",", "|").encode(),
        "tables/no_line_end.csv": body.rstrip("\n").encode(),
        "tables/blank_lines.csv": ("\n\n" + body + "\n\n").encode(),
        "tables/spaces.csv": body.replace(",", " , ").encode(),
        "tables/mixed_line_ends.csv": (
            windows[:300] + body[len(windows[:300].replace("\r", "")) :]
        ).encode(),
    }
    for name, content in files.items():
        write(f"legal/{name}", content)
    upright = np.array([[0, 60, 120], [180, 210, 255]], np.uint8)  # 2 high, 3 wide
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored = stored_as(upright, orientation)
        write(
            f"legal/images/orientation_{orientation}.png",
            saved(Image.fromarray(stored), "PNG", exif=exif),
        )
    sixteen = upright.astype(np.uint16) * 257
    palette = Image.fromarray(upright).convert("P")
    colors = np.stack([upright, 255 - upright, upright // 2], 2)
    clear = Image.fromarray(np.dstack([colors, np.full((2, 3), 255, np.uint8)]))
    pictures = {
        "sixteen_bit.png": saved(Image.fromarray(sixteen), "PNG"),
        "sixteen_bit.tif": saved(Image.fromarray(sixteen), "TIFF"),
        "palette.png": saved(palette, "PNG"),
        "palette.gif": saved(palette, "GIF"),
        "one_bit.png": saved(Image.fromarray(upright > 100), "PNG"),
        "cmyk.tif": saved(
            Image.fromarray(255 - np.dstack([colors, np.full((2, 3), 255, np.uint8)]), "CMYK"),
            "TIFF",
        ),
        "rgb.bmp": saved(Image.fromarray(colors), "BMP"),
        "alpha.png": saved(clear, "PNG"),
        "grey_alpha.png": saved(Image.fromarray(upright).convert("LA"), "PNG"),
        "animated.gif": saved(palette, "GIF", save_all=True, append_images=[palette.rotate(180)]),
        "interlaced.png": interlaced(upright),
        "lossless.webp": saved(Image.fromarray(colors), "WEBP", lossless=True),
        "UPPER.PNG": saved(Image.fromarray(upright), "PNG"),
        "jpeg_named.png": saved(Image.new("RGB", (3, 2), (200, 200, 200)), "JPEG", quality=100),
    }
    for name, content in pictures.items():
        write(f"legal/images/{name}", content)


def stored_as(upright: np.ndarray, orientation: int) -> np.ndarray:
    """The pixels as a camera held in that way stores them (EXIF 2.3, tag 274)."""
    undo = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: np.transpose,
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(np.transpose(a), 2),
        8: lambda a: np.rot90(a, -1),
    }
    return np.ascontiguousarray(undo[orientation](upright))


def interlaced(pixels: np.ndarray) -> bytes:
    """A PNG by Adam7: seven passes of 8-bit grey (PNG specification, 8.2)."""
    height, width = pixels.shape
    passes = [
        (0, 0, 8, 8),
        (0, 4, 8, 8),
        (4, 0, 8, 4),
        (0, 2, 4, 4),
        (2, 0, 4, 2),
        (0, 1, 2, 2),
        (1, 0, 2, 1),
    ]
    parts = [pixels[y::dy, x::dx] for y, x, dy, dx in passes]
    data = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in part)
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 1)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


if __name__ == "__main__":
    pictures()
    images()
    idx_files()
    tables()
    legal_files()
