"""Which results follow from a number: systems, and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath

from demand.attraction import SHAPES as OF_ATTRACTION
from experiments.assumptions.constants import module_of, users_of
from experiments.assumptions.effects import Effects, effects_of
from experiments.assumptions.number import Number
from experiments.study import Study
from experiments.study.money import MONEY_FILE
from networks.registry import SERVICES, SYSTEMS, class_at
from sim.capacity import CapacitySystem
from sim.policy import Policy
from sim.relief import Relief

ALL = ("all",)
"""Stands for every table of results."""

OF_FIRMS = ("losses", "lost_to", "losses_by_year", "lost_enterprises", "firms_by_year", "paired_differences")
"""Tables that tell what enterprises bring, for what no system asks for."""

OF_A_WARNING = (
    "exhaustion", "exhaustion_by_year", "spells", "first_binding", "binding_by_year", "paired_differences", "headroom",
    "firm_headroom", "utilisation", "limits", "limits_by_year", "projects", "costs")
"""Tables that tell of a system which only warns: nobody leaves because of it."""

OF_HOLDING = ("first_holding", "holding_by_year")
"""Tables that tell of systems which hold alone: no number of one which only warns moves them, and of one which holds
every table follows."""

OF_MONEY = ("cash_by_year", "cash_by_month", "capital_by_year", "money_by_year", "finance", "money_waits", "projects",
            "costs")
"""Tables that tell of money, and when a project gets it; only a study with money has them."""

REACHING_BACK = frozenset(shape.file for shape in OF_ATTRACTION.values())
"""Tables of what reaches back to who comes."""

TAX = "prospects.tax_wan_per_a"
TOLD_OF_FIRMS = frozenset({"prospects.jobs", "prospects.output_wan_per_a", TAX})
"""What a future says of enterprises without a system asking for it."""

OF_A_NEED = ("prospects.needs.", "coincidence.", "prospects.profile.")
OF_A_CONDITION = ("conditions.", "yearly.")
"""Beginnings of what a future says of one need, or of one condition."""

PROJECTS_FILE = "projects.yaml"

ONLY_IN: Mapping[str, tuple[str, ...]] = {
    "cost_wan_yuan": ("projects", "costs"), "x_coord": ("figures",), "y_coord": ("figures",), "x_km": ("figures",),
    "y_km": ("figures",)}
"""Quantities that decide nothing where money is no object, and where they are told: cost beside the plans, places on
the maps."""

PRICES = frozenset({"flexible_price_ratio", "lease_rent_ratio"})
"""Quantities of other files than money.yaml that only set prices: who takes which plot does not hang on them."""

PROFILES: Mapping[str, tuple[str, ...]] = {
    "demand/load_shapes.csv": ("power_mw",), "demand/sector_shapes.csv": ("power_mw",),
    "BUS_DIRECTIONS": ("bus_pcu_per_h",)}
"""Needs that follow from numbers of Headroom's own, by file or constant, where no column ``need`` names them."""


