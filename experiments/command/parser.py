"""The words of the command line, without anything that takes time to load."""

import argparse
from pathlib import Path

from experiments.running.folder import RESULTS

Commands = argparse._SubParsersAction
"""Where commands are added; argparse has no public name for it."""

EXAMPLES = """examples:
  headroom compare county                     the county's park under all its plans
  headroom compare county --futures 20        a first look
  headroom new my_park                        a study of your own, to edit
  headroom check my_park                      every mistake in it at once
  headroom assess county --demand loads.csv   one state by hand
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    top = argparse.ArgumentParser(
        prog="headroom", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="When does each capacity of an industrial park run out under each build-out plan, how sure are "
                    "we, and what is lost by then?")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (_add_compare, _add_list, _add_check, _add_new, _add_assumptions, _add_assess, _add_assign, _add_run,
                _add_scheduler, _add_worker, _add_verify, _add_reproduce, _add_bench, _add_test):
        add(commands)
    return top


def _add_compare(commands: Commands) -> None:
    command = commands.add_parser("compare", help="simulate all plans of a study and compare them")
    _study(command)
    command.add_argument("--plans", type=_names, metavar="A,B+C", default=None,
                         help="only these plans, each with the levers behind a plus (default: all plans, no lever)")
    command.add_argument("--futures", type=_count, metavar="N",
                         help="random futures (default: as the study says); the most of them with --until")
    command.add_argument("--until", metavar="RULE",
                         help="stop when enough is known, as 'P10-P90 of the first exhaustion within 3 months; plan "
                              "differences within 2 months', or none (default: as the study says)")
    command.add_argument("--workers", type=_count, metavar="K", help="processes (default: one for each processor)")
    command.add_argument("--verify", type=_count, default=0, metavar="N",
                         help="solve N random states of the run again by other means (default: none)")
    command.add_argument("--no-feedback", action="store_true",
                         help="let nothing reach back to who comes and what is built: power and sewage alone hold")
    command.add_argument("--no-figures", action="store_true", help="leave tables and manifest alone: no figures")
    command.add_argument("--log", type=_path, metavar="FILE",
                         help="write what happens while it runs to FILE, a line of JSON each")
    _cluster(command)
    _results(command)


def _add_list(commands: Commands) -> None:
    commands.add_parser("list", help="show the studies with their plans, and the experiments")


def _add_check(commands: Commands) -> None:
    command = commands.add_parser("check", help="show every mistake in a study at once")
    _study(command)


def _add_new(commands: Commands) -> None:
    command = commands.add_parser("new", help="make a study of your own, to edit")
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet")


def _add_assumptions(commands: Commands) -> None:
    command = commands.add_parser(
        "assumptions", help="list every number a study uses, the least sure first",
        description="List every number a study uses: where it stands, its value, unit and source, how sure it is (A "
                    "published to D assumed), and which results follow from it.")
    _study(command)
    command.add_argument("--confidence", type=_names, metavar="D,C", default=(), help="only these letters")
    command.add_argument("--system", type=_names, metavar="A,B", default=(), help="only what these depend on")
    command.add_argument("--sources", action="store_true", help="tell what the keys of sources stand for")
    command.add_argument("--csv", type=Path, metavar="FILE", help="write the list as CSV; FILE must be new")


def _add_assess(commands: Commands) -> None:
    command = commands.add_parser(
        "assess", help="show the utilisation of every limit in one state",
        description="Show the utilisation of every limit in one state. The demand is a CSV file with the columns "
                    "area, need, value and, where a need varies over the day, period (0 to 23); a row without an "
                    "area sets a condition such as power_factor.")
    _study(command)
    command.add_argument("--demand", type=Path, required=True, metavar="FILE", help="CSV: area, need, [period,] value")
    command.add_argument("--in-service", type=_names, metavar="A,B", default=None,
                         help="assets in service (default: those that stand today)")


def _add_assign(commands: Commands) -> None:
    command = commands.add_parser(
        "assign", help="find the user equilibrium of a road network",
        description="Find the user equilibrium of a road network by the solver of the study. NETWORK is a GMNS folder, "
                    "a link.csv, a *_net.tntp file, or the roads folder of a study; DEMAND a CSV with o_zone_id, "
                    "d_zone_id, volume, or a *_trips.tntp file.")
    command.add_argument("network", type=Path, metavar="NETWORK")
    command.add_argument("trips", type=Path, metavar="DEMAND")
    command.add_argument("--gap", type=_above_0, default=1e-6, metavar="G", help="relative gap (default: 1e-6)")
    command.add_argument("--flows", type=Path, default=Path("flows.csv"), metavar="FILE",
                         help="where the flows go (default: flows.csv)")
    command.add_argument("--in-service", type=_names, metavar="A,B", default=None,
                         help="assets in service, of a study's roads (default: those that stand today)")
    command.add_argument("--toll-factor", type=_at_least_0, metavar="F",
                         help="time per unit of toll (default: tolls are left out)")
    command.add_argument("--distance-factor", type=_at_least_0, default=0.0, metavar="F",
                         help="time per unit of length")


def _add_run(commands: Commands) -> None:
    command = commands.add_parser("run", help="run one of the experiments")
    command.add_argument("experiment", metavar="EXPERIMENT", help="its name, as `headroom list` shows it")
    _results(command)


def _add_verify(commands: Commands) -> None:
    command = commands.add_parser(
        "verify", help="check a run that was left: every hash, its tables, some of its futures",
        description="Recompute every hash of a run and its tables from its batches, simulate a few futures again and "
                    "solve some of their states by other means. Nothing in its folder is touched.")
    _kept_run(command)
    command.add_argument("--states", type=_count, default=20, metavar="N",
                         help="states of each system to solve by other means (default: 20)")
    _results(command)


def _add_reproduce(commands: Commands) -> None:
    command = commands.add_parser(
        "reproduce", help="make a run anew from its own folder and compare every bit",
        description="Make a run anew from the study and the question that its folder keeps, beside it and only for the "
                    "time being, and compare batches and tables to the last bit.")
    _kept_run(command)
    command.add_argument("--workers", type=_count, metavar="K", help="processes (default: one for each processor)")
    _cluster(command)
    _results(command)


def _add_scheduler(commands: Commands) -> None:
    command = commands.add_parser(
        "scheduler", help="start a Dask scheduler that hands batches out to workers",
        description="Start a Dask scheduler. Whoever reaches it may run any code as its user: it listens on this "
                    "machine alone unless --host names another address; then give it keys too.")
    command.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)")
    command.add_argument("--port", type=_port, default=8786, metavar="N", help="port (default: 8786)")
    _keys(command)


def _add_worker(commands: Commands) -> None:
    command = commands.add_parser("worker", help="start processes that simulate what a Dask scheduler hands out")
    command.add_argument("address", metavar="ADDRESS", help="the scheduler's, as tcp://host:8786 or tls://host:8786")
    command.add_argument("--workers", type=_count, metavar="K", help="processes (default: one for each processor)")
    command.add_argument("--host", metavar="ADDRESS",
                         help="where to listen (default: the address under which this machine reaches the scheduler)")
    command.add_argument("--patience-s", type=_count, default=300, metavar="S",
                         help="how long to wait for a scheduler that is gone (default: 300)")
    _keys(command)


def _add_bench(commands: Commands) -> None:
    command = commands.add_parser(
        "bench", help="measure how fast Headroom is", description="Measure Headroom beside the loop an engineer would "
        "write and above the floor of its solvers, and how its cost grows. Takes some minutes.")
    command.add_argument("study", nargs="?", default="county", metavar="STUDY",
                         help="a study's name, or its folder (default: county)")
    command.add_argument("--futures", type=_count, metavar="N",
                         help="futures measured beside the loop (default: as many as a batch holds; 2 with --quick)")
    command.add_argument("--most-futures", type=_count, default=300, metavar="N",
                         help="largest of 100, 300, 1000, 3000, 10000 futures to try (default: 300)")
    command.add_argument("--quick", action="store_true", help="small sizes only: a look, no measurement to cite")
    command.add_argument("--write-park", nargs=2, metavar=("N", "DIR"),
                         help="measure nothing; write the study of a park N times the county's into a folder")


def _add_test(commands: Commands) -> None:
    command = commands.add_parser("test", help="run the tests", add_help=False)
    command.add_argument("pytest", nargs=argparse.REMAINDER, help="options of pytest")


def _study(command: argparse.ArgumentParser) -> None:
    command.add_argument("study", metavar="STUDY", help="a study's name, or its folder")


def _kept_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("run", metavar="RUN", help="a run id, the beginning of one, or a run's folder")


def _cluster(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scheduler", metavar="ADDRESS",
                         help="let the workers of a Dask scheduler simulate, as tcp://host:8786 or tls://host:8786")
    _keys(command)


def _keys(command: argparse.ArgumentParser) -> None:
    for option, what in (("ca", "certificate of who signs"), ("cert", "own certificate"), ("key", "own key")):
        command.add_argument(f"--tls-{option}", type=Path, metavar="FILE", help=f"with tls:// {what}, as PEM")


def _results(command: argparse.ArgumentParser) -> None:
    command.add_argument("--results", type=_path, default=Path(RESULTS), metavar="DIR",
                         help=f"folder of all runs (default: {RESULTS})")


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; give 1 or more") from None
    if count < 1:
        raise argparse.ArgumentTypeError(f"{count} is too few; give 1 or more")
    return count


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("'' is no path; give the path of a file or folder")
    return Path(text)


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give 0 (any that is free) to 65535")
    return port


def _above_0(text: str) -> float:
    value = _number(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; give a number above 0")
    return value


def _at_least_0(text: str) -> float:
    value = _number(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; give 0 or more")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
