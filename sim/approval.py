"""The approval desk: a chain of offices that an application passes, each with so many officers."""

from collections.abc import Generator, Sequence

import numpy as np
import simpy

from sim.capacity import Floats, Integers
from sim.future import Prospects
from sim.policy import Office, Policy


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

    def handle(self, official_months: float) -> Generator[simpy.Event, object, None]:
        """Pass one application through every office.

        Parameters
        ----------
        official_months
            Official handling time of the whole chain, without queues [month].

        Yields
        ------
        simpy.Event
            The turns and the handling times.
        """
        for office, share in self._chain:
            with office.request() as turn:
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
