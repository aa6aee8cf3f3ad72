"""Set Headroom up beside this file on first use, then hand on to it: ``python3 headroom.py compare county``.

Standard library only, and readable by old interpreters, so that they can be told what is missing. What is not
needed to answer ``--help`` is imported where it is used.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))
OLDEST_PYTHON = (3, 11)
ON_WINDOWS = os.name == "nt"
INTERRUPTED = 130
"""Exit code [-] of a program that Ctrl-C ended, as shells report it."""
BENDS_IMPORTS = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
"""Settings of the user's shell that would make another interpreter load other modules than the locked ones."""


class SetupError(Exception):
    """The set-up cannot be finished; the message says in one line what is missing."""


def main(arguments: list[str], root: str = ROOT) -> int:
    """Run Headroom with these arguments; return its exit code where the process is not replaced by it."""
    try:
        python = ready_python(root)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("set-up interrupted; nothing half-made is left")
        return INTERRUPTED
    return hand_on(python, arguments, root)


def say(line: str) -> None:
    """Tell the user one line; what Headroom itself prints goes to the other stream."""
    print(f"headroom: {line}", file=sys.stderr, flush=True)


def ready_python(root: str) -> str:
    """Return the interpreter of the environment beside this file, made or remade where it is not up to date."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(too_old())
    if not is_ready(root):
        with OneAtATime(root) as turn:
            # Another first use may have finished while this one waited for its turn.
            if not is_ready(root):
                make_environment(root, turn)
    return python_of(root)


def too_old() -> str:
    """Return what to say where the interpreter is too old, with a newer one by name where there is one."""
    from shutil import which

    newer = [name for name in ("python3.13", "python3.12", "python3.11") if which(name)]
    advice = f"; try: {newer[0]} headroom.py" if newer else ""
    oldest, this = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
    return f"needs Python {oldest} or newer, this is {this}{advice}"


def lock_of(root: str) -> str:
    """Return the path of the list of locked packages."""
    return os.path.join(root, "requirements.lock")


def folder_of(root: str) -> str:
    """Return the path of the environment."""
    return os.path.join(root, ".venv")


def python_of(root: str) -> str:
    """Return the path of the environment's interpreter."""
    return os.path.join(folder_of(root), *(("Scripts", "python.exe") if ON_WINDOWS else ("bin", "python")))


def log_of(root: str) -> str:
    """Return the path of the log of the last set-up."""
    return os.path.join(root, ".venv.log")


