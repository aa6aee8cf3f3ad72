"""One number that a study uses, where it stands and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.table import PROOF as PROOF_COLUMNS

LETTERS: Mapping[str, str] = {
    "D": "assumed, to be replaced by the park's own figure",
    "C": "recalled from a standard, to be checked against the book",
    "B-": "derived with an estimate in the chain",
    "B": "derived from what is published",
    "A-": "a standard in second-hand quotation",
    "A": "published",
}
"""What each confidence letter means; the least sure first."""

ASSUMPTION = "assumption"
"""What stands for a source where there is none."""

PROOF = tuple(column.name for column in PROOF_COLUMNS)
"""The columns, or keys, that make numbers beside them numbers with a source."""

BOUNDS = ("low", "typical", "high")

_UNITS: Mapping[str, str] = {
    "m": "m", "km": "km", "mm": "mm", "m2": "m2", "km2": "km2", "m3": "m3", "ha": "ha", "mu": "mu", "l": "L",
    "mw": "MW", "kw": "kW", "mva": "MVA", "kva": "kVA", "mvar": "Mvar", "kv": "kV", "ka": "kA", "kwh": "kWh",
    "mwh": "MWh", "pu": "pu", "ohm": "ohm", "nf": "nF", "degree": "deg", "percent": "%", "t": "t", "kt": "kt",
    "kg": "kg", "mg": "mg", "pa": "Pa", "kpa": "kPa", "mpa": "MPa", "gj": "GJ", "pcu": "pcu", "persons": "persons",
    "yuan": "yuan", "wan": "wan", "s": "s", "min": "min", "h": "h", "d": "d", "a": "a", "days": "days",
    "months": "months", "years": "years", "month": "month", "gbps": "Gbit/s", "unit": "unit"}
"""Units as they end names of numbers."""

_BY_NAME: Mapping[str, str] = {
    "length": "km", "capacity": "pcu/h a lane", "free_speed": "km/h", "x_coord": "km", "y_coord": "km",
    "jobs": "persons"}
"""Units that GMNS and we leave out of a name."""


@dataclass(frozen=True)
class Number:
    """A number, or where a row holds none its choice, with its proof.

    Parameters
    ----------
    file
        Path inside the study folder, or inside Headroom (``demand/sectors.csv``).
    line
        Line of the file, the first is 1.
    subject
        What it tells something of.
    quantity
        What it tells.
    low, typical, high
        As the file writes them; a number without a range has only ``typical``.
    unit
        Unit; ``-`` for none.
    source
        Key of its source, or ``assumption``.
    confidence
        One of ``LETTERS``.
    at
        Which hour or year of a series it is (``hour 7``); empty for what is no series.
    cells
        Names beside it, by heading: what it may depend on.
    systems
        Systems whose results follow from it at first hand.
    tables
        Stems of the tables of results that follow from it; ``all`` for every one.
    """

    file: str
    line: int
    subject: str
    quantity: str
    low: str
    typical: str
    high: str
    unit: str
    source: str
    confidence: str
    at: str = ""
    cells: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    systems: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line (``firms.csv:2``)."""
        return f"{self.file}:{self.line}"

    @property
    def is_named_with_unit(self) -> bool:
        """Whether the quantity's own name tells the unit already."""
        return self.unit == "-" or self.unit == unit_in(self.quantity)


def unit_of(quantity: str) -> str:
    """Return the unit of a quantity whose name ends in it, or is known to have one; ``-`` for none.

    Parameters
    ----------
    quantity
        Name of the number.

    Examples
    --------
    >>> [unit_of(name) for name in ("sewage_m3_per_d", "cost_wan_yuan", "hazard_per_a", "length", "bpr_alpha")]
    ['m3/d', 'wan yuan', '1/a', 'km', '-']
    """
    return unit_in(quantity) or _BY_NAME.get(quantity, "-")


def unit_in(quantity: str) -> str:
    """Return the unit that ends a name, or nothing.

    Examples
    --------
    >>> unit_in("truck_trips_per_ha_d"), unit_in("r_ohm_per_km"), unit_in("patience_months"), unit_in("lanes")
    ('1/(ha.d)', 'ohm/km', 'months', '')
    """
    words = quantity.split("_")
    if "per" not in words:
        return _product(_last_units(words[1:]), " ")
    at = words.index("per")
    below = words[at + 1:]
    if not below or any(word not in _UNITS for word in below):
        return ""
    divisor = _product(below, ".")
    return f"{_product(_last_units(words[:at]), ' ') or '1'}/{divisor if len(below) == 1 else f'({divisor})'}"


def _last_units(words: list[str]) -> list[str]:
    # A sum of money has a unit of two words; no other name ends in more than one.
    if words[-2:] == ["wan", "yuan"]:
        return words[-2:]
    return words[-1:] if words and words[-1] in _UNITS else []


def _product(words: list[str], sign: str) -> str:
    return sign.join(_UNITS[word] for word in words)