class Dependence:
    """Tells for a study which results follow from a number at first hand.

    What follows at second hand is left out: who is held by one system asks nothing of the others meanwhile, and may
    leave for good; what is built later because money lacks, falls short later. A table named ``all`` stands for every
    table.

    Parameters
    ----------
    study
        The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._systems: Mapping[str, CapacitySystem] = study.systems()
        self._owners: dict[str, tuple[str, ...]] = {}
        for name, place in study.system_places.items():
            for shape in class_at(place).shapes.values():
                self._owners[shape.file] = (*self._owners.get(shape.file, ()), name)
        self._demand_files = {shape.file for shape in class_at(study.demand_place).shapes.values()}

    def told(self, number: Number) -> Number:
        """Return a number with the systems and the tables that follow from it.

        Parameters
        ----------
        number
            The number.
        """
        systems, tables = self._following(number)
        return replace(number, systems=systems, tables=ALL if ALL[0] in tables else tuple(dict.fromkeys(tables)))

    def _following(self, number: Number) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if number.file == MONEY_FILE:
            return (), OF_MONEY
        if number.quantity in PRICES:
            return (), self._of_money
        # What a project costs is paid, and from when on it is kept up hangs on when it is finished.
        booked = self._of_money if number.file == PROJECTS_FILE else ()
        if number.quantity in ONLY_IN:
            return (), (*ONLY_IN[number.quantity], *booked)
        # No future shows what plan by plan decides who comes; it moves everything.
        if number.file.removeprefix("demand/") in REACHING_BACK:
            return tuple(self._systems), ALL
        systems, told = self._demand(number) if self._is_demand(number) else (self._supply(number), ())
        systems = self._with_relieved(systems)
        return systems, (*self._tables(systems), *told, *booked)

    @cached_property
    def _of_money(self) -> tuple[str, ...]:
        return OF_MONEY if self._study.money is not None else ()

    def _is_demand(self, number: Number) -> bool:
        return number.file in self._demand_files or number.file.startswith("demand/")

    def _demand(self, number: Number) -> tuple[tuple[str, ...], tuple[str, ...]]:
        shaped = PROFILES.get(number.file, PROFILES.get(number.quantity))
        shaped = (number.cells["need"],) if number.cells.get("need") else shaped
        if shaped is not None:
            return self._asking(shaped), ()
        read = number.file if number.file in self._demand_files else number.file.removeprefix("demand/")
        key = (read, number.quantity)
        if key not in self._effects:
            # Nobody can tell what a number does that no table of the study holds: it may be anything.
            return tuple(self._systems), ()
        effects = self._effects[key]
        return self._moved(effects), (*(OF_FIRMS if effects & TOLD_OF_FIRMS else ()),
                                      *(self._of_money if TAX in effects else ()))

    @cached_property
    def _effects(self) -> Effects:
        return effects_of(self._study)

    def _moved(self, effects: frozenset[str]) -> tuple[str, ...]:
        needs = [name.rpartition(".")[2] for name in effects if name.startswith(OF_A_NEED)]
        conditions = [name.partition(".")[2] for name in effects if name.startswith(OF_A_CONDITION)]
        rest = [name for name in effects - TOLD_OF_FIRMS if not name.startswith((*OF_A_NEED, *OF_A_CONDITION))]
        # Who comes, when, on how much land and for how long is every system's business.
        return tuple(self._systems) if rest else self._asking([*needs, *conditions])

    def _asking(self, names: Iterable[str]) -> tuple[str, ...]:
        wanted = set(names)
        return tuple(name for name, system in self._systems.items()
                     if wanted & {*system.needs, *system.conditions})

    def _with_relieved(self, systems: tuple[str, ...]) -> tuple[str, ...]:
        # Whatever a service gives, or is asked for, it takes off those that it relieves.
        needs = [relief.need for relief in self._reliefs if relief.system in systems]
        wanted = {*systems, *self._asking(needs)}
        return tuple(name for name in self._systems if name in wanted)

    @cached_property
    def _reliefs(self) -> tuple[Relief, ...]:
        if not self._study.policy.feedback:
            return ()
        reliefs: tuple[Relief, ...] = self._study.demand_model().reliefs
        return reliefs

    def _supply(self, number: Number) -> tuple[str, ...]:
        said = [number.cells[key] for key in ("system", "service") if number.cells.get(key) in self._systems]
        if said:
            return (said[-1],)
        if number.file.endswith(".py"):
            return self._calculating(number)
        owners = self._owners.get(number.file) or self._of_folder(number.file)
        return owners or tuple(self._systems)

    def _calculating(self, number: Number) -> tuple[str, ...]:
        users = users_of(module_of(number.file), number.quantity)
        if users & {*SYSTEMS.values(), SERVICES, *self._study.system_places.values()}:
            places = self._study.system_places
            return tuple(name for name in self._systems if places.get(name, SERVICES) in users)
        # What no system calculates with may be everybody's.
        return tuple(self._systems)

    def _of_folder(self, file: str) -> tuple[str, ...]:
        folder = PurePosixPath(file).parent
        if folder == PurePosixPath():
            return ()
        return tuple(dict.fromkeys(name for other, owners in self._owners.items()
                                   if PurePosixPath(other).parent == folder for name in owners))

    def _tables(self, systems: tuple[str, ...]) -> tuple[str, ...]:
        policy: Policy = self._study.policy
        if any(policy.holds.get(name, True) for name in systems):
            return ALL
        return OF_A_WARNING if systems else ()
