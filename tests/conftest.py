"""What holds for every test: figures need no screen, and properties try the same examples every time."""

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every machine; no deadline, because the first call of a compiled kernel compiles it.
settings.register_profile("headroom", derandomize=True, deadline=None, database=None)
settings.load_profile("headroom")
