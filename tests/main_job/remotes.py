"""Where artefacts can be shared, without a network: a folder, and an S3 server of a package on loopback."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "of-no-worth", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true"}  # else an S3 client asks the network who it is
SECONDS = 60


@contextmanager
def folder(place: Path) -> Iterator[dict[str, str]]:
    """A folder as a remote: its options for `dvc remote`."""
    yield {"url": str(place / "remote")}


@contextmanager
def s3(place: Path) -> Iterator[dict[str, str]]:
    """A bucket of moto's server on a free port of loopback. Skips where the extra `s3` is not installed."""
    if not (find_spec("dvc_s3") and find_spec("moto") and find_spec("flask")):
        pytest.skip("the extra `s3` is not installed")
    log, environment = place / "s3.log", os.environ | KEYS
    with log.open("wb") as heard:
        server = subprocess.Popen([sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], env=environment,
                                  stdout=heard, stderr=heard)
    try:
        endpoint = wait_for_address(log)
        httpx.put(f"{endpoint}/glueline", timeout=SECONDS).raise_for_status()
        yield {"url": "s3://glueline/data", "endpointurl": endpoint, "access_key_id": KEYS["AWS_ACCESS_KEY_ID"],
               "secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for_address(log: Path) -> str:
    """The address that the server says it listens on."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        said = [word for word in log.read_text().split() if word.startswith("http://127.0.0.1:")]
        if said:
            return said[0]
        time.sleep(0.1)
    pytest.fail(f"no S3 server within {SECONDS} s: {log.read_text()[-300:]}")
