"""Columns of numbers out of a DuckDB query, batch by batch, at full speed and in little memory.

DuckDB offers results as Python objects (slow), as one NumPy array per column (everything at once)
or as an Arrow stream. The last is what a long table needs, and for columns of doubles the Arrow C
data interface is small enough to read here: two C structs, whose layout is a published standard.

https://arrow.apache.org/docs/format/CStreamInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nnfs_cli.data.database import duckdb, uninterrupted

POINTER = ctypes.c_void_p


class ArrowArray(ctypes.Structure):
    """One batch of rows, with a child for each column; or one column of it."""


ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(POINTER)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", POINTER),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArray))),
    ("private_data", POINTER),
]


class ArrowArrayStream(ctypes.Structure):
    """A query's result, from which batches are taken until one comes back released."""


ArrowArrayStream._fields_ = [
    ("get_schema", POINTER),
    (
        "get_next",
        ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowArray)
        ),
    ),
    (
        "get_last_error",
        ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(ArrowArrayStream)),
    ),
    ("release", POINTER),
    ("private_data", POINTER),
]

_pointer_in = ctypes.pythonapi.PyCapsule_GetPointer
_pointer_in.restype = POINTER
_pointer_in.argtypes = [ctypes.py_object, ctypes.c_char_p]


def batches_of_doubles(
    query: duckdb.DuckDBPyRelation,
) -> Iterator[list[npt.NDArray[np.float64]]]:
    """Run a query whose columns are all DOUBLE and never NULL; an array (rows,) for each column.

    Batches come in the order of the rows. Raises duckdb.Error.
    """
    with uninterrupted():
        capsule = query.__arrow_c_stream__()  # owns the stream, and frees it at the end
    stream = ArrowArrayStream.from_address(_pointer_in(capsule, b"arrow_array_stream"))
    while True:
        batch = ArrowArray()
        with uninterrupted():
            failed = stream.get_next(stream, batch) != 0
        if failed:
            raise duckdb.Error((stream.get_last_error(stream) or b"").decode(errors="replace"))
        if not batch.release:
            return
        columns = [_doubles(batch.children[k].contents) for k in range(batch.n_children)]
        batch.release(batch)
        yield columns


def _doubles(column: ArrowArray) -> npt.NDArray[np.float64]:
    """A copy of a column's second buffer; the first would say which values are NULL."""
    size = column.offset + column.length
    if size == 0:
        return np.empty(0)
    address = (ctypes.c_double * size).from_address(column.buffers[1])
    return np.frombuffer(address, dtype=np.float64)[column.offset :].copy()
