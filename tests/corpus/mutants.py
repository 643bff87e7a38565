"""Valid files with a few wrong bytes: what a damaged disk, a bad copy or a spiteful person makes.

A mutant is a pure function of its number, so that one that finds a bug can be made again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import TypeAlias

Mutation: TypeAlias = Callable[[bytes, random.Random], bytes]

WRITTEN = (
    b"0 -1 1.5 255 256 65536 2147483647 2147483648 4294967295 4294967296 9223372036854775807 "
    b"18446744073709551616 1e39 1e308 1e309 -1e400 0x7fffffff .inf .nan NaN Infinity null true"
)
NUMBERS = [*WRITTEN.split(), b"9" * 400, b"9" * 5000]
NASTY = [
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b"\t",
    b'"',
    b"'",
    b"\\",
    b"\x1b[2J",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b";",
    b"|",
    b"&a ",
    b"*a",
    b"!!x ",
    b"%",
    b"#",
    b"---\n",
    b"../",
    b"/dev/null",
    b"\xc3",
    "\u2028".encode(),
    "😀".encode(),
    b"=1+1",
    b"<b>",
]


def flipped(content: bytes, chance: random.Random) -> bytes:
    """A few bits turned over."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    """A stretch left out, often all to the end."""
    start = chance.randrange(len(content))
    stop = len(content) if chance.random() < 0.5 else start + chance.choice((1, 2, 5, 50, 500))
    return content[:start] + content[stop:]


def repeated(content: bytes, chance: random.Random) -> bytes:
    """A stretch several times."""
    start = chance.randrange(len(content))
    stretch = content[start : start + chance.choice((1, 4, 20, 200))]
    return content[:start] + stretch * chance.choice((2, 3, 50, 1000)) + content[start:]


def spliced(content: bytes, chance: random.Random) -> bytes:
    """One stretch written over another, or something nasty put in between."""
    place = chance.randrange(len(content))
    if chance.random() < 0.5:
        return content[:place] + chance.choice(NASTY) + content[place:]
    start, length = chance.randrange(len(content)), chance.choice((1, 3, 10, 40))
    return content[:place] + content[start : start + length] + content[place + length :]


def renumbered(content: bytes, chance: random.Random) -> bytes:
    """One of the numbers in a text is another; in other files, four bytes are a huge number."""
    numbers = list(re.finditer(rb"-?\d+(\.\d+)?", content)) if b"\0" not in content else []
    if numbers:
        start, stop = chance.choice(numbers).span()
        return content[:start] + chance.choice(NUMBERS) + content[stop:]
    place = chance.randrange(len(content))
    number = chance.choice(
        (b"\xff" * 4, b"\x7f\xff\xff\xff", b"\0" * 4, b"\x80\0\0\0", b"\0\0\0\x80")
    )
    return content[:place] + number + content[place + 4 :]


MUTATIONS: tuple[Mutation, ...] = (flipped, cut, repeated, spliced, renumbered)


def mutant(content: bytes, number: int) -> bytes:
    """`content` after one to three mutations."""
    chance = random.Random(number)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(MUTATIONS)(content, chance) or b"\0"
    return content
