"""Every size is measured in a process of its own."""

from experiments.benchmarks.growth import Case, costs, in_futures, in_horizon, of_parks


def test_case_is_measured_with_its_memory():
    (found,) = costs([Case("one year", "county", 1, 1, ("today",))])
    assert found.park_months == 12
    assert found.processor_s >= 0.0
    assert found.peak_mb is None or found.peak_mb > 10.0


def test_cases_differ_in_what_grows():
    assert [case.futures for case in in_futures("county", (100, 300), years=20, workers=2)] == [100, 300]
    assert [case.years for case in in_horizon("county", (10, 20), futures=5)] == [10, 20]


def test_larger_parks_lie_there_while_they_are_measured():
    seen: list[tuple[str, bool]] = []

    def look(case: Case) -> None:
        from experiments.study import Study

        seen.append((case.what, len(Study.read(case.study).park.areas) == 6 * int(case.what.split()[0])))

    of_parks((1, 2), years=1, plan="today", measure=look)
    assert seen == [("1 x the park", True), ("2 x the park", True)]
