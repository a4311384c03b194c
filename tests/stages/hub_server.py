"""A small server on loopback that speaks the Hub's file API as huggingface_hub uses it, and can be told to fail.

A HEAD of /datasets/<repository>/resolve/<revision>/<path> answers 302 with the file's commit, hash and size, and points to
/cdn/<path> under another host name, as the Hub points to its storage; a GET there answers the bytes, or from a Range on.
"""

import hashlib
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPOSITORY = "nyu-mll/glue"


class Hub:
    """Serves `files` (path -> bytes) at `revision`. `faults[path]` is a list of what the next requests for a path meet:
    "503" (an answer), "cut" (the line closes after half of what was left), "cut at once" (after the headers)."""

    def __init__(self, revision: str, files: dict[str, bytes]) -> None:
        self.revision = revision
        self.files = files
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True

    def __enter__(self) -> "Hub":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def storage(self) -> str:
        return f"http://localhost:{self.port}/cdn"


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        prefix = f"/datasets/{REPOSITORY}/resolve/{self.hub.revision}/"
        path = self.path.removeprefix(prefix)
        self.hub.requests.append(f"HEAD {path}")
        if not self.path.startswith(prefix):
            return self._answer(404, {"X-Error-Code": "RevisionNotFound"})
        if path not in self.hub.files:
            return self._answer(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": self.hub.revision})
        if self._fault(f"HEAD {path}"):
            return self._answer(503, {})
        body = self.hub.files[path]
        self._answer(302, {
            "Location": f"{self.hub.storage}/{path}",
            "X-Repo-Commit": self.hub.revision,
            "X-Linked-Etag": f'"{hashlib.sha256(body).hexdigest()}"',
            "X-Linked-Size": str(len(body)),
        })

    def do_GET(self) -> None:
        path = self.path.removeprefix("/cdn/")
        self.hub.requests.append(f"GET {path} {self.headers.get('Range', '')}".strip())
        if self.path == path or path not in self.hub.files:
            return self._answer(404, {})
        fault = self._fault(path)
        if fault == "503":
            return self._answer(503, {})
        body, start = self.hub.files[path], 0
        if given := self.headers.get("Range"):
            start = int(given.removeprefix("bytes=").split("-")[0])
        rest = body[start:]
        sent = {"cut": rest[:len(rest) // 2], "cut at once": b""}.get(fault, rest)
        self._answer(206 if start else 200, {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {},
                     sent, len(rest))

    def _fault(self, path: str) -> str | None:
        return self.hub.faults[path].pop(0) if self.hub.faults[path] else None

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"", length: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and len(body) < length:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""
