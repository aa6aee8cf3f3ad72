"""What holds for every test: figures need no screen, properties try the same examples, tests of faults have two sizes.

``@pytest.mark.sizes(short, long)`` beside a test of a fault tells how much it tries in the test command and how much
in the longer run, ``python -m pytest tests/faults --faults``; the fixture ``size`` is the one that counts. A test whose
size is 0 is skipped.
"""

import os

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every machine; no deadline, because the first call of a compiled kernel compiles it.
settings.register_profile("headroom", derandomize=True, deadline=None, database=None)
settings.load_profile("headroom")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="try faults at the size of the longer run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sizes(short, long): how much a test of a fault tries; long with --faults")


LONGEST = ("test_readme.py", "test_mutated_studies.py", "test_commands.py", "test_killed_runs.py")
"""Files whose tests take minutes; they come first, so that no worker is waited for in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> int:
    """How much a test of a fault tries in this run."""
    marker = request.node.get_closest_marker("sizes")
    short, long = marker.args
    tried = long if request.config.getoption("--faults") else short
    if not tried:
        pytest.skip("part of the longer run: python -m pytest tests/faults --faults")
    return int(tried)
