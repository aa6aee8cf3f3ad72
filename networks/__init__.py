"""What the park can carry: one file a system, one registry that lists them."""

import os
import sys
from hashlib import blake2b
from pathlib import Path


def _keep_compiled_by_content() -> None:
    # A compiled kernel holds copies of those it calls, but its cache looks at its own file alone: after an update
    # of one file the others would go on with what it was. So the cache's place is named by all files together.
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    here = Path(__file__).parent
    content = b"".join(file.read_bytes() for file in sorted(here.glob("*.py")))
    place = here / "__pycache__" / f"compiled-{blake2b(content, digest_size=8).hexdigest()}"
    os.environ["NUMBA_CACHE_DIR"] = str(place)
    # Numba reads the environment when it is loaded, which others may have done already.
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(place)


_keep_compiled_by_content()
