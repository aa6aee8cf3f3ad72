"""What contradicts itself between the YAML files of a study, and between them and the systems."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from experiments.study.forms import OfficeForm, ParkForm, ProjectsForm, StudyForm
from experiments.study.pages import Page
from experiments.study.parts import Part
from networks.registry import SYSTEMS, system_class
from sim.calendar import year_and_month, years_of
from sim.policy import ApprovalMode
from sim.table import SUM_TOLERANCE, disorder, way_out

ATTRACTION, LAND_PRICE, RELIEF_TABLE = "attraction", "land_price", "relief"
"""Keys of tables of the demand, and the factor that is told in money.yaml, too."""


def check_study(study: Page[StudyForm], *, systems: Collection[str]) -> None:
    """Take note of what is wrong with study.yaml by itself.

    Parameters
    ----------
    study
        The file.
    systems
        Names of all systems.
    """
    policy = study.form.policy
    for system in policy.holds:
        if system not in systems:
            study.fault(f"policy.holds names system {system!r}, which nobody knows; {way_out(system, systems)}",
                        "policy", "holds", system)
    for system, criterion in policy.criterion.items():
        if system not in systems:
            study.fault(f"policy.criterion names system {system!r}, which nobody knows; {way_out(system, systems)}",
                        "policy", "criterion", system)
        elif criterion == "firm" and not (system in SYSTEMS and hasattr(system_class(system), "firm")):
            study.fault(f"policy.criterion of {system} is firm, but the loss of one element is not known there; "
                        "allowed: normal", "policy", "criterion", system)
    chains: Mapping[ApprovalMode, Sequence[OfficeForm]] = {
        "serial": policy.offices.serial, "one_meeting": policy.offices.one_meeting}
    for mode, chain in chains.items():
        total = sum(office.share for office in chain)
        if not abs(total - 1.0) <= SUM_TOLERANCE:
            study.fault(f"the shares of the {mode} offices add up to {total:g}; they must add up to 1",
                        "policy", "offices", mode)


def check_study_plans(study: Page[StudyForm], *, plans: Collection[str]) -> None:
    """Take note of plans that study.yaml names and nobody has written.

    Parameters
    ----------
    study
        The file.
    plans
        Names of all plans.
    """
    if study.form.baseline not in plans:
        study.fault(f"baseline is plan {study.form.baseline!r}, which plans/ does not hold; "
                    f"{way_out(study.form.baseline, plans)}", "baseline")
    for at, plan in enumerate(study.form.plans):
        if plan not in plans:
            study.fault(f"plans names {plan!r}, which plans/ does not hold; {way_out(plan, plans)}", "plans", at)


def check_until(study: Page[StudyForm], *, systems: Collection[str], plans: Collection[str]) -> str:
    """Return when a run may stop early, as everybody would type it, and take note of what is wrong with it.

    Parameters
    ----------
    study
        The file.
    systems, plans
        Names of all systems, and of all plans.

    Returns
    -------
    str
        Empty where the study does not say, or says what no run can tell.
    """
    said = study.form.until
    if not said:
        return ""
    # Few studies say it, and the statistics take their time to load.
    from experiments.statistics.precision import RuleError, rule_of

    try:
        rule = rule_of(said)
    except RuleError as error:
        study.fault(f"until: {error}", "until")
        return ""
    years = years_of(year_and_month(study.form.start), study.form.horizon_months)
    faults = rule.faults(systems=systems, plans=tuple(plans), years=years)
    for fault in faults:
        study.fault(f"until: {fault}", "until")
    return "" if faults else rule.text


def check_park(park: Page[ParkForm]) -> None:
    """Take note of what is wrong with park.yaml by itself.

    Parameters
    ----------
    park
        The file.
    """
    first: dict[str, int] = {}
    for at, area in enumerate(park.form.areas):
        if area.name in first:
            line = park.document.line("areas", first[area.name], "name")
            park.fault(f"area {area.name!r} is given twice, first on line {line}; each needs its own name",
                       "areas", at, "name")
        first.setdefault(area.name, at)
    for at, asset in enumerate(park.form.standing):
        if asset in park.form.standing[:at]:
            park.fault(f"asset {asset!r} stands twice; delete one", "standing", at)


def check_land(park: Page[ParkForm], *, with_more: Collection[str]) -> None:
    """Take note of areas where nobody can ever settle.

    Parameters
    ----------
    park
        The file.
    with_more
        Names of areas that the rules of land give plots or halls beyond their own land.
    """
    for at, area in enumerate(park.form.areas):
        if area.land_ha == 0 and area.name not in with_more:
            park.fault(f"area {area.name!r} has land_ha 0; give it more than 0, or stock, reserve or halls in land.csv",
                       "areas", at, "land_ha")


def check_land_price(demand: Part, *, sold_wan_per_mu: float) -> None:
    """Take note of a price that enterprises see and that is not the one at which land is sold.

    Parameters
    ----------
    demand
        The tables of the demand; where they have faults nothing is compared.
    sold_wan_per_mu
        What the study's money says that land is sold at [wan yuan/mu].
    """
    told = demand.table(ATTRACTION)
    # What is not told of money is 0, and says nothing of the price.
    if not demand.is_consistent or told is None or sold_wan_per_mu == 0:
        return
    for row, factor in enumerate(told.to_dict("records")):
        if factor["factor"] == LAND_PRICE and factor["today"] != sold_wan_per_mu:
            demand.fault(ATTRACTION, row, f"land_price today is {factor['today']:g} wan yuan/mu, but money.yaml sells "
                                          f"land at {sold_wan_per_mu:g} (income.land_wan_per_mu); make them the same")


def check_projects(projects: Page[ProjectsForm], *, systems: Collection[str]) -> None:
    """Take note of what is wrong with projects.yaml by itself.

    Parameters
    ----------
    projects
        The file.
    systems
        Names of all systems.
    """
    known = projects.form.projects
    for name, project in known.items():
        if project.system not in systems:
            projects.fault(f"project {name!r} belongs to system {project.system!r}, which nobody knows; "
                           f"{way_out(project.system, systems)}", "projects", name, "system")
        for at, earlier in enumerate(project.after):
            if earlier not in known:
                projects.fault(f"project {name!r} comes after {earlier!r}, which is no project; "
                               f"{way_out(earlier, tuple(known))}", "projects", name, "after", at)
        for key, span in (("permit_months", project.permit_months), ("build_months", project.build_months)):
            wrong = disorder(span.low, span.typical, span.high)
            if wrong:
                projects.fault(f"{key} of {name!r} {wrong}", "projects", name, key)
        cost = project.cost_wan_yuan
        low, high = (cost.typical if bound is None else bound for bound in (cost.low, cost.high))
        wrong = disorder(low, cost.typical, high)
        if wrong:
            projects.fault(f"cost_wan_yuan of {name!r} {wrong}", "projects", name, "cost_wan_yuan")
    builder: dict[str, str] = {}
    for name, project in known.items():
        for at, asset in enumerate(project.assets):
            if builder.setdefault(asset, name) != name:
                projects.fault(f"project {name!r} builds asset {asset!r}, which {builder[asset]!r} builds, too; let "
                               "one of them build it", "projects", name, "assets", at)
    for circle in _circles({name: project.after for name, project in known.items()}):
        projects.fault(f"projects wait for each other: {' after '.join(circle)}; take one out of an 'after'",
                       "projects", circle[0], "after")


def _circles(after: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    told: set[str] = set()
    for name in after:
        if name in told:
            continue
        circle = _way_back(name, after)
        if circle:
            told.update(circle)
            yield circle


def _way_back(name: str, after: Mapping[str, Sequence[str]]) -> list[str]:
    # Depth first, without recursion: a chain of projects may be as long as its author likes.
    ways = [[name, earlier] for earlier in after[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == name:
            return way
        if way[-1] in seen:
            continue
        seen.add(way[-1])
        ways += [[*way, earlier] for earlier in after.get(way[-1], ())]
    return []


def check_relief(demand: Part, *, needs: Mapping[str, Collection[str]]) -> None:
    """Take note of reliefs that come from no system with one need, go to none, to their own or to one that relieves.

    Parameters
    ----------
    demand
        The demand and its tables.
    needs
        Needs by system, of every system of the study.
    """
    table = demand.table(RELIEF_TABLE)
    if table is None:
        return
    served = {need: name for name, of_system in needs.items() for need in of_system}
    # Only who has one need relieves: what a unit of it is must be clear.
    relieving = {need: name for name in dict.fromkeys(table["system"]) if len(needs.get(name, ())) == 1
                 for need in needs[name]}
    for row, (system, need) in enumerate(zip(table["system"], table["need"], strict=True)):
        own = needs.get(system, ())
        if system not in needs:
            demand.fault(RELIEF_TABLE, row, f"no system {system!r}; {way_out(system, tuple(needs))}")
        elif len(own) != 1:
            demand.fault(RELIEF_TABLE, row, f"system {system!r} serves {', '.join(own)}; only a system with one need "
                                            "of its own has units that relieve another")
        if need not in served:
            demand.fault(RELIEF_TABLE, row, f"no system of the study serves need {need!r}; "
                                            f"{way_out(need, tuple(served))}")
        elif need in own:
            demand.fault(RELIEF_TABLE, row, f"need {need!r} is served by {system!r} itself; name a need of another "
                                            "system")
        elif need in relieving:
            demand.fault(RELIEF_TABLE, row, f"need {need!r} is that of {relieving[need]!r}, which relieves others; "
                                            "name the need that the last of them relieves")


def check_assets(park: Page[ParkForm] | None, projects: Page[ProjectsForm] | None, *,
                 assets: Mapping[str, Collection[str]], systems: Collection[str]) -> None:
    """Take note of assets that no system has.

    Parameters
    ----------
    park, projects
        The files; None where they have faults of their own.
    assets
        Assets by system, as far as its tables could be understood.
    systems
        Names of all systems.
    """
    everything = [asset for known in assets.values() for asset in known]
    # While a system's tables cannot be understood, nobody can say that an asset is not among them.
    if park is not None and len(assets) == len(systems):
        for at, asset in enumerate(park.form.standing):
            if asset not in everything:
                park.fault(f"asset {asset!r} stands, but no system has it; {way_out(asset, everything)}",
                           "standing", at)
    if projects is None:
        return
    for name, project in projects.form.projects.items():
        if project.system not in assets:
            continue
        known = assets[project.system]
        for at, asset in enumerate(project.assets):
            if asset not in known:
                projects.fault(f"project {name!r} builds asset {asset!r}, which {project.system} does not have; "
                               f"{way_out(asset, known)}", "projects", name, "assets", at)
