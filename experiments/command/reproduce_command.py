"""headroom reproduce: the same question asked anew, and every bit compared."""

import argparse
import sys
from typing import TYPE_CHECKING

from experiments.command.compare_command import cluster_mistakes, crew_of
from experiments.command.failure import tell
from experiments.command.stopping import STOPPED, Stopping
from experiments.command.verify_command import show

if TYPE_CHECKING:
    from experiments.running.batch_files import BatchFiles
    from experiments.running.comparison import Comparison
    from experiments.running.kept import KeptRun

DIFFERENT = 1
"""Exit code of a run that came out otherwise."""


def run(arguments: argparse.Namespace) -> int:
    """Make a run anew, compare it, leave nothing; return the exit code."""
    from experiments.running.folder import MANIFEST
    from experiments.running.kept import DamagedRunError, KeptRun, NoSuchRunError, command_again, found_run
    from experiments.running.run_folder import STUDY

    mistakes = cluster_mistakes(arguments)
    if mistakes:
        return tell(mistakes)
    try:
        kept = KeptRun.read(found_run(arguments.run, arguments.results))
    except NoSuchRunError as error:
        return tell([str(error)])
    except DamagedRunError as error:
        return tell([*str(error).splitlines(), "what the run was asked is not whole, so it cannot be asked again; "
                     f"`headroom verify {arguments.run} --results {arguments.results}` tells all that is damaged"])
    if not (kept.place / MANIFEST).is_file():
        return tell([f"{kept.place}: is not finished, so there is nothing to compare with; go on with it: "
                     + command_again(kept.told, study=str(kept.place / STUDY), results=kept.place.parent)])
    return _reproduced(kept, arguments)


def _reproduced(kept: "KeptRun", arguments: argparse.Namespace) -> int:
    from experiments.running.batch_files import BatchFiles, StoreError
    from experiments.running.crew import CrewLostError, OtherCodeError
    from experiments.running.folder import ResultsError, check_place, manifest_of, passing_folder
    from experiments.running.kept import changed_since
    from experiments.running.packing import DamagedBatchError
    from experiments.running.run import NothingLeftError
    from experiments.verifying.anew import compared_anew

    changed = changed_since(kept.told["identity"], manifest_of(kept.place).get("machine"))
    print(f"{kept.place}: run {kept.run} of {kept.study.name}, {_how_many(kept)}")
    print(f"code: differs from that of the run in {', '.join(changed)}; where results differ below, that may be why"
          if changed else "code: code, libraries and processor are those of the run", flush=True)
    beside = kept.place.absolute().parent
    try:
        check_place(beside)
        with passing_folder(beside, kept.run) as folder:
            batches = BatchFiles(folder)
            comparison = _anew(kept, batches, arguments)
            problems = 0
            for check in compared_anew(kept, comparison, batches):
                show(check)
                problems += len(check.problems)
    except ResultsError as error:
        return tell([f"{error}; a run on a disk that is read-only is reproduced from a copy elsewhere"])
    except (StoreError, CrewLostError, OtherCodeError, NothingLeftError, DamagedBatchError, OSError) as error:
        return tell([str(error)])
    except KeyboardInterrupt:
        print("\nstopped; nothing of it is left", file=sys.stderr)
        return STOPPED
    if comparison.ending.incomplete:
        print(f"{comparison.ending.incomplete}, which failed three times each", file=sys.stderr)
    if problems:
        print(f"not reproduced: {problems} {'difference' if problems == 1 else 'differences'}")
        return DIFFERENT
    print("reproduced to the last bit" + (", though not by the same code on the same machine" if changed else ""))
    return 0


def _anew(kept: "KeptRun", batches: "BatchFiles", arguments: argparse.Namespace) -> "Comparison":
    # Under the run's own name whatever the code: batches hold it, and would differ by it alone.
    from experiments.running.comparison import compared
    from experiments.running.progress import Progress

    job = kept.job
    with Stopping() as stopping, Progress(kept.study.name, found=0, heed=stopping.heed,
                                          months=len(job.plans) * job.study.horizon_months) as progress:
        crew = crew_of(arguments, progress.passed, batches=len(job.batches(kept.futures)))
        return compared(job, batches, crew, futures=kept.futures, watcher=progress, rule=kept.rule)


def _how_many(kept: "KeptRun") -> str:
    if not kept.until:
        return f"{kept.futures:,} {'future' if kept.futures == 1 else 'futures'}"
    return f"until {kept.until}, {kept.futures:,} futures at most"
