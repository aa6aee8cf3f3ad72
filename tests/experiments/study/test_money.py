"""The money of a study: what its file says, every mistake in it, and what a finance bureau objects to."""

from dataclasses import replace
from math import inf
from shutil import copytree

import pytest

from experiments.study import Study, StudyError
from experiments.study.copying import STUDIES
from experiments.study.files import StudyFiles
from experiments.study.money import finance_warnings, read_money
from sim.money import Source, Terms
from tests.experiments.study.small_money import MONEY, NUMBER, changed, read_text
from tests.experiments.study.small_study import mistakes

SECTORS = ("cotton_spinning", "chemical_fibre", "weaving_dyeing", "smart_manufacturing", "building_materials",
           "agri_food", "primary_processing", "biomedicine", "trade_logistics")
"""The sectors that come with Headroom."""

BOND = Source("bond", "Bond", "bond", share=0.6, own_capital_share=0.3, rate_per_a=0.02, tenor_a=10.0,
              repayment="bullet")
ADVANCE = Source("advance", "Advance", "advance", share=0.3, own_capital_share=0.2, tenor_a=2.0,
                 repayment="equal_principal", for_government_works=False)


def test_a_study_without_the_file_has_no_money(tmp_path):
    files = StudyFiles(tmp_path, tmp_path)
    assert read_money(files) is None
    assert files.faults == []


def test_terms_say_what_the_file_says(tmp_path):
    terms, faults = read_text(tmp_path, MONEY)
    assert faults == []
    assert (terms.opening_cash_wan, terms.discount_rate_per_a) == (100.0, 0.08)
    assert (terms.least_debt_cover, terms.holds_to_cover) == (1.2, True)
    assert (terms.government_systems, terms.share_of_others) == ({"roads"}, {"power": 0.75})
    assert terms.income.returned_share_of_tax == pytest.approx(0.12)
    assert terms.income.tariff_wan_per_unit_a == {"water_m3_per_d": 0.05}
    assert terms.income.fund_wan_by_year == (50.0, 60.5)
    assert terms.income.land_wan_per_mu == 0.0
    assert terms.spending.operation_share_per_a == 0.02
    assert terms.spending.invested_wan("food", 2.0) == 6000.0
    assert terms.spending.invested_wan("steel", 2.0) == 0.0
    assert terms.payers == ("own", "budget", "loan")


def test_what_hangs_on_an_asset_names_it(tmp_path):
    plain, _ = read_text(tmp_path, MONEY)
    assert (plain.income.fund_since, plain.spending.incentive_while) == ("", "")
    terms, faults = read_text(tmp_path, changed(("60.5],", "60.5], since: office,"),
                                                ("spending:\n", "spending:\n  incentive_while: line_1\n")))
    assert faults == []
    assert (terms.income.fund_since, terms.spending.incentive_while) == ("office", "line_1")


def test_what_stands_today_may_cost_something(tmp_path):
    plain, _ = read_text(tmp_path, MONEY)
    assert plain.spending.operation_of_today_wan_per_a == 0.0
    terms, faults = read_text(tmp_path, changed((
        "spending:\n", f"spending:\n  operation_of_today_wan_per_a: {{typical: 150, {NUMBER}}}\n")))
    assert faults == []
    assert terms.spending.operation_of_today_wan_per_a == 150.0


@pytest.mark.parametrize(("old", "new", "told"), [
    ("    sewage_m3_per_d:", "    sewage_m3:",
     "income.tariff_wan_per_unit_a names 'sewage_m3', which no system serves; did you mean 'sewage_m3_per_d'?"),
    ("    cotton_spinning:", "    cotton_spining:",
     "spending.investment_wan_per_mu names 'cotton_spining', which is no sector; did you mean 'cotton_spinning'?"),
    ("systems: [sewage, drainage, water,", "systems: [sewage, drainage, watr,",
     "sources.treasury_bond.systems names 'watr', which is no system; did you mean 'water'?"),
])
def test_a_misspelt_name_in_the_money_of_a_whole_study_is_told(tmp_path, old, new, told):
    folder = copytree(STUDIES / "county", tmp_path / "county")
    text = (folder / "money.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "money.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError) as error:
        Study.read(folder)
    (fault,) = str(error.value).splitlines()
    assert fault.endswith(told)


