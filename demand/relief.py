"""From the table of what services take off other systems to what a march reads, and what contradicts itself in it."""

from collections.abc import Iterator, Mapping
from typing import get_args

import pandas as pd

from sim.relief import Effect, Relief
from sim.table import PROOF, Column, Fault, TableShape, disorder

RELIEF = "relief.csv"

MOST_A_UNIT = 100.0
"""What a served unit takes off or puts on at most, in the unit of the need: more is a slip."""

SHAPES: Mapping[str, TableShape] = {
    "relief": TableShape(RELIEF, (
        Column("system"), Column("effect", allowed=get_args(Effect)), Column("need"),
        *(Column(name, "number", low=0, high=MOST_A_UNIT) for name in ("low", "typical", "high")),
        Column("unit"),
        *PROOF), optional=True),
}
"""So much of a need for each unit of the system's own need that is served; in a study without the file no service
relieves another system."""


def reliefs_of(relief: pd.DataFrame) -> tuple[Relief, ...]:
    """Return the reliefs of a table without faults, in its order."""
    return tuple(Relief(told["system"], told["effect"], told["need"]) for told in relief.to_dict("records"))


def draw_key(relief: Relief) -> str:
    """Return the name of a relief's own random stream: one more row moves no other draw."""
    return f"relief/{relief.name}"


def relief_faults(relief: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong with the table by itself; whether systems and needs are known is seen where systems are.

    Parameters
    ----------
    relief
        The study's own table, its cells checked already.
    """
    for row, (told, of) in enumerate(zip(relief.to_dict("records"), reliefs_of(relief), strict=True)):
        wrong = disorder(told["low"], told["typical"], told["high"])
        if wrong:
            yield Fault(RELIEF, row, f"{of.need} that {of.system} {of.effect} {wrong}")
    for row in relief.index[relief.duplicated(["system", "effect", "need"])].tolist():
        yield Fault(RELIEF, row, f"{relief['system'][row]} {relief['effect'][row]} {relief['need'][row]} twice; make "
                                 "one row of them")
