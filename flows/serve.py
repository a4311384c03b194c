"""A Prefect server, the deployments of prefect.yaml and a worker for them, on loopback, until Ctrl-C or SIGTERM.

Reads:  prefect.yaml
Writes: .prefect/ of this checkout (Prefect's database, its settings, the logs of server and worker)
Run:    python -m flows.serve [--port N]
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from flows.checkout import held
from flows.dvc_graph import find_root
from flows.pool import POOL, bury, is_healthy, make_pool
from flows.tended import Tended
from glueline.refusal import Refused

HOST, USUAL_PORT = "127.0.0.1", 4200
PATIENCE = 300.0  # seconds for the server's start; the first one fills a database
# Prefect's home is a folder of the checkout, not ~/.prefect: schedules and history belong to the checkout they work in, two
# checkouts have a server each, deleting the folder forgets it all, and what a user has of Prefect elsewhere (profiles, a
# login, another server's database) is neither read nor written. So what points there is not handed on.
HOME = ".prefect"
NOT_OURS = ("PREFECT_API_", "PREFECT_PROFILE", "PREFECT_SERVER_DATABASE", "PREFECT_SERVER_API", "PREFECT_CLOUD")
ASKED_FOR = ("PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING")  # a password, which a user may want here too


def own_environment(root: Path, url: str) -> dict[str, str]:
    """This process's variables, with a Prefect of the checkout's own, which reports to nobody."""
    kept = {name: value for name, value in os.environ.items() if name in ASKED_FOR or not name.startswith(NOT_OURS)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PREFECT_HOME": str(root / HOME), "PREFECT_API_URL": url, "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                   "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": url.removesuffix("/api"),  # no other page may talk to it
                   "PREFECT_SERVER_DATABASE_TIMEOUT": "60",  # seconds; with 10 a busy machine sees `database is locked`
                   "DO_NOT_TRACK": "1", "PATH": path}


def port_for(asked: int | None) -> int:
    """The port that was asked for, the usual one, or a free one where none was asked for and the usual one is taken."""
    for port in [USUAL_PORT, 0] if asked is None else [asked]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: a port left a moment ago is free
            try:
                probe.bind((HOST, port))
            except OSError as error:
                if asked is not None:
                    why = f"serve: port {port}: {error.strerror}; give another with --port, or 0 for a free one"
                    raise Refused(why) from None
                continue
            return int(probe.getsockname()[1])
    raise Refused("serve: no free port on loopback")


def wait_for(server: Tended, url: str) -> None:
    """Wait until the server answers; start it again where it ends instead."""
    end = time.monotonic() + PATIENCE
    while not is_healthy(url):
        if server.has_ended():
            server.start()
        if time.monotonic() > end:
            raise Refused(f"serve: the server does not answer after {PATIENCE:.0f} s; {server.log} says why")
        time.sleep(0.2)


def deploy(root: Path, environment: dict[str, str]) -> None:
    """Register every deployment of prefect.yaml."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"serve: prefect deploy --all: {' '.join((done.stderr or done.stdout).split())[-300:]}")


def tend(server: Tended, worker: Tended, url: str) -> None:
    """Start again what ends, for ever. Raises Refused where that does not help."""
    while True:
        time.sleep(0.3)
        if server.has_ended():
            say("the server ended; starting it again")
            server.start()
            wait_for(server, url)
        if worker.has_ended():
            try:
                lost = bury(url, "its worker ended, and it with its worker; the next run takes up where this one was")
            except httpx.TransportError:
                continue  # the server has ended too, and comes first
            say(f"the worker ended{' with ' + ', '.join(lost) if lost else ''}; starting it again")
            worker.start()


def serve(root: Path, port: int | None) -> None:
    """Bring all up, say where, and tend it until interrupted; then end all of it."""
    (root / HOME).mkdir(exist_ok=True)
    with held(root / HOME, _already_served):
        number = port_for(port)
        url = f"http://{HOST}:{number}/api"
        environment = own_environment(root, url)
        server = Tended(["server", "start", "--host", HOST, "--port", str(number)], environment, root / HOME / "server.log")
        worker = Tended(["worker", "start", "--pool", POOL, "--type", "process"], environment, root / HOME / "worker.log")
        try:
            server.start()
            wait_for(server, url)
            make_pool(url)
            bury(url, "whoever served it ended, and it with them; the next run takes up where this one was")
            deploy(root, environment)
            worker.start()
            say(f"http://{HOST}:{number} shows runs and starts them; Ctrl-C ends all; its state and logs are in {HOME}/")
            say(f"or: PREFECT_API_URL={url} prefect deployment run reproduce/reproduce-weekly")
            tend(server, worker, url)
        finally:
            worker.end()
            with suppress(httpx.HTTPError):
                bury(url, "`make serve` was ended, and its runs with it; the next run takes up where this one was")
            server.end(patience=10)


def _already_served() -> None:
    raise Refused(f"serve: {HOME}: another `make serve` is at work in this checkout")


def say(line: str) -> None:
    print(f"== serve: {line}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Serve the checkout around the working directory; exit code 0 after Ctrl-C or SIGTERM, 1 and one line where it failed."""
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, help=f"on loopback; 0: a free one; {USUAL_PORT} unless told, or a free one")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background jobs
    try:
        serve(find_root(), given.port)
    except KeyboardInterrupt:
        return 0
    except Refused as refusal:
        print(f"glueline: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