def test_what_a_demand_does_not_tell_is_not_doubted(tmp_path):
    # The small study's demand knows no sectors; its systems serve other needs than water.
    money = changed(("government_systems: [roads]", "government_systems: [power]"))
    assert mistakes(tmp_path, {"money.yaml": money}) == [
        "money.yaml:14: income.tariff_wan_per_unit_a names 'water_m3_per_d', which no system serves; did "
        "you mean 'sewage_m3_per_d'?"]


def test_sources_keep_their_order_and_a_missing_ceiling_is_none_at_all(tmp_path):
    terms, _ = read_text(tmp_path, MONEY)
    budget, loan = terms.sources
    assert (budget.ceiling_wan, budget.ceiling_wan_per_a, budget.is_repaid) == (inf, 40.0, False)
    assert loan == Source("loan", "Loan", "loan", share=0.6, own_capital_share=0.2, rate_per_a=0.042, tenor_a=10.0,
                          grace_a=2.0, repayment="annuity", for_government_works=False)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("kind: loan", "kind: lone",
     "money.yaml:29: sources.loan.kind is 'lone'; allowed: 'loan', 'bond', 'advance', 'fund' or 'budget'"),
    ("typical: 0.042", "typical: 4.2", "money.yaml:32: sources.loan.rate_per_a.typical is 4.2; allowed: below 1"),
    ("typical: 0.6", "typical: 60", "money.yaml:30: sources.loan.share.typical is 60; allowed: 1 or less"),
    ("typical: 100,", "typical: -5,", "money.yaml:1: opening_cash_wan.typical is -5; allowed: 0 or more"),
    ("typical: 10,", "typical: 100,", "money.yaml:33: sources.loan.tenor_a.typical is 100; allowed: 50 or less"),
    ("holds: true", "holds: maybe", "money.yaml:5: debt_cover.holds is 'maybe'; allowed: true or false"),
    ("[50, 60.5]", "[50, -1]", "money.yaml:15: income.fund_wan.by_year[2] is -1; allowed: 0 or more"),
    ("60.5],", "60.5], since: ofice,",
     "money.yaml:15: income.fund_wan.since names asset 'ofice', which neither stands nor is built by a project; did "
     "you mean 'office'?"),
    ("60.5],", "60.5], since: 2027,", "money.yaml:15: income.fund_wan.since is 2027; allowed: text"),
    ("spending:\n", "spending:\n  incentive_while: line_3\n",
     "money.yaml:17: spending.incentive_while names asset 'line_3', which neither stands nor is built by a project; "
     "did you mean 'line_1'?"),
    ("operation_share_per_a", "operation_per_a",
     "money.yaml:17: unknown key 'operation_per_a' in spending; did you mean 'operation_share_per_a'?"),
    ("    label: Loan\n", "", "money.yaml:27: key 'label' is missing in sources.loan"),
    ("low: 0.06", "low: 0.09",
     "money.yaml:2: discount_rate_per_a is 0.09, 0.08, 0.08; low must not be above typical, typical not above high"),
    ("[roads]", "[rods]", "money.yaml:6: government_systems names 'rods', which is no system; did you mean 'roads'?"),
    ("  power:", "  powr:", "money.yaml:8: share_of_others names 'powr', which is no system; did you mean 'power'?"),
    ("water_m3_per_d", "water_m3_d", "money.yaml:14: income.tariff_wan_per_unit_a names 'water_m3_d', which no "
                                     "system serves; did you mean 'water_m3_per_d'?"),
    ("food:", "foot:", "money.yaml:18: spending.investment_wan_per_mu names 'foot', which is no sector; did you mean "
                       "'food'?"),
    ("typical: 2, ", "typical: 10, ",
     "money.yaml:34: grace_a of source 'loan' is 10, but all is repaid after 10 years; allowed: below 10"),
    (f"    tenor_a: {{typical: 10, {NUMBER}}}\n", "",
     "money.yaml:27: source 'loan' is repaid, but its tenor_a is missing; allowed: above 0"),
    ("typical: 10,", "typical: 0,", "money.yaml:33: source 'loan' is repaid, but its tenor_a is 0; allowed: above 0"),
    ("repayment: annuity", "repayment: annuity\n    systems: [power, rods]",
     "money.yaml:36: sources.loan.systems names 'rods', which is no system; did you mean 'roads'?"),
    ("repayment: annuity", "repayment: annuity\n    systems: []",
     "money.yaml:36: sources.loan.systems is empty; allowed: a list of at least 1"),
    ("repayment: annuity", "repayment: monthly", "money.yaml:35: sources.loan.repayment is 'monthly'; allowed: "
                                                 "'annuity', 'equal_principal', 'bullet' or 'none'"),
])
def test_a_mistake_is_told_in_one_line(tmp_path, old, new, told):
    terms, faults = read_text(tmp_path, changed((old, new)))
    assert faults == [told]
    assert terms is None


