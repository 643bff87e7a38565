"""How large, how deep and how many: all limits on what a file may ask for, in one place.

They are far beyond what people write and well within what a computer can take, so that a file
from a stranger, or a damaged one, ends in a sentence instead of a full memory. SECURITY.md lists
them; a test compares the two.
"""

from __future__ import annotations

CONFIG_BYTES = 2**20
"""of a config file"""
CONFIG_DEPTH = 50
"""levels of nesting in a config"""
CONFIG_VALUES = 20_000
"""keys and values in a config, with all aliases written out"""
CONFIG_ALIASES = 100
"""aliases (``*name``) in a config"""
PATH_BYTES = 4096
"""of a path, on every system that has a limit"""
NAME_BYTES = 255
"""of a file's or folder's name"""

NETWORK_PARAMETERS = 2**30
"""numbers that a network learns: 4 GiB of float32, and as much again for its gradients"""
IMAGE_VALUES = 2**28
"""pixels times channels of an image as a network sees it"""

JSON_BYTES = 2**30
"""of a model file"""
JSON_DEPTH = 100
"""levels of nesting in a model file"""
MODEL_NUMBER = 1e300
"""among scores and means in a model file; beyond it arithmetic ends in infinity"""
CHECKPOINT_BYTES = 2**34
"""of a checkpoint"""

IMAGE_PIXELS = 89_478_485
"""of one image file: where Pillow begins to suspect a decompression bomb"""
IMAGE_BYTES = 2**30
"""of one image file, which is read as a whole; so many pixels take less, even in 16 bits"""
DEFLATE_RATIO = 1032
"""bytes that a gzipped file can hold for each byte of its own (RFC 1951), never more"""

TEXT_WORDS = 1_000_000
"""words that a column of texts can know"""
TEXT_LENGTH = 10_000
"""words of a text that are read in order"""

TOLD_LINE = 2000
"""characters of a line that says what is wrong; the middle of a longer one is left out"""
