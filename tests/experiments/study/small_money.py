"""The money of the small study, and what is told of a file with a mistake in it."""

from pathlib import Path

from experiments.study.files import StudyFiles
from experiments.study.money import read_money
from sim.money import Terms

NUMBER = "source: assumption, confidence: D"
MONEY = f"""\
opening_cash_wan: {{typical: 100, {NUMBER}}}
discount_rate_per_a: {{low: 0.06, typical: 0.08, high: 0.08, {NUMBER}}}
debt_cover:
  least: {{typical: 1.2, {NUMBER}}}
  holds: true
government_systems: [roads]
share_of_others:
  power: {{typical: 0.75, {NUMBER}}}
income:
  vat_share_of_tax: {{typical: 0.4, {NUMBER}}}
  county_share_of_vat: {{typical: 0.3, {NUMBER}}}
  returned_share: {{typical: 1, {NUMBER}}}
  tariff_wan_per_unit_a:
    water_m3_per_d: {{typical: 0.05, {NUMBER}}}
  fund_wan: {{by_year: [50, 60.5], {NUMBER}}}
spending:
  operation_share_per_a: {{typical: 0.02, {NUMBER}}}
  investment_wan_per_mu: {{food: {{typical: 200, {NUMBER}}}}}
sources:
  budget:
    label: Budget
    kind: budget
    share: {{typical: 0.3, {NUMBER}}}
    ceiling_wan_per_a: {{typical: 40, {NUMBER}}}
    repayment: none
    for_government_works: true
  loan:
    label: Loan
    kind: loan
    share: {{typical: 0.6, {NUMBER}}}
    own_capital_share: {{typical: 0.2, {NUMBER}}}
    rate_per_a: {{typical: 0.042, {NUMBER}}}
    tenor_a: {{typical: 10, {NUMBER}}}
    grace_a: {{typical: 2, {NUMBER}}}
    repayment: annuity
    for_government_works: false
"""
NAMES = {"systems": ("power", "roads"), "assets": ("line_1", "office"), "needs": ("water_m3_per_d", "power_mw"),
         "sectors": ("food", "steel")}


def changed(*changes: tuple[str, str]) -> str:
    """Return the file with some pieces of text changed."""
    text = MONEY
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the file does not hold {old!r}")
        text = text.replace(old, new, 1)
    return text


def read_text(folder: Path, text: str) -> tuple[Terms | None, list[str]]:
    """Return what a file says, and what is wrong with it."""
    (folder / "money.yaml").write_text(text, encoding="utf-8")
    files = StudyFiles(folder, folder)
    terms = read_money(files, **NAMES)
    return terms, [str(fault).replace(f"{folder.as_posix()}/", "") for fault in files.faults]
