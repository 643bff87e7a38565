"""A server on this machine that behaves as badly as asked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from nnfs_cli.download.catalogue import PublishedFile

CONTENT = bytes(range(256)) * 2000


@dataclass
class Server:
    """What lies at each path, and how it is given out."""

    content: dict[str, bytes] = field(default_factory=dict)
    cut_after: list[int] = field(default_factory=list)
    """for the next requests: how many bytes are sent before the connection is cut"""
    ranges: bool = True
    etag: str = '"v1"'
    status: int = 0
    """what every request is answered with, if not 0"""
    redirect: str = ""
    length: bool = True
    """whether answers tell how long they are"""
    asked: list[dict[str, str]] = field(default_factory=list)
    """the headers of every request, and its path"""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def file(
        self, name: str, content: bytes = CONTENT, addresses: tuple[str, ...] = ()
    ) -> PublishedFile:
        """Lay a file there; the entry of a catalogue for it."""
        self.content[f"/{name}"] = content
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        return PublishedFile(name, len(CONTENT), sha256, addresses or (f"{self.url}/{name}",))


class Handler(BaseHTTPRequestHandler):
    nn: Server

    def do_GET(self) -> None:
        nn = self.nn
        nn.asked.append({"path": self.path, **dict(self.headers.items())})
        if nn.redirect and self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", nn.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = nn.content.get(self.path)
        if nn.status or content is None:
            self.send_error(nn.status or 404)
            return
        start = self.start(nn, len(content))
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if nn.length:
            self.send_header("Content-Length", str(len(content) - start))
        if nn.etag:
            self.send_header("ETag", nn.etag)
        self.end_headers()
        body = content[start:]
        self.wfile.write(body[: nn.cut_after.pop(0)] if nn.cut_after else body)

    def start(self, nn: Server, size: int) -> int:
        asked = self.headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
        same = self.headers.get("If-Range", nn.etag) == nn.etag
        return int(asked) if asked and nn.ranges and same else 0

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    nn = Server()
    handler = type("Bound", (Handler,), {"nn": nn})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        nn.port = running.server_port
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield nn
        running.shutdown()
        thread.join()
