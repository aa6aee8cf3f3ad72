"""Sixty thousand applications at the approval desk, one office of three officers."""

import numpy as np
import simpy

from demand.streams import Streams
from sim.approval import ApprovalDesk
from sim.policy import Office

ARRIVALS, PER_HOUR, HANDLING_H, OFFICERS = 60_000, 6.0, 1.0 / 3.0, 3
IDLE = 1e-9
"""Rounding of the clock [h]."""


def measured() -> dict[str, float]:
    """Return waits and times at the desk."""
    streams = Streams(20270101)
    gaps = -np.log(streams.sequence(0, "gaps", ARRIVALS)) / PER_HOUR
    handling = -np.log(streams.sequence(0, "handling", ARRIVALS)) * HANDLING_H
    env = simpy.Environment()
    desk = ApprovalDesk(env, [Office("desk", OFFICERS, 1.0)])
    at_desk = np.zeros(ARRIVALS)

    def apply(number: int, arrives_h: float):
        yield env.timeout(arrives_h)
        yield from desk.handle(handling[number])
        at_desk[number] = env.now - arrives_h

    for number, arrives_h in enumerate(np.cumsum(gaps).tolist()):
        env.process(apply(number, arrives_h))
    env.run()
    wait = at_desk - handling
    return {
        "mean_wait_h": float(wait.mean()),
        "mean_time_at_the_desk_min": float(at_desk.mean() * 60),
        "share_that_need_not_wait": float((wait < IDLE).mean()),
    }