def test_what_is_never_repaid_has_no_rate_and_no_tenor(tmp_path):
    _, faults = read_text(tmp_path, changed(("repayment: annuity", "repayment: none")))
    assert faults == [
        f"money.yaml:{line}: source 'loan' is never repaid, but {key} is {value}; delete it, or say how it is repaid: "
        "annuity, equal_principal or bullet"
        for line, key, value in ((32, "rate_per_a", "0.042"), (33, "tenor_a", "10"), (34, "grace_a", "2"))]


def test_every_mistake_is_told_at_once(tmp_path):
    _, faults = read_text(tmp_path, changed(("[roads]", "[rods]"), ("  power:", "  powr:"), ("low: 0.06", "low: 0.09")))
    assert [fault.partition(": ")[0] for fault in faults] == ["money.yaml:2", "money.yaml:6", "money.yaml:8"]


def test_a_contractors_advance_for_government_works_is_warned_of():
    assert finance_warnings(Terms(sources=(ADVANCE,))) == []
    (told,) = finance_warnings(Terms(sources=(replace(ADVANCE, for_government_works=True),)))
    assert told == ("source 'advance', a contractor's advance, may be used for works that the government pays; the "
                    "Government Investment Regulations (政府投资条例), article 22, forbid it")


def test_less_than_a_fifth_of_own_capital_is_warned_of():
    assert finance_warnings(Terms(sources=(BOND, ADVANCE))) == []
    (told,) = finance_warnings(Terms(sources=(replace(BOND, share=0.85, own_capital_share=0.15), ADVANCE)))
    assert told == ("works of the government and other works may be built with 15 % own capital; infrastructure needs "
                    "20 % (国发〔2019〕26号)")


def test_two_lenders_may_leave_too_little_own_capital_together():
    loans = (replace(BOND, own_capital_share=0.0), replace(ADVANCE, own_capital_share=0.0))
    (told,) = finance_warnings(Terms(sources=loans))
    assert told.startswith("other works may be built with 10 % own capital")


def test_an_advance_that_pays_for_no_system_of_the_government_is_not_objected_to():
    advance = replace(ADVANCE, for_government_works=True, systems=frozenset({"heat"}))
    assert finance_warnings(Terms(sources=(advance,), government_systems=frozenset({"roads"}))) == []
    (told,) = finance_warnings(Terms(sources=(advance,), government_systems=frozenset({"roads", "heat"})))
    assert told.startswith("source 'advance', a contractor's advance, may be used for works that the government pays")


def test_two_lenders_of_different_systems_never_lend_together():
    loans = tuple(replace(each, own_capital_share=0.0) for each in (BOND, ADVANCE))
    assert finance_warnings(Terms(sources=(replace(loans[0], systems=frozenset({"roads"})),
                                           replace(loans[1], systems=frozenset({"heat"}))))) == []


def test_a_source_names_the_systems_that_it_pays_for(tmp_path):
    terms, faults = read_text(tmp_path, changed(("repayment: annuity", "repayment: annuity\n    systems: [power]")))
    assert faults == []
    assert [source.systems for source in terms.sources] == [None, {"power"}]


def test_a_least_cover_below_one_is_warned_of_where_money_is_lent():
    (told,) = finance_warnings(Terms(sources=(BOND,), least_debt_cover=0.9))
    assert told.startswith("the least debt cover is 0.9; below 1 ")
    assert finance_warnings(Terms(least_debt_cover=0.9)) == []


def test_the_countys_money_has_no_fault_and_nothing_to_object_to():
    files = StudyFiles(STUDIES / "county", STUDIES / "county")
    terms = read_money(files, systems=tuple(Study.read("county").systems()),
                       needs=("sewage_m3_per_d", "water_m3_per_d", "beds"), sectors=SECTORS)
    assert files.faults == []
    assert finance_warnings(terms) == []
    assert terms.payers == ("own", "county_budget", "special_bond", "treasury_bond", "company_loan",
                            "contractors_advance")
