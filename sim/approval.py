"""The approval desk: a chain of offices that an application passes, each with so many officers."""

from collections.abc import Generator, Sequence

import simpy

from sim.policy import Office


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
