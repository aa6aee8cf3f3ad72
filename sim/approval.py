"""The approval desk: a chain of offices that an application passes, each with so many officers."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from sim.capacity import Floats, Integers
from sim.future import Prospects
from sim.policy import ApprovalMode, Office, Policy, Reforms


class ApprovalDesk:
    """A chain of offices on one clock; applications queue at each in order of arrival.

    Parameters
    ----------
    env
        The clock.
    offices
        The chain; one office with share 1 is the one-meeting approval.
    """

    def __init__(self, env: simpy.Environment, offices: Sequence[Office]) -> None:
        self._env = env
        self._chain = [(simpy.Resource(env, capacity=office.cases_at_once), office.share) for office in offices]

    def queued_share(self) -> float:
        """Return what those who queue now add to a further application's time, in shares of its own time [-].

        Notes
        -----
        Whoever comes behind q cases at an office of c waits for q / c times the time that the office takes. Exact
        where all take equally long and no office sends more on than the next one handles.
        """
        return sum(len(office.queue) / office.capacity * share for office, share in self._chain)

    def handle(self, official_months: float, *,
               seen: Callable[[bool], None] | None = None) -> Generator[simpy.Event, object, None]:
        """Pass one application through every office.

        Parameters
        ----------
        official_months
            Official handling time of the whole chain, without queues [month].
        seen
            Told false when it begins to wait for its turn at an office, true when an office takes it up.

        Yields
        ------
        simpy.Event
            The turns and the handling times.
        """
        for office, share in self._chain:
            with office.request() as turn:
                if seen is not None:
                    seen(turn.triggered)
                    if not turn.triggered:
                        yield turn
                        seen(True)
                else:
                    yield turn
                yield self._env.timeout(official_months * share)


def approved_months(prospects: Prospects, number: Integers, *, policy: Policy, horizon_months: int) -> Floats:
    """Return when each applicant has passed the desk [month], float [applicants]; infinity beyond the horizon.

    Parameters
    ----------
    prospects
        All prospects of a future.
    number
        Rows of the applicants, int [applicants]; firms that stand already apply for nothing.
    policy
        The desk's offices.
    horizon_months
        Month with which time ends.
    """
    env = simpy.Environment()
    desk = ApprovalDesk(env, policy.offices[policy.approval])
    approved = np.full(len(number), np.inf)

    def apply(at: int, handed_in_month: float, official_months: float) -> Generator[simpy.Event, object, None]:
        # Nobody else takes part in the enquiry and in the owner's preparation: one event for both.
        yield env.timeout(handed_in_month)
        yield from desk.handle(official_months)
        approved[at] = env.now

    handed_in = (prospects.enquiry_month + prospects.preparation_months)[number].tolist()
    official = prospects.approval_months[policy.approval][number].tolist()
    for at in np.flatnonzero(~prospects.stands[number]).tolist():
        if handed_in[at] < horizon_months:
            env.process(apply(at, handed_in[at], official[at]))
    env.run(until=horizon_months)
    return approved


@dataclass(frozen=True)
class Way:
    """How applications pass that are handed in now.

    Parameters
    ----------
    mode
        The chain of offices.
    left_share
        Share of the official time that is left of it [-].
    is_reformed
        True at the one meeting that a reform has brought, false at the study's own chain.
    """

    mode: ApprovalMode
    left_share: float
    is_reformed: bool


class Desks:
    """The approval desks of one world: the study's own chain, and the one meeting once a reform has brought it.

    Parameters
    ----------
    env
        The world's clock.
    policy
        The chains of offices, and which one is the study's own.
    reforms
        What assets change.
    """

    def __init__(self, env: simpy.Environment, policy: Policy, reforms: Reforms) -> None:
        self._env = env
        self._reforms = reforms
        self._usual: ApprovalMode = policy.approval
        modes: list[ApprovalMode] = [policy.approval, *(["one_meeting"] if reforms.one_meeting else [])]  # type: ignore[list-item]
        self._desks = {mode: ApprovalDesk(env, policy.offices[mode]) for mode in modes}

    def way(self, standing: Collection[str]) -> Way:
        """Return how applications pass while some assets stand."""
        left = 1.0
        for asset, saved in self._reforms.saved_share.items():
            if asset in standing:
                left *= 1.0 - saved
        reformed = self._usual != "one_meeting" and not self._reforms.one_meeting.isdisjoint(standing)
        return Way("one_meeting" if reformed else self._usual, left, reformed)

    def expected_months(self, way: Way, typical_months: Mapping[str, float]) -> float:
        """Return how long an application handed in now will take, queues as they are now [month].

        Parameters
        ----------
        way
            How it passes.
        typical_months
            Official handling time of a typical application by mode [month].
        """
        return typical_months[way.mode] * way.left_share * (1.0 + self._desks[way.mode].queued_share())

    def handle(self, way: Way, official_months: float, *,
               seen: Callable[[bool], None]) -> Generator[simpy.Event, object, None]:
        """Pass one application; see ``ApprovalDesk.handle``.

        Parameters
        ----------
        way
            How it passes.
        official_months
            Official handling time of the whole chain, before what assets save of it [month].
        seen
            Told when it begins to wait, and when an office takes it up.
        """
        return self._desks[way.mode].handle(official_months * way.left_share, seen=seen)
