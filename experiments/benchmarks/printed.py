"""What a benchmark has measured, in lines to read."""

from collections.abc import Sequence

from experiments.benchmarks.growth import Cost
from experiments.benchmarks.side_by_side import SideBySide

LOOP_TARGET = 1000.0
"""How many times the loop's time a park-month is to take less [-]."""

FLOOR_TARGET = 1.5
"""How many times the bare engines' time everything is to take at most [-]."""


def ratios(found: SideBySide) -> list[str]:
    """Return the lines that are cited: speed, ratios to the loop and to the floor."""
    rounds = f"median of {len(found.rounds)}" if len(found.rounds) > 1 else "one round"
    loop_ms, whole_ms = (1e3 * found.middle(of) for of in (lambda each: each.loop_s, lambda each: each.whole_loop_s))
    return [
        f"park-months a second: {found.park_months_per_s:.0f} (one process, processor time, everything included; "
        f"{rounds})",
        f"ratio to the loop: {found.ratio_to_loop:.0f} (the loop: {loop_ms:.1f} ms a park-month, what is "
        "required in one hour of power and one of the roads)",
        f"ratio to the loop at equal work: {found.ratio_at_equal_work:.0f} (the loop: {whole_ms:.0f} ms a park-month, "
        "24 hours, both road hours, drawn and required; no headroom)",
        f"ratio to the floor: {found.ratio_to_floor:.2f}",
    ]


def targets(found: SideBySide) -> list[str]:
    """Return by how much the targets are met or missed, and which part holds them back."""
    largest = max(found.parts, key=lambda part: found.parts[part], default="")
    share = f"; the largest part is {largest}, {found.parts[largest]:.0%}" if largest else ""
    overhead = sum(value for part, value in found.parts.items() if part.split(" ")[0] not in found.floor_s)
    return [
        _target("the loop, one snapshot", found.ratio_to_loop / LOOP_TARGET, f"{LOOP_TARGET:,.0f} times", share),
        _target("the loop at equal work", found.ratio_at_equal_work / LOOP_TARGET, f"{LOOP_TARGET:,.0f} times", share),
        _target("the floor", FLOOR_TARGET / found.ratio_to_floor, f"{FLOOR_TARGET:g} times",
                f"; outside the engines lie {overhead:.0%}"),
    ]


def _target(what: str, met: float, wanted: str, why: str) -> str:
    return f"target beside {what}, {wanted}: {'met' if met >= 1 else f'missed by a factor of {1 / met:.2f}'}{why}"


def parts(found: SideBySide) -> list[str]:
    """Return the profile by part, the engines' states, and what one call of the loop costs."""
    lines = [f"  {part:<26} {share:6.1%}" for part, share in found.parts.items()]
    states = [f"  {name:<26} {found.asked[name]:>9,} {found.different[name]:>9,} "
              f"{1e6 * found.floor_s[name] / max(found.different[name], 1):>9.1f}" for name in found.floor_s]
    calls = ", ".join(f"{name} {spent:.2f}" for name, spent in found.loop_ms.items())
    return ["where the product's time goes:", *lines,
            f"states of {found.park_months:,} park-months:   asked different us each", *states,
            f"one call of the loop [ms]: {calls} ({found.loop_park_months} park-months a round)"]


HEADING = (f"  {'':<20} {'workers':>7} {'park-months':>12} {'first, s':>9} {'time, s':>9} {'a second':>9} "
           f"{'peak, MB':>9}")


def cost(found: Cost) -> str:
    """Return one line of the table of growth."""
    peak = f"{found.peak_mb:,.0f}" if found.peak_mb is not None else "-"
    speed = found.park_months / found.seconds if found.seconds else 0.0
    return (f"  {found.case.what:<20} {found.case.workers:>7} {found.park_months:>12,} {found.preparing_s:>9.1f} "
            f"{found.seconds:>9.1f} {speed:>9,.0f} {peak:>9}")


def slope(found: Sequence[Cost]) -> str:
    """Return what further park-months cost from size to size: equal where cost is linear."""
    steps = [f"{1e3 * (after.seconds - before.seconds) / (after.park_months - before.park_months):.3f}"
             for before, after in zip(found, found[1:], strict=False) if after.park_months > before.park_months]
    return f"  a further park-month costs [ms]: {', '.join(steps)}" if steps else ""
