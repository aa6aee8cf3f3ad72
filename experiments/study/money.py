"""The money of a study: money.yaml as terms, what contradicts itself in it, and what a finance bureau would say."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import inf

from pydantic import BaseModel

from experiments.study.documents import Path
from experiments.study.files import StudyFiles
from experiments.study.money_forms import IncomeForm, MoneyForm, NumberForm, SourceForm, SpendingForm
from experiments.study.pages import Page, read_page
from sim.money import LEAST_OWN_CAPITAL, Income, Source, Spending, Terms
from sim.table import disorder, way_out

MONEY_FILE = "money.yaml"

ROUNDING = 1e-9
"""Rounding of a share [-] that must not raise a warning."""


def read_money(files: StudyFiles, *, systems: Collection[str] | None = None, assets: Collection[str] | None = None,
               needs: Collection[str] | None = None, sectors: Collection[str] | None = None) -> Terms | None:
    """Return the terms of a study's money, or nothing where there is no file or it has a fault.

    Parameters
    ----------
    files
        The study folder; takes note of the faults. Without money.yaml a study has no money, which is no fault.
    systems, assets, needs, sectors
        Names that the file may refer to, assets those that stand or are built; None leaves them unchecked.
    """
    if not files.exists(MONEY_FILE):
        return None
    page = read_page(MoneyForm, files, MONEY_FILE)
    if page is None:
        return None
    _check_ranges(page)
    _check_names(page, systems=systems, needs=needs, sectors=sectors)
    if assets is not None:
        _check_assets(page, assets)
    for name, source in page.form.sources.items():
        _check_source(page, name, source)
    return None if files.faulty(MONEY_FILE) else _terms(page.form)


def _check_ranges(page: Page[MoneyForm]) -> None:
    for path, number in _numbers(page.form, ()):
        low, high = (number.typical if bound is None else bound for bound in (number.low, number.high))
        wrong = disorder(low, number.typical, high)
        if wrong:
            page.fault(f"{'.'.join(map(str, path))} {wrong}", *path)


def _numbers(value: object, path: Path) -> Iterator[tuple[Path, NumberForm]]:
    # Every number of the file that has a range, wherever it stands.
    if isinstance(value, NumberForm):
        yield path, value
        return
    inner: Mapping[str, object] = {}
    if isinstance(value, BaseModel):
        inner = dict(value)
    elif isinstance(value, dict):
        inner = value
    for key, each in inner.items():
        yield from _numbers(each, (*path, key))


def _check_names(page: Page[MoneyForm], *, systems: Collection[str] | None, needs: Collection[str] | None,
                 sectors: Collection[str] | None) -> None:
    said = page.form
    for at, system in enumerate(said.government_systems):
        if systems is not None and system not in systems:
            page.fault(f"government_systems names {system!r}, which is no system; {way_out(system, systems)}",
                       "government_systems", at)
    for name, source in said.sources.items():
        for at, system in enumerate(source.systems or ()):
            if systems is not None and system not in systems:
                page.fault(f"sources.{name}.systems names {system!r}, which is no system; {way_out(system, systems)}",
                           "sources", name, "systems", at)
    for path, names, known, what in (
            (("share_of_others",), said.share_of_others, systems, "is no system"),
            (("income", "tariff_wan_per_unit_a"), said.income.tariff_wan_per_unit_a, needs, "no system serves"),
            (("spending", "investment_wan_per_mu"), said.spending.investment_wan_per_mu, sectors, "is no sector")):
        for name in names:
            if known is not None and name not in known:
                page.fault(f"{'.'.join(path)} names {name!r}, which {what}; {way_out(name, known)}", *path, name)


def _check_assets(page: Page[MoneyForm], assets: Collection[str]) -> None:
    fund = page.form.income.fund_wan
    for path, asset in ((("income", "fund_wan", "since"), fund.since if fund else None),
                        (("spending", "incentive_while"), page.form.spending.incentive_while)):
        if asset is not None and asset not in assets:
            page.fault(f"{'.'.join(path)} names asset {asset!r}, which neither stands nor is built by a project; "
                       f"{way_out(asset, sorted(assets))}", *path)


def _check_source(page: Page[MoneyForm], name: str, source: SourceForm) -> None:
    place = ("sources", name)
    tenor, grace = _typical(source.tenor_a), _typical(source.grace_a)
    if source.repayment == "none":
        for key in ("rate_per_a", "tenor_a", "grace_a"):
            if _typical(getattr(source, key)) > 0:
                page.fault(f"source {name!r} is never repaid, but {key} is {_typical(getattr(source, key)):g}; delete "
                           "it, or say how it is repaid: annuity, equal_principal or bullet", *place, key)
        return
    if tenor == 0:
        page.fault(f"source {name!r} is repaid, but its tenor_a is {'0' if source.tenor_a else 'missing'}; allowed: "
                   "above 0", *place, "tenor_a")
    elif grace >= tenor:
        page.fault(f"grace_a of source {name!r} is {grace:g}, but all is repaid after {tenor:g} years; allowed: below "
                   f"{tenor:g}", *place, "grace_a")


def _terms(said: MoneyForm) -> Terms:
    return Terms(
        sources=tuple(_source(name, source) for name, source in said.sources.items()),
        income=_income(said.income), spending=_spending(said.spending),
        opening_cash_wan=said.opening_cash_wan.typical, discount_rate_per_a=said.discount_rate_per_a.typical,
        least_debt_cover=said.debt_cover.least.typical, holds_to_cover=said.debt_cover.holds,
        government_systems=frozenset(said.government_systems),
        share_of_others={system: share.typical for system, share in said.share_of_others.items()})


def _source(name: str, said: SourceForm) -> Source:
    return Source(
        name, said.label, said.kind, share=said.share.typical, own_capital_share=_typical(said.own_capital_share),
        ceiling_wan=_typical(said.ceiling_wan, inf), ceiling_wan_per_a=_typical(said.ceiling_wan_per_a, inf),
        rate_per_a=_typical(said.rate_per_a), tenor_a=_typical(said.tenor_a), grace_a=_typical(said.grace_a),
        repayment=said.repayment, for_government_works=said.for_government_works,
        systems=None if said.systems is None else frozenset(said.systems))


def _income(said: IncomeForm) -> Income:
    return Income(
        vat_share_of_tax=_typical(said.vat_share_of_tax), county_share_of_vat=_typical(said.county_share_of_vat),
        returned_share=_typical(said.returned_share), land_wan_per_mu=_typical(said.land_wan_per_mu),
        hall_rent_yuan_per_m2_month=_typical(said.hall_rent_yuan_per_m2_month),
        tariff_wan_per_unit_a={need: price.typical for need, price in said.tariff_wan_per_unit_a.items()},
        fund_wan_by_year=tuple(said.fund_wan.by_year) if said.fund_wan else (),
        fund_since=(said.fund_wan.since or "") if said.fund_wan else "")


def _spending(said: SpendingForm) -> Spending:
    return Spending(
        operation_share_per_a=_typical(said.operation_share_per_a),
        operation_of_today_wan_per_a=_typical(said.operation_of_today_wan_per_a),
        land_take_up_wan_per_mu=_typical(said.land_take_up_wan_per_mu),
        incentive_share=_typical(said.incentive_share), incentive_delay_a=_typical(said.incentive_delay_a),
        incentive_while=said.incentive_while or "",
        investment_wan_per_mu={sector: each.typical for sector, each in said.investment_wan_per_mu.items()})


def _typical(number: NumberForm | None, otherwise: float = 0.0) -> float:
    return otherwise if number is None else float(number.typical)


def finance_warnings(terms: Terms) -> list[str]:
    """Return what a finance bureau would object to in the terms themselves, a sentence each.

    Parameters
    ----------
    terms
        The terms.

    Notes
    -----
    Contractors' advances: Government Investment Regulations, article 22 (key INVESTMENTRULES). What only a run can
    tell, such as the cover that is reached, ``experiments.statistics.finance`` says.
    """
    open_to = {True: _open_sources(terms, government=True), False: _open_sources(terms, government=False)}
    for_government = {source.name for sources in open_to[True] for source in sources}
    told = [
        f"source {source.name!r}, a contractor's advance, may be used for works that the government pays; the "
        "Government Investment Regulations (政府投资条例), article 22, forbid it"
        for source in terms.sources if source.kind == "advance" and source.name in for_government]
    least: dict[float, list[str]] = {}
    for works, government in (("works of the government", True), ("other works", False)):
        least.setdefault(1.0 - max(map(most_lent, open_to[government])), []).append(works)
    told += [
        f"{' and '.join(works)} may be built with {100 * own:.3g} % own capital; infrastructure needs "
        f"{100 * LEAST_OWN_CAPITAL:.0f} % (国发〔2019〕26号)"
        for own, works in least.items() if own < LEAST_OWN_CAPITAL - ROUNDING]
    if any(source.is_repaid for source in terms.sources) and terms.least_debt_cover < 1:
        told.append(f"the least debt cover is {terms.least_debt_cover:.3g}; below 1 what recurs does not pay the "
                    "debt service")
    return told


def _open_sources(terms: Terms, *, government: bool) -> list[list[Source]]:
    # To the works of each system that the terms tell apart from others, and of one that no source names.
    named = {"", *terms.government_systems, *(name for source in terms.sources for name in source.systems or ())}
    of_government = terms.government_systems or named
    systems = of_government if government else named - terms.government_systems
    return [[source for source in terms.sources if source.may_pay(system, government=government)]
            for system in sorted(systems)]


def most_lent(sources: Sequence[Source]) -> float:
    """Return the largest part of a project's cost that these sources lend together [-], ceilings apart.

    Parameters
    ----------
    sources
        Sources in the order in which they are drawn upon.

    Examples
    --------
    >>> bond = Source("bond", "Bond", "bond", share=0.6, own_capital_share=0.3, repayment="bullet")
    >>> loan = Source("loan", "Loan", "loan", share=0.5, own_capital_share=0.2, repayment="annuity")
    >>> most_lent([bond]), most_lent([bond, loan]), most_lent([loan])
    (0.6, 0.7, 0.5)
    """
    lent, allowed = 0.0, 1.0
    for source in sources:
        limit = min(allowed, 1.0 - source.own_capital_share)
        if source.is_repaid and min(source.share, limit - lent) > 0:
            lent, allowed = lent + min(source.share, limit - lent), limit
    return lent
