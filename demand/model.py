"""The demand of a study: every future's prospects and parameters from its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

import numpy as np

from demand.arrivals import Course, arrival_months
from demand.attraction import terms_of
from demand.entry import rules_of
from demand.further_needs import OF_PLOTS, STORED, FurtherNeeds
from demand.prospects import NEEDS, Cast, Sectors, prospects_of
from demand.ranges import Span, within
from demand.relief import draw_key, reliefs_of
from demand.shapes import (
    OF_ENTERPRISE,
    OF_FUTURE,
    SHAPES,
    THROUGH_TRAFFIC,
    need_rows,
    own_table,
    sector_rows,
    upstream_rows,
)
from demand.strata import STREAMS, Sampling
from demand.streams import Streams
from sim.attraction import Terms
from sim.calendar import MONTHS_PER_YEAR, YearMonth, months_between, year_and_month
from sim.capacity import Floats
from sim.entry import EntryRules
from sim.future import Future, Need, Prospects
from sim.park import Area
from sim.relief import Relief
from sim.table import Fault, Tables, TableShape, frame

GIVEN = ("power_mw", "sewage_m3_per_d", "jobs")
"""What a firm or an investor may tell of itself."""

CAST_COLUMNS = ("name", "sector", "area", "bulk", "stands", "committed", "month", "land_ha", "land_mu", *GIVEN)
"""What is known of a prospect before it is drawn; see ``demand.prospects.Cast``."""


class Times(Protocol):
    """Low, typical and high of a project's times [month]."""

    @property
    def permit_months(self) -> tuple[float, float, float]:
        """Time for permits."""
        ...

    @property
    def build_months(self) -> tuple[float, float, float]:
        """Time for construction."""
        ...


