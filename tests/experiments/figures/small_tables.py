"""Tables of results made up for figures: as many plans, systems and years as a test wants."""

from collections.abc import Sequence
from math import inf

import pandas as pd

from experiments.figures.facts import AreaPlace, Facts, SystemShown
from experiments.statistics.vocabulary import ANY

SYSTEMS = {"power": SystemShown("Power", "MW"), "roads": SystemShown("Roads", "pcu/h"),
           "sewage": SystemShown("Sewage", "m3/d")}
MANY = {f"system_{at}": SystemShown(f"System number {at}, of many", "MW") for at in range(18)}
LIMITS = 5
"""Limits of each system."""

PARKS = {
    "row": ([(1.2 * at, 3.0) for at in range(4)], [(1.2 * at, 1.0, 1.2 * at + 1.2, 2.5) for at in range(LIMITS)]),
    "tall": ([(0.0, 9.0 * at) for at in range(4)], [(0.3, 9.0 * at, 0.3, 9.0 * at + 9.0) for at in range(LIMITS)]),
    "crowded": ([(0.1 * at, 0.0) for at in range(9)], [(0.1 * at, 0.0, 0.1 * at, 0.2) for at in range(LIMITS)]),
    "one place": ([], [(7.0, 7.0, 7.0, 7.0)] * LIMITS),
    "wide": ([(40.0 * at, 0.0) for at in range(4)], [(40.0 * at, -5.0, 40.0, 5.0) for at in range(LIMITS)]),
}
"""Places of areas and ends of elements [km]."""

CAUSES = ("power", "roads", "sewage", "power + sewage", "power + roads", "roads + sewage", "power + roads + sewage",
          "land", "unknown")


def facts_of(*, plans: int = 6, years: int = 20, futures: int = 100, label: str = "Plan number {}",
             systems: Sequence[str] = tuple(SYSTEMS), park: str | None = "row") -> Facts:
    """Return the frame of a made-up run; without a park nothing has a place."""
    names = {f"plan_{at}": label.format(at) for at in range(plans)}
    places, ends = PARKS[park] if park else ([], [])
    areas = tuple(AreaPlace(f"area_{at}", label.format(at), *place) for at, place in enumerate(places))
    rows = [(f"limit_{at}", "line", *end, label.format(at)) if at < 3
            else (f"limit_{at}", "point", *end[:2], *end[:2], label.format(at)) for at, end in enumerate(ends)]
    elements = pd.DataFrame(rows, columns=["element", "shape", "x0", "y0", "x1", "y1", "label"])
    return Facts(
        run_id="0123456789ab", study="Made-up park", futures=futures, start=(2027, 1), horizon_months=12 * years,
        plans=names, baseline="plan_0", systems={name: (SYSTEMS | MANY)[name] for name in systems},
        elements=dict.fromkeys(systems, elements), areas=areas,
        area_labels={f"area_{at}": label.format(at) for at in range(len(places) or 1)})


def date(facts: Facts, month: float) -> str:
    """Return a month as the tables write it."""
    if month >= facts.horizon_months:
        return f"> {date(facts, facts.horizon_months - 1)}"
    months = facts.start[0] * 12 + facts.start[1] - 1 + int(month)
    return f"{months // 12}-{months % 12 + 1:02d}"


