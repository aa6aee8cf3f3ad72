"""What a worker does: a batch of futures from its number, a pure function of what the job says."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from experiments.running import telling
from experiments.running.crew import OtherCodeError
from experiments.running.identity import code_version, versions
from experiments.running.packing import packed
from experiments.running.passing import passed_through, scene_of
from experiments.study import Study
from sim.plan import Plan
from sim.record import Record

BATCH_FUTURES = 50
"""Futures that march together; a constant, so that the batches do not depend on the number of workers."""


@dataclass(frozen=True)
class Job:
    """Everything that the batches of a run follow from.

    Parameters
    ----------
    run
        The run's name.
    study
        The study.
    plans
        The plans that every future meets.
    code
        Hash of the code of whoever gives the job.
    libraries
        Versions of his libraries.
    batch_futures
        How many futures march together.
    """

    run: str
    study: Study
    plans: tuple[Plan, ...]
    code: str
    libraries: Mapping[str, str]
    batch_futures: int = BATCH_FUTURES

    @classmethod
    def of(cls, run: str, study: Study, plans: Sequence[Plan], *, batch_futures: int = BATCH_FUTURES) -> "Job":
        """Return the job of a run of this very code."""
        return cls(run, study, tuple(plans), code_version(), versions(), batch_futures)

    @cached_property
    def as_bytes(self) -> bytes:
        """The job as it travels: the same bytes at every look, by which a worker knows that it has it already."""
        return pickle.dumps(self)

    def batches(self, futures: int) -> range:
        """Return the numbers of the batches that hold the first so many futures."""
        return batches_of(futures, size=self.batch_futures)

    def numbers(self, batch: int, *, futures: int) -> range:
        """Return the numbers of the futures of a batch, of so many in all."""
        return numbers_of(batch, size=self.batch_futures, futures=futures)


def batches_of(futures: int, *, size: int) -> range:
    """Return the numbers of the batches that hold the first so many futures, so many a batch."""
    return range(-(-futures // size))


def numbers_of(batch: int, *, size: int, futures: int) -> range:
    """Return the numbers of the futures of a batch, of so many a batch and so many in all."""
    return range(batch * size, min((batch + 1) * size, futures))


class Bench:
    """What a worker keeps from batch to batch: the systems with everything they have prepared.

    Parameters
    ----------
    study, plans
        The study, and the plans that every future meets.
    kept_states
        How many states of each system the record keeps as samples.
    """

    def __init__(self, study: Study, plans: Sequence[Plan], *, kept_states: int = 0) -> None:
        self._scene = scene_of(study, plans, kept_states=kept_states)
        self._model = study.demand_model()

    def simulate(self, numbers: Sequence[int], *, passed: Callable[[int], None] | None = None) -> Record:
        """Return what happens in some futures."""
        return passed_through(self._scene, self._model.future, numbers, passed=passed)


@dataclass(frozen=True)
class Call:
    """The job as it travels to workers, wherever they are; called with the number of a batch it returns its bytes.

    Parameters
    ----------
    run
        The run's name.
    job
        The job, packed once for all batches: a worker that knows it need not unpack it again. Only what this program
        has made itself is ever unpacked.
    futures
        How many futures there are in all.
    code, libraries
        As in ``Job``, beside what is packed: with other code it may not even be unpacked.
    """

    run: str
    job: bytes = field(repr=False)
    futures: int
    code: str
    libraries: Mapping[str, str]

    @classmethod
    def of(cls, job: Job, *, futures: int) -> "Call":
        """Return the call of a job over so many futures."""
        return cls(job.run, job.as_bytes, futures, job.code, job.libraries)

    def __call__(self, batch: int) -> bytes:
        """Return a batch.

        Raises
        ------
        OtherCodeError
            If this process has other code or libraries than the one that gave the job.
        """
        with _turn:
            if self.job not in _benches:
                _check_same(self)
                job = pickle.loads(self.job)
                _benches.clear()
                _benches[self.job] = job, Bench(job.study, job.plans)
            job, bench = _benches[self.job]
            record = bench.simulate(job.numbers(batch, futures=self.futures), passed=telling.passed)
            return packed(record, run=self.run, batch=batch)


_benches: dict[bytes, tuple[Job, Bench]] = {}
_turn = Lock()


def _check_same(call: Call) -> None:
    differing = [name for name, version in call.libraries.items() if versions().get(name) != version]
    if call.code != code_version():
        differing.insert(0, "Headroom's own code")
    if differing:
        raise OtherCodeError(f"a worker has another version of {', '.join(differing)} than the run; give every worker "
                             "the same checkout, set up from the same lock")
