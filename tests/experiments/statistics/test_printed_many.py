"""The printed table of more systems than stand beside each other."""

from dataclasses import replace
from math import inf

from experiments.statistics import printed_table, sentences, tables
from experiments.statistics.columns import WIDTH
from experiments.statistics.printed_many import binding_in_order
from sim.capacity import Limit
from tests.experiments.statistics.small_record import SYSTEMS, context_of, record_of


def futures(*months, plans=("today",), **changes):
    """One future a row of months: of power, roads, sewage, water, heat and beds."""
    return record_of([[list(row)] * len(plans) for row in months], plans=plans, **changes)


def printed(record, **frame):
    context = context_of(record, **frame)
    return printed_table(tables(record, context), context)


def line_with(record, words, **frame):
    (line,) = [line for line in printed(record, **frame).splitlines() if f"{words}  " in line]
    return line


def in_order(record):
    return [row["system"] for row in binding_in_order(tables(record, context_of(record))["first_binding"],
                                                           "today")]


def told(record, **frame):
    context = context_of(record, **frame)
    return sentences(tables(record, context), context)["today"]


def all_alike(count=20, **changes):
    """Return futures in which power runs out in month 3, water in month 14, beds in month 20, all else lasts."""
    return futures(*[(3, inf, inf, 14, inf, 20)] * count, **changes)


def test_up_to_four_systems_stand_side_by_side():
    four = record_of([[[3, inf, 5, 7]]], plans=["today"])
    five = record_of([[[3, inf, 5, 7, inf]]], plans=["today"])
    assert "1 Power" not in printed(four)
    assert "1 Power" in printed(five)


def test_what_binds_first_second_and_third_stands_in_order_with_share_and_years():
    record = all_alike()
    assert line_with(record, "1 Power").split() == ["today", "1", "Power", "20/20", "2027", "(2027-2027)", "20/20",
                                                    "0", "0", "0"]
    assert line_with(record, "2 Water").split() == ["Today", "2", "Water", "20/20", "2028", "(2028-2028)", "20/20",
                                                    "0", "0", "0"]
    assert "3 Rental housing, bed..." in printed(record)


def test_no_system_is_named_twice():
    # Power is first in three futures of five and second in two; roads and sewage are second in the others.
    record = futures((3, 5, inf, inf, inf, inf), (3, 5, inf, inf, inf, inf), (3, inf, 5, inf, inf, inf),
                     (5, inf, 3, inf, inf, inf), (5, inf, 3, inf, inf, inf))
    assert in_order(record) == ["power", "roads"]


def test_where_nothing_runs_out_no_system_is_named():
    record = futures(*[[inf] * 6] * 3)
    assert in_order(record) == []
    assert line_with(record, "all losses").split()[-4:] == ["0", "0", "0", "0"]


def test_what_is_lost_to_each_counts_who_it_held_with_others():
    record = all_alike(losses=[{"future": at, "held_by": held} for at in range(20)
                               for held in (["power"], ["power", "water"])])
    assert line_with(record, "1 Power").split()[-3:] == ["2", "200", "100"]
    assert line_with(record, "2 Water").split()[-3:] == ["1", "100", "50"]
    assert line_with(record, "all losses").split()[-4:] == ["2", "200", "100", "0"]


def test_land_and_the_system_that_loses_most_are_told_beside_the_three():
    record = all_alike(losses=[{"future": at, "held_by": held} for at in range(20) for held in ([], ["heat"])])
    assert line_with(record, "lost to land on offer").split()[-3:] == ["1", "100", "50"]
    assert line_with(record, "lost to heat").split()[-3:] == ["1", "100", "50"]


def test_the_cost_of_a_plan_stands_with_all_its_losses():
    record = all_alike()
    record.project_begun[:, 0, 0] = 3.0
    assert line_with(record, "all losses").split()[-1] == "960"


def test_all_that_run_out_are_listed_by_date_and_what_lasts_is_named():
    lines = printed(futures(*[(3, inf, inf, 14, inf, 20)] * 12, *[(3, 5, inf, 14, inf, 20)] * 8)).splitlines()
    at = lines.index("  today")
    assert [line.strip() for line in lines[at + 1:at + 5]] == [
        "half   power 2027 (2027-2027) 20/20; water 2028 (2028-2028) 20/20;",
        "rental housing, beds and commuter buses 2028 (2028-2028) 20/20",
        "fewer  roads (2027-) 8/20",
        "never  sewage; heat"]


def test_no_line_is_wider_than_a_page_even_where_all_is_lost_and_names_are_long():
    record = futures(*[[3, 4, 5, 6, 7, 8]] * 120, plans=["a_plan_with_a_name_that_is_longer_than_its_column"],
                     losses=[{"held_by": ["power"], "jobs": 1e6, "tax_wan_per_a": 1e7}] * 20)
    record.project_begun[:, 0, 0] = 3.0
    assert max(len(line) for line in printed(record).splitlines()) <= WIDTH