def tables_of(facts: Facts, *, exceeded: bool = True, label: str = "Limit number {} of the network") -> dict:
    """Return every table that a figure reads; later plans run out later, later systems too."""
    horizon, years = facts.horizon_months, range(2027, 2027 + facts.horizon_months // 12)
    rows: dict[str, list[dict]] = {name: [] for name in (
        "exhaustion", "exhaustion_by_year", "utilisation", "limits", "limits_by_year", "projects",
        "paired_differences", "losses", "headroom", "firm_headroom", "binding_by_year", "holding_by_year", "lost_to",
        "firms_by_year")}
    for at, plan in enumerate(facts.plans):
        rows["binding_by_year"] += binding_of(facts, plan, years, share=float(exceeded))
        rows["holding_by_year"] += binding_of(facts, plan, years, share=float(exceeded),
                                              systems=list(facts.systems)[1:])
        rows["lost_to"] += lost_to_of(facts, plan, at, share=float(exceeded))
        rows["firms_by_year"] += [
            {"plan": plan, "year": year} | {
                f"{name}_{tenth}": factor * (year - 2026) * (at + 1) for name in (
                    "firms", "jobs", "output_wan_per_a", "tax_wan_per_a")
                for tenth, factor in (("p10", 0.5), ("p50", 1.0), ("p90", 1.6))} for year in years]
        for place, system in enumerate([*facts.systems, ANY]):
            first = horizon * (0.15 + 0.1 * at + 0.1 * place) if exceeded else horizon
            key = {"plan": plan, "system": system}
            dates = {name: date(facts, first * share) for name, share in (("p10", 0.8), ("p50", 1.0), ("p90", 1.5))}
            rows["exhaustion"].append(key | {"futures": facts.futures, "exhausted": int(exceeded)} | dates)
            for year in years:
                share = min(max((12 * (year - 2026) - first) / horizon + 0.5, 0.0), 1.0) if exceeded else 0.0
                rows["exhaustion_by_year"].append(key | {"year": year, "p": share, "low": share * 0.9,
                                                         "high": min(share + 0.05, 1.0)})
            if at:
                for measure, mean in ((f"first_exhaustion_years:{system}", 1.0 + at), ("lost_jobs", -300.0 * at),
                                      ("lost_firms", 0.5)):
                    if ":" in measure or system == ANY:
                        rows["paired_differences"].append({
                            "plan": plan, "measure": measure, "system": system if ":" in measure else "",
                            "mean": mean, "low": mean - 1.5, "high": mean + 1.5})
            if system == ANY:
                rows["losses"] += losses_of(facts, plan, at, share=float(exceeded))
                continue
            rows["firm_headroom"] += [
                key | {"area": area, "year": year, "unit": "MW", "p50": 5.0 * at}
                for area in facts.area_labels for year in years if not place]
            rows["headroom"] += [
                key | {"area": area, "year": year, "unit": "MW", "p50": inf if area == "area_1" else 10.0 * (at + 1)}
                for area in facts.area_labels for year in years]
            rows["limits"].append(key | {
                "limit": "absent", "element": "", "label": "Nothing there", "kind": "absent",
                "p_exceeded": float(exceeded), **dict.fromkeys(("p10", "p50", "p90"), date(facts, first / 2))})
            rows["projects"] += [
                key | {"project": f"{system}_{number}", "label": label.format(number),
                       "begun_p10": date(facts, 10), "begun_p50": date(facts, 14), "begun_p90": date(facts, 20),
                       "built_from_p50": date(facts, 24),
                       "finished_p10": date(facts, 30), "finished_p50": date(facts, 36),
                       "finished_p90": date(facts, horizon)} for number in range(3 if at else 0)]
            for limit in range(LIMITS):
                when = first * (1 + 0.2 * limit)
                rows["limits"].append(key | {
                    "limit": f"limit_{limit}", "element": f"limit_{limit}", "label": label.format(limit),
                    "kind": "line", "p_exceeded": 0.7 if exceeded else 0.0, "p10": date(facts, 0.8 * when),
                    "p50": date(facts, when), "p90": date(facts, 2 * when)})
                rows["limits_by_year"] += [key | {"limit": f"limit_{limit}", "year": year, "label": label.format(limit),
                                                  "share": min(0.05 * (year - 2027), 1.0) * exceeded}
                                           for year in years]
            for month in range(horizon):
                load = 10.0 + month * (1 + place)
                for state in ("drawn", "required"):
                    rows["utilisation"].append(key | {
                        "state": state, "month": date(facts, month), "p10": 0.1, "p50": 0.5,
                        "p90": 1.2 if exceeded else 0.6, "load_p10": 0.8 * load, "load_p50": load,
                        "load_p90": 1.3 * load, "capacity_p50": 100.0 if month < horizon / 2 else 250.0,
                        "share_exceeded": month / horizon * exceeded})
    empty = {"holding_by_year": ["plan", "order", "system", "year", "p", "low", "high"],
             "paired_differences": ["plan", "measure", "system", "mean", "low", "high"],
             "projects": ["plan", "system", "project", "label", "begun_p10", "begun_p50", "begun_p90",
                          "built_from_p50", "finished_p10", "finished_p50", "finished_p90"]}
    return {name: pd.DataFrame(told) if told else pd.DataFrame(columns=empty[name]) for name, told in rows.items()}


def binding_of(facts: Facts, plan: str, years: Sequence[int], *, share: float,
               systems: Sequence[str] | None = None) -> list[dict]:
    """Return which system runs out first, second, third by year: the first ones most often, some futures spared."""
    systems = list(facts.systems) if systems is None else systems
    parts = [0.8 * share / 2 ** (at + 1) for at in range(len(systems))]
    return [{"plan": plan, "order": order, "system": system, "year": year, "p": part, "low": 0.9 * part,
             "high": min(1.1 * part, 1.0)}
            for order in range(1, min(len(systems), 3) + 1) for year in years
            for system, part in zip([*systems, "none"], [*parts, 1.0 - sum(parts)], strict=True)]


def lost_to_of(facts: Facts, plan: str, at: int, *, share: float) -> list[dict]:
    """Return what a plan loses to each single cause; to the last system nothing is lost."""
    firms = {cause: share * place * (at + 1) for place, cause in enumerate([*reversed(facts.systems), "land"])}
    firms["all"] = sum(firms.values())
    return [{"plan": plan, "cause": cause} | {
        f"{name}{end}": lost * factor * (spread if end else 1.0)
        for name, factor in (("firms", 1), ("jobs", 50), ("output_wan_per_a", 9000), ("tax_wan_per_a", 700))
        for end, spread in (("", 1.0), ("_se", inf if facts.futures == 1 and lost else 0.1))}
        for cause, lost in firms.items()]


def losses_of(facts: Facts, plan: str, at: int, *, share: float) -> list[dict]:
    """Return what a plan loses by cause; one future tells nothing of an error."""
    firms = {cause: share * (place + 1) * (at + 1) for place, cause in enumerate(CAUSES)}
    firms["all"] = sum(firms.values())
    return [{"plan": plan, "cause": cause, "firms": lost, "land_ha": 3 * lost, "jobs": 50 * lost,
             "tax_wan_per_a": 700 * lost,
             **{f"{column}_se": inf if facts.futures == 1 else 0.1 * lost * factor for column, factor in
                (("firms", 1), ("land_ha", 3), ("jobs", 50), ("tax_wan_per_a", 700))}} for cause, lost in firms.items()]


def money_of(facts: Facts, *, scale: float = 5000.0, label: str = "Payer {}") -> dict[str, pd.DataFrame]:
    """Return cash that falls year by year, further under later plans, and capital that nine payers share."""
    years = range(2027, 2027 + facts.horizon_months // 12)
    cash = [{"plan": plan, "year": year, "cash_wan_p10": scale * (0.8 - 0.2 * (year - 2027)) - at * scale / 9,
             "cash_wan_p50": scale * (1 - 0.15 * (year - 2027)), "cash_wan_p90": scale * (1.1 - 0.1 * (year - 2027)),
             "p_out": min(0.05 * (year - 2027), 1.0), "low": 0.0, "high": 1.0}
            for at, plan in enumerate(facts.plans) for year in years]
    finance = [{"plan": plan, "p_out": 0.25, "out_low": 0.175, "out_high": 0.343} for plan in facts.plans]
    payers = {payer: label.format(payer) for payer in ("own", "bond", "loan", *(f"source_{at}" for at in range(6)))}
    capital = [{"plan": plan, "payer": payer, "label": words, "year": year,
                "wan_mean": scale * (at + place) if payer != "all" else scale * (9 * at + 36)}
               for at, plan in enumerate(facts.plans) for place, (payer, words) in enumerate(
                   (payers | {"all": "All"}).items()) for year in years]
    return {"cash_by_year": pd.DataFrame(cash), "finance": pd.DataFrame(finance),
            "capital_by_year": pd.DataFrame(capital)}
