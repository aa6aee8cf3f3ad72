"""Simple services: what a park asks of a thing against how much of the thing stands, declared in a table alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from networks.services_faults import faults_of
from networks.services_kernels import divide
from networks.services_tables import KINDS, SHAPES
from sim.capacity import ABSENT, Assessment, Bools, Demand, Floats, Integers, Limit
from sim.park import Area
from sim.table import Fault, Tables, TableShape, frame


@dataclass(frozen=True, eq=False)
class SimpleService:
    """One service whose capacity is the sum of what its assets give.

    Parameters
    ----------
    name, label, unit
        Its name, what a planner calls it, and the unit of its need and its capacities.
    kind
        ``rate`` for what is served again and again, ``stock`` for what fills up; the kind of its limits.
    need
        What it serves. A stock's need is what is stored by now: filling it up is whoever's part who lets time pass.
    cause
        The end of a sentence that begins with "because".
    rows
        One row an asset and area: ``asset``, ``capacity``, ``by_area`` (empty for the whole park), ``x_km`` and
        ``y_km`` (not a number where it is on no map).
    areas
        The park's areas; their order is that of the demand's second axis.
    """

    name: str
    label: str
    unit: str
    kind: str
    need: str
    cause: str
    rows: pd.DataFrame
    areas: tuple[Area, ...]

    conditions: ClassVar[tuple[str, ...]] = ()
    answers_at_once: ClassVar[bool] = True

    @property
    def needs(self) -> tuple[str, ...]:
        """The one need it serves."""
        return (self.need,)

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """Assets in the order of the table."""
        return tuple(dict.fromkeys(self.rows["asset"]))

    @cached_property
    def by_area(self) -> bool:
        """Whether each area is served by itself."""
        return bool(self.rows["by_area"].ne("").any())

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """One limit for the park, or one an area, and one for needs that nothing serves."""
        named = ([(f"{self.name}_{area.name}", f"{self.label}, {area.label}") for area in self.areas]
                 if self.by_area else [(self.name, self.label)])
        # Of several assets the first that has a place shows the limit on a map.
        backwards = zip(self._row_limit[::-1].tolist(), self._elements[::-1], strict=True)
        placed = {limit: element for limit, element in backwards if element}
        return (*(Limit(name, label, self.cause, self.kind, placed.get(at, ""))
                  for at, (name, label) in enumerate(named)),
                Limit(ABSENT, f"{self.label}: nothing there", "nothing is there to serve it", ABSENT, ""))

    def map_elements(self) -> pd.DataFrame:
        """Return the assets that have a place as points, in km of the park."""
        shown = self.rows.assign(element=self._elements)[[bool(element) for element in self._elements]]
        labels = [f"{self.label}: {asset}" for asset in shown["asset"]]
        return pd.DataFrame({
            "element": shown["element"].to_numpy(object), "shape": "point",
            "x0": shown["x_km"].to_numpy(np.float64), "y0": shown["y_km"].to_numpy(np.float64),
            "x1": shown["x_km"].to_numpy(np.float64), "y1": shown["y_km"].to_numpy(np.float64), "label": labels})

    def assess(self, demand: Demand, in_service: Bools) -> Assessment:
        """Return what is asked over what stands.

        Parameters
        ----------
        demand
            The need in the service's unit, float [states, areas, periods].
        in_service
            Bool [states, assets].

        Returns
        -------
        Assessment
            Sum of the need over sum of the capacities that stand, of the period that asks most; infinity on the
            limit ``absent`` where something is asked and no capacity stands.

        Notes
        -----
        Valid where a need can be met by any asset of the same limit and nothing is lost on the way.
        """
        asked = np.ascontiguousarray(demand[self.need])
        used = np.zeros((len(asked), self._limit_count + 1))
        period = np.zeros(used.shape, dtype=np.int64)
        divide(asked, np.ascontiguousarray(in_service), self._area_limit, self._row_asset, self._row_limit,
               self._row_capacity, used, period)
        return Assessment(used, period, np.zeros(len(used), dtype=np.bool_))

    def serves(self, in_service: Bools) -> Bools:
        """Return for which areas some capacity stands, bool [areas]; ``in_service`` bool [assets]."""
        adding = in_service[self._row_asset] & (self._row_capacity > 0)
        standing = np.zeros(self._limit_count, dtype=np.bool_)
        standing[self._row_limit[adding]] = True
        return np.asarray(standing[self._area_limit])

    def load(self, demand: Demand) -> Floats:
        """Return the need of the whole park in the period that asks most, float [states]."""
        return demand[self.need].sum(axis=1).max(axis=1)

    def capacity(self, in_service: Bools) -> Floats:
        """Return the sum of the capacities that stand, float [states]."""
        return np.where(in_service[:, self._row_asset], self._row_capacity, 0.0).sum(axis=1)

    @property
    def _limit_count(self) -> int:
        return len(self.areas) if self.by_area else 1

    @cached_property
    def _area_limit(self) -> Integers:
        count = len(self.areas)
        return np.arange(count, dtype=np.int64) if self.by_area else np.zeros(count, dtype=np.int64)

    @cached_property
    def _row_limit(self) -> Integers:
        index = {area.name: at for at, area in enumerate(self.areas)} if self.by_area else {"": 0}
        return np.array([index[area] for area in self.rows["by_area"]], dtype=np.int64)

    @cached_property
    def _row_asset(self) -> Integers:
        index = {asset: at for at, asset in enumerate(self.assets)}
        return np.array([index[asset] for asset in self.rows["asset"]], dtype=np.int64)

    @cached_property
    def _row_capacity(self) -> Floats:
        return np.ascontiguousarray(self.rows["capacity"].to_numpy(np.float64))

    @cached_property
    def _elements(self) -> list[str]:
        # Empty for rows without a place.
        return ["" if np.isnan(x_km) else f"{asset}_{area}" if area else asset
                for asset, area, x_km in zip(self.rows["asset"], self.rows["by_area"], self.rows["x_km"], strict=True)]


class SimpleServices:
    """All simple services of a study; each becomes a system of its own."""

    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES
    limit_kinds: ClassVar[tuple[str, ...]] = (*KINDS, ABSENT)

    @classmethod
    def asset_names(cls, tables: Tables) -> tuple[str, ...]:
        """Return the assets of all services, whether or not the table has faults."""
        return tuple(dict.fromkeys(frame(tables, "services")["asset"]))

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str],
               needs: frozenset[str] = frozenset()) -> list[Fault]:
        """Return what does not fit together in the table; see ``networks.services_faults``."""
        return faults_of(tables, areas, assets=assets, needs=needs)

    @classmethod
    def systems(cls, tables: Tables, areas: tuple[Area, ...]) -> dict[str, SimpleService]:
        """Return the services of a table without faults.

        Parameters
        ----------
        tables
            ``services``; empty where a study has none.
        areas
            The park's areas.

        Returns
        -------
        dict
            Systems by name, in the order of the table.
        """
        table = frame(tables, "services")
        return {str(name): cls._service(rows.reset_index(drop=True), areas)
                for name, rows in table.groupby("service", sort=False)}

    @staticmethod
    def _service(rows: pd.DataFrame, areas: tuple[Area, ...]) -> SimpleService:
        said = {column: str(rows[column].iloc[0]) for column in ("service", "label", "unit", "kind", "need", "cause")}
        return SimpleService(
            said["service"], said["label"], said["unit"], said["kind"], said["need"], said["cause"],
            rows[["asset", "capacity", "by_area", "x_km", "y_km"]], areas)
