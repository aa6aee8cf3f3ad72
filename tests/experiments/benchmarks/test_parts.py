"""The profile gives time to the innermost part it knows."""

import sys
from time import perf_counter, sleep
from types import ModuleType

import pytest

from experiments.benchmarks.parts import ELSE, part_of, watched


def frame_in(module: str):
    """Return a frame that claims to run in a module."""
    place = ModuleType(module)
    place.sys = sys
    exec("def frame():\n    return sys._getframe()", place.__dict__)
    return place.frame()


@pytest.mark.parametrize(("module", "part"), [
    ("networks.power_kernels", "power"),
    ("networks.equilibrium", "roads"),
    ("networks.open_channel", "sewage"),
    ("simpy.core", "SimPy: lives and builders"),
    ("sim.keeping", "records"),
    ("sim.crowd", "sums, keys and committee"),
])
def test_module_belongs_to_its_part(module, part):
    assert part_of(frame_in(module)) == part


def test_what_no_part_knows_is_all_else():
    assert part_of(None) == ELSE


def test_time_of_the_block_is_given_away():
    began = perf_counter()
    with watched() as spent:
        sleep(0.1)
    # Never more than has passed, however slow the machine.
    assert 0.0 <= sum(spent.values()) <= perf_counter() - began
