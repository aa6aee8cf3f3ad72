"""The command line: ``python -m experiments``."""

import sys


def main() -> int:
    """Run the command that the arguments name; return its exit code."""
    command, *arguments = sys.argv[1:] or ["--help"]
    if command == "test":
        import pytest

        # Later options win: an own -n takes the place of this one.
        return int(pytest.main(["-n", "auto", *arguments]))
    print("usage: headroom {test} ...")
    return 0 if command in {"-h", "--help"} else 2


if __name__ == "__main__":
    sys.exit(main())
