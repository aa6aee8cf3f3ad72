"""What the tables of water, gas and heat have in common: headings, and the words that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from networks.pressure_routes import PLAIN
from sim.table import PROOF, Column, TableShape


@dataclass(frozen=True)
class Quantity:
    """A number of the whole system.

    Parameters
    ----------
    default
        What is taken where the table does not give it.
    low, high
        Allowed range.
    """

    default: float
    low: float
    high: float


@dataclass(frozen=True)
class Words:
    """How a system of trees names its things.

    Parameters
    ----------
    folder
        Folder of its tables in a study.
    carried
        What it carries ("water").
    capacity, unit
        Column of what a source gives, and its unit.
    level, needed
        Columns of the pressure that a source gives and that an area needs; empty where pressure is no limit.
    sources
        Kinds of sources, and the cause when one is full.
    pipe_numbers
        Columns of a pipe that must be above 0.
    quantities
        Numbers of the whole system by name.
    """

    folder: str
    carried: str
    capacity: str
    unit: str
    level: str
    needed: str
    sources: Mapping[str, str]
    pipe_numbers: tuple[str, ...]
    quantities: Mapping[str, Quantity]

    node: ClassVar[str] = "node"
    pipe: ClassVar[str] = "pipe"

    @property
    def nodes_file(self) -> str:
        """File of its nodes."""
        return f"{self.folder}/nodes.csv"

    @property
    def pipes_file(self) -> str:
        """File of its pipes."""
        return f"{self.folder}/pipes.csv"

    @property
    def numbers_file(self) -> str:
        """File of the numbers of the whole system."""
        return f"{self.folder}/numbers.csv"


def shapes_of(words: Words, *, of_a_node: tuple[str, ...] = ()) -> Mapping[str, TableShape]:
    """Return the shapes of a system's tables.

    Parameters
    ----------
    words
        How it names its things.
    of_a_node
        Further numbers of a node.
    """
    # Ranges are checked where a node's or a pipe's name can be told.
    numbers = (*of_a_node, *(name for name in (words.level, words.needed) if name), words.capacity)
    return {
        "nodes": TableShape(words.nodes_file, (
            Column("node"),
            Column("label"),
            Column("kind", allowed=(PLAIN, *words.sources)),
            Column("x_km", "number"),
            Column("y_km", "number"),
            *(Column(name, "number", optional=True, default=0.0) for name in numbers),
            Column("area", optional=True, default=""),
            Column("asset", optional=True, default=""),
            *PROOF)),
        "pipes": TableShape(words.pipes_file, (
            Column("pipe"),
            Column("label"),
            Column("from_node"),
            Column("to_node"),
            *(Column(name, "number") for name in words.pipe_numbers),
            Column("asset"),
            Column("priority", "integer", optional=True, default=0),
            *PROOF), key="pipe"),
        "numbers": TableShape(words.numbers_file, (
            Column("quantity", allowed=tuple(words.quantities)),
            Column("value", "number"),
            *PROOF), key="quantity", optional=True),
    }


def quantity_of(numbers: pd.DataFrame, words: Words, name: str) -> float:
    """Return a number of the whole system, its default where the table does not give it.

    Parameters
    ----------
    numbers
        Table of the system's numbers.
    words
        How it names its things.
    name
        The quantity's.
    """
    told = dict(zip(numbers["quantity"], numbers["value"], strict=True))
    return float(told.get(name, words.quantities[name].default))
