"""headroom scheduler, headroom worker: Dask's own, with settings that suit a run and open nothing unasked."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from socket import SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET, getaddrinfo, socket
from urllib.parse import urlsplit

from experiments.command.cluster_arguments import address_mistakes, key_mistakes
from experiments.command.failure import tell

LOOPBACK = "127.0.0.1"
"""What a scheduler listens on unless it is told otherwise: whoever reaches it may run any code as its user."""

SETTINGS = {
    # A batch that ends its worker is tried again by the run, which counts.
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    # What waits does so at the scheduler: behind a batch that ends its worker others would fail with it.
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
}
"""Settings of Dask, each by the name under which it is read from the environment."""


def run(arguments: argparse.Namespace) -> int:
    """Become a scheduler; return only where that is not possible."""
    mistakes = key_mistakes(arguments, None) or _taken(arguments.host, arguments.port)
    if mistakes:
        return tell(mistakes)
    encrypted = ["--protocol", "tls"] if arguments.tls_ca else []
    return _become(arguments, "distributed.cli.dask_scheduler", [
        "--host", arguments.host, "--port", str(arguments.port), *encrypted, *_quiet()])


def run_worker(arguments: argparse.Namespace) -> int:
    """Become workers; return only where that is not possible."""
    from experiments.running.workers import cores

    mistakes = [*address_mistakes(arguments.address), *key_mistakes(arguments, arguments.address)]
    if mistakes:
        return tell(mistakes)
    workers = arguments.workers or cores()
    try:
        host = arguments.host or _own_address(arguments.address)
    except OSError as error:
        return tell([f"{arguments.address}: cannot be reached from here ({error}); name another address"])
    return _become(arguments, "distributed.cli.dask_worker", [
        arguments.address, "--host", host, "--nworkers", str(workers), "--nthreads", "1",
        "--death-timeout", str(arguments.patience_s), *_quiet()])


def _own_address(scheduler: str) -> str:
    # The address under which this machine reaches the scheduler: Dask itself would listen on every one.
    place = urlsplit(scheduler)
    kind, _, _, _, reached = getaddrinfo(place.hostname, place.port, type=SOCK_DGRAM)[0]
    with socket(kind, SOCK_DGRAM) as way:
        # Of a datagram's socket this sends nothing; it only chooses the way.
        way.connect(reached)
        return str(way.getsockname()[0])


def _taken(host: str, port: int) -> list[str]:
    try:
        with socket() as tried:
            # As the scheduler itself does: a port whose last connection has just ended is free.
            tried.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        return [f"--host {host} --port {port}: cannot be listened on here ({error.strerror or error}); name others"]
    return []


def _quiet() -> Sequence[str]:
    # The page of diagnostics would listen on every interface.
    return "--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"


def _become(arguments: argparse.Namespace, module: str, options: Sequence[str]) -> int:
    if find_spec("distributed") is None:
        from experiments.running.cluster import INSTALL

        return tell([f"needs Dask; {INSTALL}"])
    keys = [f"--tls-{name}={file}" for name, file in (
        ("ca-file", arguments.tls_ca), ("cert", arguments.tls_cert), ("key", arguments.tls_key)) if file is not None]
    command = [sys.executable, "-P", "-m", module, *options, *keys]
    # Whatever lies in the user's folder, the packages beside Headroom are the ones that run.
    root = str(Path(__file__).parents[2])
    surroundings = SETTINGS | dict(os.environ) | {
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))}
    sys.stdout.flush()
    if os.name == "nt":
        import subprocess

        return subprocess.call(command, env=surroundings)
    return os.execve(sys.executable, command, surroundings)