@dataclass(frozen=True)
class DemandModel:
    """Who comes, when, and what they need, in every future.

    Parameters
    ----------
    tables
        The study's tables of the demand by short key.
    areas
        The park's areas.
    seed
        Where all draws begin.
    horizon_months
        Length of the study [month].
    start
        Year and month of the first month.
    project_times
        How long each project takes.
    project_costs
        Low, typical and high of what each project costs [wan yuan]; nothing is drawn for a project that is left out.
    sampling
        How what is drawn once a future is drawn; see ``demand.strata``.
    """

    tables: Tables
    areas: tuple[Area, ...]
    seed: int
    horizon_months: int
    start: YearMonth
    project_times: Mapping[str, Times]
    project_costs: Mapping[str, Span]
    sampling: Sampling = "independent"

    shapes: ClassVar[Mapping[str, TableShape]] = SHAPES

    @classmethod
    def faults(cls, tables: Tables, areas: tuple[Area, ...], *, assets: frozenset[str] | None = None) -> list[Fault]:
        """Return what does not fit together in the tables; see ``demand.faults``."""
        from demand.faults import faults_of

        return faults_of(tables, areas, assets=assets)

    @classmethod
    def from_tables(cls, tables: Tables, areas: tuple[Area, ...], *, seed: int,
                    horizon_months: int, start: YearMonth, project_times: Mapping[str, Times],
                    project_costs: Mapping[str, Span], sampling: Sampling = "independent") -> Self:
        """Return the model of tables without faults."""
        return cls(tables, areas, seed, horizon_months, start, project_times, project_costs, sampling)

    @classmethod
    def sector_names(cls, tables: Tables) -> tuple[str, ...]:
        """Return the names of all sectors that the tables may refer to, those that come with Headroom first."""
        return tuple(dict.fromkeys(sector_rows(tables)["sector"]))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What enterprises ask for: power in 24 hours, traffic in two busy hours, heat in two seasons."""
        profiles = {"power_mw": self._profiles, **_by_period("busy_hours", "share_of_busiest"),
                    **_by_period("seasons", "share_of_peak")}
        asked = tuple(Need(name, profiles.get(name, np.ones((1, 1))), accumulates=name.startswith(STORED),
                           of="plot" if name in OF_PLOTS else "connected")
                      for name in dict.fromkeys([*NEEDS, *self._further.names]))
        return (*asked, Need("applications", np.ones((1, 1)), desk="usual"),
                Need("one_meeting_applications", np.ones((1, 1)), desk="reformed"))

    @cached_property
    def terms(self) -> Terms | None:
        """What draws enterprises and what speeds up approval; None where the study does not say."""
        return terms_of(frame(self.tables, "attraction"), frame(self.tables, "measures"), upstream_rows(self.tables),
                        sectors=self.sectors)

    @cached_property
    def entry(self) -> EntryRules | None:
        """Who may not enter the park; None where the study keeps nobody out."""
        return rules_of(frame(self.tables, "entry"), self.areas, sectors=self.sectors)

    def never_admitted(self) -> list[tuple[str, str]]:
        """Return the sectors that come, with their area, though they never may enter it."""
        rules = self.entry
        if rules is None:
            return []
        arriving = frame(self.tables, "arrivals")
        told = [arriving[arriving["share"] > 0], frame(self.tables, "investors")]
        coming = dict.fromkeys(pair for rows in told for pair in zip(rows["sector"], rows["area"], strict=True))
        return [(sector, area) for sector, area in coming
                if rules.bars_for_good(self.sectors.index(sector), self._area_of[area])]

    @cached_property
    def reliefs(self) -> tuple[Relief, ...]:
        """Whose service takes what off other systems; none where the study does not say."""
        return reliefs_of(frame(self.tables, "relief"))

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Names of the sectors in the order of their numbers."""
        return self._sectors.names

    @cached_property
    def typical_conditions(self) -> Mapping[str, float]:
        """Typical value of every parameter of a future by name, in the study's first year."""
        return {name: self._ranges[name][1] for name in OF_FUTURE} | {THROUGH_TRAFFIC: 1.0}

    def typical_needs(self, sector: str, *, land_ha: float) -> dict[str, float]:
        """Return what typical enterprises of one sector ask together on some land, coincidence between them applied.

        Parameters
        ----------
        sector
            Name of the sector.
        land_ha
            Their land [ha].

        Returns
        -------
        dict
            By need, in its unit: peak power of them all, sewage of the largest day, trips of the busiest hour.
        """
        cast = Cast(
            name=("typical",), sector=np.array([self.sectors.index(sector)]), area=np.zeros(1, dtype=np.int64),
            bulk=np.ones(1, dtype=bool), stands=np.zeros(1, dtype=bool), committed=np.ones(1, dtype=bool),
            month=np.zeros(1), land_ha=np.array([land_ha]), land_mu=np.ones((1, 3)),
            given=dict.fromkeys(GIVEN, np.array([np.nan])))
        halves = np.full_like(self._streams.uniforms(0, ["typical"]), 0.5)
        found = self._prospects(cast, halves, self.typical_conditions)
        coincidence = {"power_mw": self.typical_conditions["coincidence_enterprises"]}
        return {need: float(values[0]) * coincidence.get(need, 1.0) for need, values in found.needs.items()}

    def future(self, number: int) -> Future:
        """Return a future.

        Parameters
        ----------
        number
            Its number; with the study's seed it fixes every draw.
        """
        drawn = self._streams.of_future(number, [f"parameter/{name}" for name in OF_FUTURE], "value")
        values = {name: float(within(u, self._ranges[name])) for name, u in zip(OF_FUTURE, drawn, strict=True)}
        cast = self._cast(number, values)
        return Future(
            number=number,
            prospects=self._prospects(cast, self._streams.uniforms(number, cast.name), values),
            coincidence={"power_mw": values["coincidence_enterprises"]},
            conditions=values,
            permit_months=self._of_projects(number, "permit", {
                name: times.permit_months for name, times in self.project_times.items()}),
            build_months=self._of_projects(number, "build", {
                name: times.build_months for name, times in self.project_times.items()}),
            project_wan=self._of_projects(number, "cost", self.project_costs),
            yearly={THROUGH_TRAFFIC: self._growing(values["through_traffic_growth_per_a"])},
            relief=self._relief(number))

    def _relief(self, number: int) -> dict[str, float]:
        spans = frame(self.tables, "relief")[["low", "typical", "high"]].itertuples(index=False, name=None)
        drawn = self._streams.of_future(number, [draw_key(relief) for relief in self.reliefs], "value")
        return {relief.name: float(within(u, span)) for relief, u, span in zip(self.reliefs, drawn, spans, strict=True)}

    def _of_projects(self, number: int, purpose: str, spans: Mapping[str, Span]) -> dict[str, float]:
        # Each project has a stream of its own, the same under every plan.
        drawn = self._streams.of_future(number, [f"project/{name}" for name in spans], purpose)
        return {name: float(within(u, span)) for (name, span), u in zip(spans.items(), drawn, strict=True)}

    def _growing(self, growth_per_a: float) -> Floats:
        return np.asarray((1.0 + growth_per_a) ** np.arange(-(-self.horizon_months // MONTHS_PER_YEAR)))

    @cached_property
    def _streams(self) -> Streams:
        return STREAMS[self.sampling](self.seed)

    def _prospects(self, cast: Cast, uniforms: Floats, values: Mapping[str, float]) -> Prospects:
        return prospects_of(
            cast, uniforms, sectors=self._sectors, values=values,
            spans={name: self._ranges[name] for name in OF_ENTERPRISE}, hazard_per_a=self._hazard_per_a,
            typical_coincidence=self._ranges["coincidence_enterprises"][1], further=self._further)

    def _cast(self, number: int, values: Mapping[str, float]) -> Cast:
        rows: list[dict[str, Any]] = [*self._known_rows, *self._arriving_rows(number, values)]
        column_of = {name: [row[name] for row in rows] for name in CAST_COLUMNS}

        def numbers(name: str) -> Floats:
            return np.array(column_of[name], dtype=np.float64)

        return Cast(
            name=tuple(column_of["name"]),
            sector=np.array(column_of["sector"], dtype=np.int64), area=np.array(column_of["area"], dtype=np.int64),
            bulk=np.array(column_of["bulk"], dtype=bool), stands=np.array(column_of["stands"], dtype=bool),
            committed=np.array(column_of["committed"], dtype=bool), month=numbers("month"), land_ha=numbers("land_ha"),
            land_mu=np.array(column_of["land_mu"], dtype=np.float64).reshape(-1, 3),
            given={name: numbers(name) for name in GIVEN})

    @cached_property
    def _known_rows(self) -> list[dict[str, Any]]:
        # Standing firms and committed investors are the same in every future.
        rows = [self._row(told, name=f"firm/{told['firm']}", bulk=False, stands=True, month=0.0)
                for told in frame(self.tables, "firms").to_dict("records")]
        for told in frame(self.tables, "investors").to_dict("records"):
            # Whoever signed before the study begins is at its beginning where he then was: at the desk's door.
            month = max(self._months_after_start(told["contract_month"]), 0.0)
            rows.append(self._row(told, name=f"investor/{told['investor']}", bulk=told["size"] == "bulk", stands=False,
                                  month=month))
        return rows

    def _row(self, told: Mapping, *, name: str, bulk: bool, stands: bool, month: float) -> dict[str, Any]:
        return {
            "name": name, "sector": self.sectors.index(told["sector"]), "area": self._area_of[told["area"]],
            "bulk": bulk, "stands": stands, "committed": True, "month": month, "land_ha": told["land_ha"],
            "land_mu": (1.0, 1.0, 1.0), **{name: told[name] for name in GIVEN}}

    def _arriving_rows(self, number: int, values: Mapping[str, float]) -> list[dict[str, Any]]:
        enquiries_per_month = values["signed_projects_per_a"] / values["contract_share"] / MONTHS_PER_YEAR
        rows: list[dict[str, Any]] = []
        for told in frame(self.tables, "arrivals").to_dict("records"):
            stream = f"{told['sector']}/{told['area']}/{told['size']}"
            months = arrival_months(self._streams, future=number, entity=f"arrivals/{stream}",
                                    per_month=enquiries_per_month * told["share"], course=self._course)
            rows += [{
                "name": f"{stream}/{at:04d}", "sector": self.sectors.index(told["sector"]),
                "area": self._area_of[told["area"]], "bulk": told["size"] == "bulk", "stands": False,
                "committed": False, "month": month, "land_ha": np.nan,
                "land_mu": (told["land_mu_low"], told["land_mu_typical"], told["land_mu_high"]),
                **dict.fromkeys(GIVEN, np.nan)} for at, month in enumerate(months.tolist())]
        return rows

    @cached_property
    def _area_of(self) -> Mapping[str, int]:
        return {area.name: at for at, area in enumerate(self.areas)}

    @cached_property
    def _sectors(self) -> Sectors:
        return Sectors.of(sector_rows(self.tables), shapes=own_table("sector_shapes"), shape_names=self._shape_names)

    @cached_property
    def _shape_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(own_table("load_shapes")["load_shape"]))

    @cached_property
    def _profiles(self) -> Floats:
        table = own_table("load_shapes").pivot(index="load_shape", columns="hour", values="share_of_peak")
        return np.ascontiguousarray(table.loc[list(self._shape_names)].to_numpy(np.float64))

    @cached_property
    def _further(self) -> FurtherNeeds:
        return FurtherNeeds.of(need_rows(self.tables), sectors=self.sectors)

    @cached_property
    def _ranges(self) -> Mapping[str, tuple[float, float, float]]:
        return {told["parameter"]: (told["low"], told["typical"], told["high"])
                for told in frame(self.tables, "uncertain").to_dict("records")}

    @cached_property
    def _hazard_per_a(self) -> Floats:
        return own_table("exit_hazard").sort_values("year_of_operation")["hazard_per_a"].to_numpy(np.float64)

    @cached_property
    def _course(self) -> Course:
        told = frame(self.tables, "course")
        months = np.array([self._months_after_start(month) for month in told["from_month"]])
        factor = told["factor"].to_numpy(np.float64)
        # What held before the study begins holds at its beginning; nothing before the first row is the first row's.
        held = max(int(np.searchsorted(months, 0.0, side="right")) - 1, 0)
        return Course(np.concatenate([[0.0], months[held + 1:]]), factor[held:], self.horizon_months)

    def _months_after_start(self, month: str) -> float:
        return float(months_between(self.start, year_and_month(month)))


def _by_period(table: str, share: str) -> dict[str, Floats]:
    # Shares of the periods in the order of the table, by need.
    return {str(need): rows[share].to_numpy(np.float64)[None]
            for need, rows in own_table(table).groupby("need")}
