"""From a folder to a study, or to everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.study.checks import (
    check_assets,
    check_land,
    check_land_price,
    check_park,
    check_projects,
    check_relief,
    check_study,
    check_study_plans,
    check_until,
)
from experiments.study.copying import STUDIES, STUDY_FILE, known_studies
from experiments.study.faults import StudyError, StudyFault
from experiments.study.files import StudyFiles
from experiments.study.forms import CostForm, OfficeForm, ParkForm, PolicyForm, ProjectsForm, RangeForm, StudyForm
from experiments.study.money import read_money
from experiments.study.pages import Page, read_page
from experiments.study.parts import Known, Part, Services
from experiments.study.planning import LEVERS, PlanSetting, in_order, plans_of, read_lever_pages, read_plan_pages
from experiments.study.study import LAND_KEY, LAND_RULES, SERVICES_KEY, ProjectTimes, Study
from networks.registry import SYSTEMS, UNLESS_SAID, class_at
from sim.calendar import year_and_month
from sim.land_rules import LandRules
from sim.park import Area, Park
from sim.plan import Plan, Project
from sim.policy import Office, Policy
from sim.table import way_out

WARN_BY_DEFAULT = frozenset({"roads"})
"""Systems that only warn where the study does not say otherwise: a full road is slow, not shut."""

DEMAND_KEY = "demand"
PROJECTS_FILE = "projects.yaml"

LONG_AGO = (1, 1)
"""Where months are counted from while nobody knows when the study begins: no plan is too early then."""


def read(name_or_path: str | Path, *, systems: Mapping[str, str], demand: str) -> Study:
    """Return a study from a folder, or raise every mistake in it; see ``Study.read``."""
    files = _files(name_or_path)
    study, park = read_page(StudyForm, files, STUDY_FILE), read_page(ParkForm, files, "park.yaml")
    projects, plan_pages = read_page(ProjectsForm, files, PROJECTS_FILE), read_plan_pages(files)
    lever_pages = read_lever_pages(files)
    places = _chosen(study, systems, files)
    parts = {name: Part(place, files) for name, place in {**places, DEMAND_KEY: demand}.items()}
    services, land = Services(files), Part(LAND_RULES, files)
    # While a service may be missing from the list, a name that is not on it is no mistake of those who use it.
    names = (*places, *services.names) if services.are_known else _AnyName(places)
    if study is not None:
        check_study(study, systems=names)
    until = ""
    if study is not None and plan_pages:
        check_study_plans(study, plans=tuple(plan_pages))
        until = check_until(study, systems=names, plans=tuple(plan_pages))
    if park is not None:
        check_park(park)
    if projects is not None:
        check_projects(projects, systems=names)
    known = _known(park, projects, parts)
    if park is not None:
        land.check(_areas(park), assets=_assets(park, projects))
        if land.is_consistent:
            check_land(park, with_more=LandRules.areas_with_more(land.tables, _areas(park)))
    known |= services.known(_areas(park) if park is not None else (), assets=_assets(park, projects))
    if park is not None and land.is_consistent:
        services.check_plots(LandRules.plots_ha(land.tables, _areas(park)))
    # A need is not doubted while a system that may serve it cannot be understood.
    all_known = services.are_known and set(names) <= known.keys()
    needs = {name: told.needs for name, told in known.items()} if all_known else None
    if needs is not None:
        check_relief(parts[DEMAND_KEY], needs=needs)
    if services.are_known:
        check_assets(park, projects, assets={name: told.assets for name, told in known.items()}, systems=names)
    plans: dict[str, Plan] = {}
    levers: dict[str, Plan] = {}
    if projects is not None:
        setting = PlanSetting(
            start=year_and_month(study.form.start) if study is not None else LONG_AGO,
            projects=_projects(projects), times=_times(projects),
            # What projects wait for each other in a circle has no order that a plan could miss.
            standing=None if park is None or files.faulty(PROJECTS_FILE) else frozenset(park.form.standing),
            systems=names, kinds={name: told.kinds for name, told in known.items()})
        plans, levers = plans_of(plan_pages, setting), plans_of(lever_pages, setting)
        for name in plan_pages.keys() & lever_pages.keys():
            files.fault(f"{LEVERS}/{name}.yaml", None, "has the name of a plan; give the lever another")
    money = read_money(
        files, systems=names, assets=_assets(park, projects), sectors=parts[DEMAND_KEY].sectors(),
        needs=None if needs is None else tuple(need for of_system in needs.values() for need in of_system))
    if money is not None:
        check_land_price(parts[DEMAND_KEY], sold_wan_per_mu=money.income.land_wan_per_mu)
    if study is None or park is None or projects is None or files.faults:
        raise StudyError(files.faults)
    said = study.form
    return Study(
        name=said.name, label=said.label, folder=files.folder.resolve(), start=year_and_month(said.start),
        horizon_months=said.horizon_months, futures=said.futures, seed=said.seed, baseline=said.baseline,
        park=Park(park.form.name, _areas(park), frozenset(park.form.standing)),
        policy=_policy(said.policy, systems=names), projects=_projects(projects), times=_times(projects),
        costs={name: _cost(project.cost_wan_yuan) for name, project in projects.form.projects.items()},
        plans=in_order(plans, listed=said.plans, baseline=said.baseline), levers=levers,
        tables={name: part.tables for name, part in parts.items()} | {
            SERVICES_KEY: services.tables, LAND_KEY: land.tables},
        hashes=files.hashes, texts=files.texts, system_places=places, demand_place=demand,
        money=money, until=until, sampling=said.sampling)


def _chosen(study: Page[StudyForm] | None, systems: Mapping[str, str], files: StudyFiles) -> dict[str, str]:
    # The systems that the study says it has, in the order of every table.
    said = None if study is None else study.form.systems
    if study is None or said is None:
        usual = {name for name in systems if name in UNLESS_SAID or name not in SYSTEMS}
        if study is None:
            # Nobody knows what it says; what lies there is taken, so that one mistake does not make a hundred.
            usual |= {name for name, place in systems.items()
                      if any(files.exists(shape.file) for shape in class_at(place).shapes.values())}
        return {name: place for name, place in systems.items() if name in usual}
    for at, name in enumerate(said):
        if name not in systems:
            study.fault(f"systems names {name!r}, which nobody knows; {way_out(name, tuple(systems))}", "systems", at)
    return {name: place for name, place in systems.items() if name in said}


def _assets(park: Page[ParkForm] | None, projects: Page[ProjectsForm] | None) -> frozenset[str]:
    if park is None or projects is None:
        return _Anything()
    built = [asset for project in projects.form.projects.values() for asset in project.assets]
    return frozenset([*park.form.standing, *built])


def _files(name_or_path: str | Path) -> StudyFiles:
    given = str(name_or_path)
    if given in known_studies():
        return StudyFiles(STUDIES / given, _shown(STUDIES / given))
    folder = Path(name_or_path)
    if folder.is_file():
        raise StudyError([StudyFault(given, None, "is a file; give the folder of the study")])
    if not folder.is_dir():
        raise StudyError([StudyFault(given, None, f"no study of that name and no such folder; "
                                                  f"{way_out(given, known_studies())}")])
    if not (folder / STUDY_FILE).exists():
        raise StudyError([StudyFault(given, None, f"holds no {STUDY_FILE}, so it is no study; `headroom new DIR` "
                                                  "makes one")])
    return StudyFiles(folder, folder)


def _shown(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _known(park: Page[ParkForm] | None, projects: Page[ProjectsForm] | None,
           parts: Mapping[str, Part]) -> dict[str, Known]:
    # Checks every part on the way: what a part knows can be told only where it is sound.
    if park is None:
        # What does not hang on areas and assets can be told all the same.
        for name, part in parts.items():
            if name != DEMAND_KEY:
                part.check((), assets=_Anything())
        return {}
    areas, known = _areas(park), {}
    for name, part in parts.items():
        if name == DEMAND_KEY:
            # Assets that cannot be told are no mistake of those who name them.
            part.check(areas, assets=None if projects is None else _assets(park, projects))
            continue
        if projects is not None:
            part.check(areas, assets=_assets(park, projects))
        told = part.known(areas)
        if told is not None:
            known[name] = told
    return known


class _Anything(frozenset[str]):
    """The assets of a park that cannot be read: nobody can say that one is not among them."""

    def __contains__(self, _: object) -> bool:
        return True


class _AnyName(tuple[str, ...]):
    """The systems of a study whose services cannot be read: nobody can say that one is not among them."""

    def __contains__(self, _: object) -> bool:
        return True


def _areas(park: Page[ParkForm]) -> tuple[Area, ...]:
    return tuple(Area(area.name, area.label, area.land_ha, area.power_bus, area.road_zone, area.sewer_manhole)
                 for area in park.form.areas)


def _projects(projects: Page[ProjectsForm]) -> dict[str, Project]:
    return {name: Project(name, said.label, said.system, tuple(said.assets), tuple(said.after),
                          said.cost_wan_yuan.typical)
            for name, said in projects.form.projects.items()}


def _times(projects: Page[ProjectsForm]) -> dict[str, ProjectTimes]:
    return {name: ProjectTimes(_span(said.permit_months), _span(said.build_months))
            for name, said in projects.form.projects.items()}


def _span(said: RangeForm) -> tuple[float, float, float]:
    return float(said.low), float(said.typical), float(said.high)


def _cost(said: CostForm) -> tuple[float, float, float]:
    # A cost without a range is certain.
    low, high = (said.typical if bound is None else bound for bound in (said.low, said.high))
    return float(low), float(said.typical), float(high)


def _policy(said: PolicyForm, *, systems: tuple[str, ...]) -> Policy:
    holds = {name: said.holds.get(name, name not in WARN_BY_DEFAULT) for name in systems}
    return Policy(holds, said.approval, {"serial": _offices(said.offices.serial),
                                         "one_meeting": _offices(said.offices.one_meeting)}, said.criterion,
                  said.feedback)


def _offices(chain: Sequence[OfficeForm]) -> tuple[Office, ...]:
    return tuple(Office(office.name, office.cases_at_once, office.share) for office in chain)
