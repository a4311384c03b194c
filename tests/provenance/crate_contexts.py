"""roc-validator without a network: an HTTP cache that holds the one document it asks for.

RO-Crate 1.1's own JSON-LD context is in no package at hand. `rocrate` carries that of 1.3, in which the terms of a run crate
are the same but for Bioschemas' four: these are set back to what 1.1 has.
"""

import io
import json
from pathlib import Path

import requests
import rocrate
from requests.adapters import BaseAdapter
from requests_cache import CachedSession
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
BIOSCHEMAS = {
    "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
    "FormalParameter": "https://bioschemas.org/FormalParameter",
    "input": "https://bioschemas.org/ComputationalWorkflow#input",
    "output": "https://bioschemas.org/ComputationalWorkflow#output",
}


class Local(BaseAdapter):
    """Answers with the context, and nothing else."""

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        """The response to a request for the context."""
        assert request.url == CONTEXT
        context = json.loads((Path(rocrate.__file__).parent / "data/ro-crate.jsonld").read_text("utf-8"))
        context["@context"] |= BIOSCHEMAS
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = HTTPResponse(body=io.BytesIO(json.dumps(context).encode()), status=200, headers=dict(response.headers),
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
