"""What a run leaves behind, and whom it speaks to: secrets to look for, and every Python below watched from inside."""

import os
from collections.abc import Iterator
from pathlib import Path

SECRETS = {name: f"planted-{name.lower()}-0d9f3b7c" for name in ("AWS_SECRET_ACCESS_KEY", "HF_TOKEN", "MADE_UP_PASSWORD")}
# sitecustomize of every Python below: each socket that goes beyond this machine is written down, and refused.
WATCH = '''
import os
import sys

HERE = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")


def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        host = arguments[0] if event == "socket.getaddrinfo" else arguments[1][0] if isinstance(arguments[1], tuple) else None
        host = host.decode() if isinstance(host, bytes) else host
        if host is not None and not str(host).startswith(HERE):
            with open(os.environ["WATCHED"], "a") as log:
                log.write(f"{event} {host} {sys.argv}\\n")
            raise ConnectionRefusedError(f"{event}: {host}: this test lets nothing out")


sys.addaudithook(watch)
'''


def watched(folder: Path) -> dict[str, str]:
    """Variables under which every Python below is watched; what it asks of the network stands in `folder`/asked."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(WATCH)
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, "WATCHED": str(folder / "asked")}


def asked(folder: Path) -> list[str]:
    """The lines that watching has written."""
    return (folder / "asked").read_text().splitlines() if (folder / "asked").exists() else []


def holding(*folders: Path) -> list[str]:
    """The files below the folders that hold any of the secrets, in their names or bytes."""
    wanted = [secret.encode() for secret in SECRETS.values()]
    return [f"{path}" for folder in folders for path in _files(folder)
            if any(secret in bytes(path) or secret in path.read_bytes() for secret in wanted)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
