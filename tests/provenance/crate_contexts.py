"""roc-validator without a network: an HTTP cache that holds the one document it asks for, RO-Crate 1.1's own JSON-LD context.

The file beside this one is `rocrate/data/ro-crate.jsonld` of the wheels rocrate 0.11.0 and 0.13.0, byte for byte (version
1.1.0, CC0 by its own statement); the wheel of today carries that of RO-Crate 1.3.
"""

import io
from pathlib import Path

import requests
from requests.adapters import BaseAdapter
from requests_cache import CachedSession
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
FILE = Path(__file__).with_name("ro-crate-1.1-context.jsonld")


class Local(BaseAdapter):
    """Answers with the context, and nothing else."""

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        """The response to a request for the context."""
        assert request.url == CONTEXT
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = HTTPResponse(body=io.BytesIO(FILE.read_bytes()), status=200, headers=dict(response.headers),
                                    preload_content=False, request_method="GET", request_url=request.url)
        return response

    def close(self) -> None:
        """Nothing is open."""


def write_cache(path: Path) -> None:
    """Write the cache `path`.sqlite, as the validator reads it."""
    with CachedSession(cache_name=str(path), expire_after=-1, backend="sqlite", allowable_methods=("GET",)) as session:
        session.mount("https://", Local())
        session.get(CONTEXT)
        session.get(CONTEXT, headers={"Accept": "application/ld+json"})
