"""The solver floor: the different states of a run handed to the bare engines, and nothing else."""

from collections.abc import Mapping
from time import process_time

from experiments.benchmarks.states import Recorder


def floor_s(recorders: Mapping[str, Recorder]) -> dict[str, float]:
    """Return the processor time in which each system answers for the states of a run [s].

    Parameters
    ----------
    recorders
        What each system was asked in the run: every different state once, in the stacks in which they came.
    """
    spent = {}
    for name, recorder in recorders.items():
        began = process_time()
        for demand, in_service in recorder.stacks:
            recorder.system.assess(demand, in_service)
        spent[name] = process_time() - began
    return spent
