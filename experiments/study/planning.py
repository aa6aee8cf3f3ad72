"""The plans of a study: differences from today, or from one another, on dates and on triggers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from experiments.study.files import StudyFiles
from experiments.study.filling import PATTERNS, filled_part, filled_value
from experiments.study.forms import LONGEST_NAME, NAME_PATTERN, DateForm, PlanForm, TriggerForm
from experiments.study.pages import Page, read_page
from experiments.study.study import ProjectTimes
from sim.calendar import YearMonth, month_label, months_between, year_and_month
from sim.plan import OnDate, OnTrigger, Plan, Project, Start
from sim.table import way_out

PLANS, LEVERS = "plans", "levers"
SUFFIX = ".yaml"
NEVER = "never"
"""Instead of a start: a project of the base plan that this one leaves out."""


@dataclass(frozen=True)
class PlanSetting:
    """What plans refer to.

    Parameters
    ----------
    start
        Year and month of the study's first month.
    projects
        Projects by name.
    times
        How long each takes.
    standing
        Assets that stand today; None while nobody knows.
    systems
        Names of all systems.
    kinds
        Kinds of limit by system, as far as its tables could be understood.
    """

    start: YearMonth
    projects: Mapping[str, Project]
    times: Mapping[str, ProjectTimes]
    standing: frozenset[str] | None
    systems: Collection[str]
    kinds: Mapping[str, Collection[str]]


def read_plan_pages(files: StudyFiles) -> dict[str, Page[PlanForm] | None]:
    """Return the files of plans/ by plan, in order of name; nothing for those that do not fit the form.

    Parameters
    ----------
    files
        The study folder; takes note of the faults.
    """
    if not files.is_folder(PLANS):
        files.fault(PLANS, None, "is missing; it holds one file a plan, such as today.yaml")
        return {}
    pages = _pages(files, PLANS, what="plan")
    if not pages:
        files.fault(PLANS, None, "holds no plan; write one file a plan, such as today.yaml")
    return pages


def read_lever_pages(files: StudyFiles) -> dict[str, Page[PlanForm] | None]:
    """Return the files of levers/, if there are any, as ``read_plan_pages`` does those of plans/.

    Parameters
    ----------
    files
        The study folder; takes note of the faults.
    """
    return _pages(files, LEVERS, what="lever") if files.is_folder(LEVERS) else {}


def _pages(files: StudyFiles, folder: str, *, what: str) -> dict[str, Page[PlanForm] | None]:
    pages: dict[str, Page[PlanForm] | None] = {}
    for file in map(PurePath, files.names(folder)):
        if file.name.startswith((".", "__")):
            continue
        if file.suffix != SUFFIX:
            files.fault(f"{folder}/{file.name}", None, f"is no {what}; name it {file.stem}{SUFFIX}, or move it away")
            continue
        if not re.fullmatch(NAME_PATTERN, file.stem) or len(file.stem) > LONGEST_NAME:
            files.fault(f"{folder}/{file.name}", None, f"{file.stem!r} is no name for a {what}; allowed: "
                                                       f"{PATTERNS[NAME_PATTERN]}")
        pages[file.stem] = read_page(PlanForm, files, f"{folder}/{file.name}")
    return pages


def plans_of(pages: Mapping[str, Page[PlanForm] | None], setting: PlanSetting) -> dict[str, Plan]:
    """Return the plans that have no fault.

    Parameters
    ----------
    pages
        The files by plan.
    setting
        What they refer to.
    """
    sound = {name: page for name, page in pages.items() if page is not None}
    own = {name: _own_starts(name, page, setting) for name, page in sound.items()}
    # What is wrong with a plan's starts is told once, not again by every project that waits for one of them.
    faulty = {name for name, page in sound.items() if page.files.faulty(page.document.file)}
    plans: dict[str, Plan] = {}
    for name, page in sound.items():
        line = _line_of_bases(name, sound, known=tuple(pages))
        if not line:
            continue
        starts: dict[str, Start | None] = {}
        for base in reversed(line):
            starts |= own[base]
        _check_left_out(page, own[name], [own[base] for base in line[1:]])
        plan = Plan(name, page.form.label, {project: start for project, start in starts.items() if start is not None})
        if not faulty.intersection(line):
            _check_order(page, plan, setting)
        plans[name] = plan
    return plans


def _check_left_out(page: Page[PlanForm], own: Mapping[str, Start | None],
                    bases: Sequence[Mapping[str, Start | None]]) -> None:
    for project, start in own.items():
        if start is None and not any(project in base for base in bases):
            way = {"plan": "delete it, or say in like whose start is left out",
                   "lever": "a lever only adds: delete it, or write a plan that is like another"}[_kind(page)]
            page.fault(f"starts.{project} is {NEVER}, which leaves out nothing; {way}", "starts", project)


def _kind(page: Page[PlanForm]) -> str:
    return "lever" if page.document.file.startswith(LEVERS) else "plan"


def _line_of_bases(name: str, pages: Mapping[str, Page[PlanForm]], *, known: Collection[str]) -> list[str]:
    # The plan, the plan it is like, the plan that one is like, ...; empty where the line is broken.
    line: list[str] = []
    base: str | None = name
    while base is not None:
        if base in line:
            # Told once, by each plan that is part of the circle.
            if base == name:
                pages[name].fault(f"{_kind(pages[name])}s are like each other: {' like '.join([*line, base])}; one "
                                  "must stand by itself", "like")
            return []
        if base not in pages:
            if base not in known and len(line) == 1:
                folder = pages[name].document.file.partition("/")[0]
                pages[name].fault(f"like is {base!r}, which {folder}/ does not hold; {way_out(base, known)}", "like")
            return []
        line.append(base)
        base = pages[base].form.like
    return line


def _own_starts(name: str, page: Page[PlanForm], setting: PlanSetting) -> dict[str, Start | None]:
    starts: dict[str, Start | None] = {}
    for project, value in page.form.starts.items():
        if project not in setting.projects:
            page.fault(f"{_kind(page)} {name!r} starts {project!r}, which is no project; "
                       f"{way_out(project, tuple(setting.projects))}", "starts", project)
            continue
        if isinstance(value, dict):
            trigger = filled_part(TriggerForm, page.document, ("starts", project), files=page.files)
            if trigger is not None:
                starts[project] = _on_trigger(page, project, trigger, setting)
            continue
        date = filled_value(DateForm, value, page.document, path=("starts", project), files=page.files)
        if date is not None:
            starts[project] = None if date.start == NEVER else _on_date(page, project, date.start, setting)
    return starts


def _on_date(page: Page[PlanForm], project: str, text: str, setting: PlanSetting) -> OnDate:
    month = months_between(setting.start, year_and_month(text))
    if month < 0:
        page.fault(f"starts.{project} is {text!r}, before the study begins; allowed: "
                   f"{month_label(setting.start, 0)} or later", "starts", project)
    return OnDate(month)


def _on_trigger(page: Page[PlanForm], project: str, trigger: TriggerForm, setting: PlanSetting) -> OnTrigger:
    system = trigger.system or setting.projects[project].system
    # A project's own system is the project's business.
    if trigger.system is not None and system not in setting.systems:
        page.fault(f"starts.{project} watches system {system!r}, which nobody knows; "
                   f"{way_out(system, setting.systems)}", "starts", project, "system")
    for at, kind in enumerate(trigger.kinds):
        if system in setting.kinds and kind not in setting.kinds[system]:
            page.fault(f"starts.{project} watches limits of kind {kind!r}, which {system} does not have; "
                       f"{way_out(kind, setting.kinds[system])}", "starts", project, "kinds", at)
    return OnTrigger(system, trigger.trigger, trigger.months, tuple(trigger.kinds))


def _check_order(page: Page[PlanForm], plan: Plan, setting: PlanSetting) -> None:
    if setting.standing is None:
        return
    for name, start in plan.starts.items():
        for earlier in setting.projects[name].after:
            needed = setting.projects.get(earlier)
            if needed is None or setting.standing.issuperset(needed.assets):
                continue
            if earlier not in plan.starts:
                page.fault(f"{_kind(page)} {plan.name!r} builds {name!r} without {earlier!r}, which must stand before "
                           f"it; add {earlier} to starts", "starts", name)
                continue
            _check_dates(page, plan, name=name, earlier=earlier, start=start, setting=setting)


def _check_dates(page: Page[PlanForm], plan: Plan, *, name: str, earlier: str, start: Start,
                 setting: PlanSetting) -> None:
    before = plan.starts[earlier]
    if not isinstance(start, OnDate) or not isinstance(before, OnDate):
        return
    finish = start.month + setting.times[name].typical_months
    needed = before.month + setting.times[earlier].typical_months
    if finish >= needed:
        return
    soonest = month_label(setting.start, start.month + _whole(needed - finish))
    page.fault(f"{_kind(page)} {plan.name!r} builds {name!r} before what it needs: it would be ready in "
               f"{month_label(setting.start, _whole(finish))}, {earlier!r} in "
               f"{month_label(setting.start, _whole(needed))}; start it in {soonest} or later", "starts", name)


def _whole(months: float) -> int:
    return -int(-months // 1)


def in_order(plans: Mapping[str, Plan], *, listed: Sequence[str], baseline: str) -> dict[str, Plan]:
    """Return plans in the study's order: as listed, then the baseline, then by name.

    Parameters
    ----------
    plans
        Plans by name.
    listed
        Names in the order that the study wants.
    baseline
        Name of the plan that others are compared with.
    """
    return {name: plans[name] for name in dict.fromkeys([*listed, baseline, *sorted(plans)])}