def stamp_of(root: str) -> str:
    """Return what the environment must have been made from: the lock, this kind of Python, and this place."""
    from hashlib import sha256

    with open(lock_of(root), "rb") as lock:
        locked = sha256(lock.read()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    return f"lock {locked}\npython {version} {sys.platform}\nplace {root}\n"


def is_ready(root: str) -> bool:
    """Return whether the environment is whole and made from today's lock; its stamp is written last of all."""
    try:
        with open(os.path.join(folder_of(root), "headroom.stamp"), encoding="utf-8") as stamp:
            made_from = stamp.read()
    except (OSError, UnicodeDecodeError):
        return False
    return made_from == stamp_of(root) and os.path.exists(python_of(root))


class OneAtATime:
    """The turn to make a checkout's environment; it ends with its holder, however the holder ends."""

    def __init__(self, root: str) -> None:
        self.path = os.path.join(root, ".venv.lock")

    def __enter__(self) -> int:
        from time import sleep

        try:
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise SetupError(f"cannot write beside headroom.py: {error}") from None
        if not self._mine():
            say("waiting for another first use to finish its set-up")
            while not self._mine():
                sleep(0.2)
        return self.file

    def __exit__(self, *_: object) -> None:
        os.close(self.file)

    def _mine(self) -> bool:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self.file, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True


def make_environment(root: str, turn: int) -> None:
    """Make the environment from the hashed lock; leave a whole one with its stamp, or none."""
    import shutil
    import time

    begun = time.monotonic()
    say("setting up .venv beside headroom.py (first use here, or its lock changed)")
    try:
        remove_environment(root)
        remove_file(log_of(root))
        uv = shutil.which("uv")
        if not (uv and made_with_uv(uv, root, turn)):
            remove_environment(root)
            make_with_pip(root, turn)
        with open(os.path.join(folder_of(root), "headroom.stamp"), "w", encoding="utf-8") as stamp:
            stamp.write(stamp_of(root))
    except OSError as error:
        remove_environment(root)
        raise SetupError(f"cannot set up .venv: {error}") from None
    except BaseException:
        remove_environment(root)
        raise
    say(f"ready after {time.monotonic() - begun:.0f} s")


def remove_environment(root: str) -> None:
    """Remove the environment, its stamp first, so that a half-removed one never looks whole."""
    import shutil

    remove_file(os.path.join(folder_of(root), "headroom.stamp"))
    if os.path.lexists(folder_of(root)):
        shutil.rmtree(folder_of(root))


def remove_file(path: str) -> None:
    """Remove a file that may not be there."""
    import contextlib

    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


def made_with_uv(uv: str, root: str, turn: int) -> bool:
    """Return whether uv made the environment; it reads no pip settings, so pip may succeed where it fails."""
    say(f"installing {packages_in(root)} packages with uv ...")
    make = [uv, "venv", "--no-project", "--python", base_python(), folder_of(root)]
    install = [uv, "pip", "install", "--python", python_of(root), *locked_packages(root)]
    return all(last_error_of(step, root, turn) is None for step in (make, install))


def make_with_pip(root: str, turn: int) -> None:
    """Make the environment with the standard library's venv and pip."""
    from importlib.util import find_spec

    if find_spec("ensurepip") is None:
        raise SetupError("this Python has no ensurepip; on Debian or Ubuntu: apt install python3-venv")
    say(f"installing {packages_in(root)} packages with pip, half a minute to some minutes ...")
    install = [python_of(root), "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    steps = {
        "python -m venv": ([base_python(), "-m", "venv", folder_of(root)], ""),
        "pip": ([*install, "--progress-bar", "off", *locked_packages(root)], "; behind a mirror set PIP_INDEX_URL"),
    }
    for name, (step, advice) in steps.items():
        error = last_error_of(step, root, turn)
        if error is not None:
            raise SetupError(f"{name} failed: {error}{advice} (whole log: {log_of(root)})")


def locked_packages(root: str) -> list[str]:
    """Return the arguments that make pip or uv install the lock and nothing else."""
    return ["--only-binary", ":all:", "--require-hashes", "-r", lock_of(root)]


def packages_in(root: str) -> int:
    """Return how many packages the lock names, those for other systems included."""
    with open(lock_of(root), encoding="utf-8") as lines:
        return sum("==" in line for line in lines if line[:1].isalpha())


def base_python() -> str:
    """Return the interpreter outside any environment: the one to remake may be the one that runs."""
    return getattr(sys, "_base_executable", None) or sys.executable


def last_error_of(step: list[str], root: str, turn: int) -> str | None:
    """Run a step of the set-up into its log; return None, or the last error it wrote where it failed.

    The step holds the turn too: if this process is killed, nobody starts anew beneath a step still at work.
    """
    import subprocess

    # The machine's own certificates, which pip's settings name too, are the ones that know a local mirror.
    surroundings = {**clean_surroundings(), "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    kept_open = () if ON_WINDOWS else (turn,)
    with open(log_of(root), "a+", encoding="utf-8", errors="replace") as log:
        log.write(" ".join(step) + "\n")
        log.flush()
        begun = log.tell()
        code = subprocess.call(
            step, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=surroundings, pass_fds=kept_open
        )
        if code == 0:
            return None
        log.seek(begun)
        lines = [line.strip() for line in log if line.strip()] or [f"exit code {code}"]
    return ([line for line in lines if "error" in line.lower()] or lines)[-1]


def clean_surroundings() -> dict[str, str]:
    """Return the environment variables for another interpreter, without those that bend its imports."""
    return {name: value for name, value in os.environ.items() if name not in BENDS_IMPORTS}


def hand_on(python: str, arguments: list[str], root: str) -> int:
    """Become ``python -m experiments``; where a process cannot be replaced, wait for it and return its exit code."""
    # -P and PYTHONPATH: the packages beside this file are the ones that run, wherever the user stands.
    command = [python, "-P", "-m", "experiments", *arguments]
    surroundings = {**clean_surroundings(), "PYTHONPATH": root}
    if ON_WINDOWS:
        return exit_code_of(command, surroundings)
    sys.stdout.flush()
    return os.execve(python, command, surroundings)


def exit_code_of(command: list[str], surroundings: dict[str, str]) -> int:
    """Run a command to its end and return its exit code; Ctrl-C reaches it directly, so it alone decides."""
    import subprocess

    with subprocess.Popen(command, env=surroundings) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