def test_the_sentence_names_what_comes_next_and_counts_the_others():
    assert told(all_alike(losses=[{"future": at, "held_by": ["power"]} for at in range(20)])) == (
        "Under `today`, power runs out first, in 2027 in 8 futures of 10, because the line reaches its rating; water "
        "most often comes second and rental housing, beds and commuter buses third; 3 of 6 systems run out by 2028-12 "
        "in half of the futures, 0 in fewer and 3 in none; on average 1 firm with 100 jobs is lost, power having a "
        "part in 1 of them.")


def test_many_that_are_first_are_named_three_and_counted():
    rows = [[3 if at == first else inf for at in range(6)] for first in (0, 0, 0, 1, 1, 2, 2, 3, 4, 5)] * 2
    assert ("power runs out first in 6 of 20 futures, roads in 4, sewage in 4 and others in 6; the first shortage "
            "comes in 2027 in 8 futures of 10") in told(futures(*rows))


def test_a_sentence_of_many_systems_that_last_says_how_sure_that_is():
    assert told(futures(*[[inf] * 6] * 20)) == (
        "Under `today`, nothing runs out by 2028-12 in any of 20 futures, so it may in up to 16 % of all; no firm is "
        "lost.")


def heat_missing(**changes):
    """Return futures in which heat is needed from the start and nothing of it ever stands."""
    record = futures(*[(3, inf, inf, 14, 0, 20)] * 20, **changes)
    at = record.systems.index("heat")
    record.capacity[..., at] = 0.0
    return record


def test_what_is_missing_is_told_apart_and_is_neither_first_nor_counted(monkeypatch):
    absent = Limit("absent", "heat", "nothing is there to serve it", "absent", "")
    monkeypatch.setitem(SYSTEMS, "heat", replace(SYSTEMS["heat"], limits=(absent,)))
    record = heat_missing()
    assert in_order(record) == ["power", "water", "beds"]
    assert "    lacks  heat 20/20" in printed(record).splitlines()
    assert told(record).startswith("Under `today`, nothing of heat stands when it is first needed; power runs out")
    # Power, water and beds; roads and sewage last, and heat is not among them.
    assert "; 3 of 6 systems run out by 2028-12 in half of the futures, 0 in fewer and 2 in none; " in told(record)


def test_what_is_missing_in_some_futures_is_told_with_their_number_and_does_not_last(monkeypatch):
    absent = Limit("absent", "heat", "nothing is there to serve it", "absent", "")
    monkeypatch.setitem(SYSTEMS, "heat", replace(SYSTEMS["heat"], limits=(absent,)))
    record = futures(*[(3, inf, inf, 14, 0 if at < 8 else inf, 20) for at in range(20)])
    record.capacity[..., record.systems.index("heat")] = 0.0
    lines = printed(record).splitlines()
    assert "    lacks  heat 8/20" in lines
    assert not any(line.startswith("    never") and "heat" in line for line in lines)
    assert "nothing of heat" not in told(record)


HOLDING = ("roads", "water", "beds")
"""Power, which is the first of all that run out, only warns."""


def test_the_three_that_bind_first_are_those_that_hold_enterprises_where_others_only_warn():
    record = all_alike(losses=[{"future": at, "held_by": ["water"]} for at in range(20)])
    text = printed(record, holding=HOLDING)
    assert text.startswith("What holds enterprises first under each plan, and what is lost by then (20 futures, ")
    assert "third (3) of those that hold enterprises, and in" in " ".join(text.split())
    assert line_with(record, "1 Water", holding=HOLDING).split()[2:] == ["Water", "20/20", "2028", "(2028-2028)",
                                                                         "20/20", "1", "100", "50"]
    assert "2 Rental housing" in text
    assert "Power" not in text.split("What each plan lacks")[0]


def test_what_warns_is_still_listed_among_all_that_run_out():
    assert "half   power 2027 (2027-2027) 20/20; water" in printed(all_alike(), holding=HOLDING)


def test_where_all_hold_or_none_does_the_table_is_that_of_all():
    every = tuple(SYSTEMS)
    assert printed(all_alike(), holding=every) == printed(all_alike())
    assert told(all_alike(), holding=every) == told(all_alike())


def test_the_sentence_tells_what_runs_out_first_of_all_and_what_holds_first():
    assert ("; water most often comes second and rental housing, beds and commuter buses third; of what holds "
            "enterprises, water runs out first in 20 of 20 futures and rental housing, beds and commuter buses second; "
            "3 of 6 systems run out") in told(all_alike(), holding=HOLDING)


def test_where_nothing_that_holds_runs_out_the_sentence_and_the_table_say_so():
    assert "; nothing that holds enterprises runs out; 3 of 6 systems" in told(all_alike(), holding=("roads",))
    assert "1 " not in line_with(all_alike(), "all losses", holding=("roads",))


def test_one_future_needs_no_count_of_what_holds():
    assert "; of what holds enterprises, water runs out first and rental" in told(all_alike(1), holding=HOLDING)
