"""headroom worker: processes on this machine that simulate what a scheduler hands out."""

from experiments.command.scheduler_command import run_worker as run

__all__ = ["run"]
