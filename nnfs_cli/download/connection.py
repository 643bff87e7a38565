"""Opening a published address: https alone, from some byte on, with errors in one word each."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from nnfs_cli import __version__

TIMEOUT = 30.0
"""seconds without a byte"""
THIS_MACHINE = ("127.0.0.1", "localhost")
NO_NETWORK = (socket.gaierror, ConnectionRefusedError, TimeoutError)


class Unreachable(Exception):
    """An address gave nothing; `offline` says that it was not even reached."""

    def __init__(self, reason: str, *, offline: bool = False) -> None:
        super().__init__(reason)
        self.offline = offline


class Cut(Exception):
    """The connection ended before the file did: what came is good, and the rest can follow."""


@dataclass(frozen=True)
class Answer:
    """What an address answers."""

    stream: Any
    start: int
    """the byte with which it begins"""
    total: int | None
    """bytes of the whole file, where the address says so"""
    mark: str
    """what tells this version of the file from another, for a request that goes on with it"""

    def read(self, most: int) -> bytes:
        """The next bytes; b"" at the end. Raises Cut."""
        try:
            return bytes(self.stream.read(most))
        except (http.client.IncompleteRead, OSError) as error:
            raise Cut(str(error)) from None


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows no redirection to an address that anybody on the way could change."""

    def redirect_request(
        self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, new: str
    ) -> Any:
        require_https(new)
        return super().redirect_request(req, fp, code, msg, headers, new)


def require_https(address: str) -> None:
    """Raise Unreachable for other addresses, but for those of this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
        raise Unreachable(f"leads to {parts.scheme or 'nowhere'}, not to https")


@contextmanager
def opened(address: str, start: int = 0, mark: str = "") -> Iterator[Answer]:
    """The file from byte `start` on, if the address can do that and still has the version of
    `mark`; otherwise from its beginning. Raises Unreachable.
    """
    require_https(address)
    headers = {"User-Agent": f"nnfs_cli/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if mark:
            headers["If-Range"] = mark
    request = urllib.request.Request(address, headers=headers)
    try:
        response = urllib.request.build_opener(_OnlyHttps).open(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and start:
            with opened(address) as answer:
                yield answer
            return
        raise Unreachable(f"answers {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise Unreachable(_reason(error.reason), offline=_offline(error.reason)) from None
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_reason(error), offline=_offline(error)) from None
    with response:
        yield _answer(response, start)


def _answer(response: Any, wanted: int) -> Answer:
    headers = response.headers
    etag = headers.get("ETag", "")
    mark = headers.get("Last-Modified", "") if etag.startswith("W/") or not etag else etag
    if response.status == http.client.PARTIAL_CONTENT:
        # bytes 100-199/200
        place, _, total = headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if place.partition("-")[0] == str(wanted):
            return Answer(response, wanted, int(total) if total.isdecimal() else None, mark)
        raise Unreachable("answers with another part of the file than was asked for")
    length = headers.get("Content-Length", "")
    return Answer(response, 0, int(length) if length.isdecimal() else None, mark)


def _offline(reason: object) -> bool:
    return isinstance(reason, NO_NETWORK) or (
        isinstance(reason, OSError) and not isinstance(reason, ssl.SSLError)
    )


def _reason(reason: object) -> str:
    if isinstance(reason, socket.gaierror):
        return "cannot be found"
    if isinstance(reason, ConnectionRefusedError):
        return "refuses the connection"
    if isinstance(reason, TimeoutError):
        return f"does not answer within {TIMEOUT:g} seconds"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted: {reason.verify_message}"
    return f"cannot be reached: {getattr(reason, 'strerror', None) or reason}"
