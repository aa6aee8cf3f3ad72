"""Which phasing keeps the park open longest, and what does each lose on the way?"""

from experiments.figures.paired_differences import paired_differences
from experiments.figures.saving import save
from experiments.running.comparison import compare
from experiments.running.drawing import facts_of
from experiments.running.folder import results_folder
from experiments.study import Study

FUTURES = 20
MEASURES = ("first_exhaustion_years:any", "lost_jobs", "connected_firms_at_end")

study = Study.read("county")
plans = [study.plan(name) for name in ("today", "substation_first", "sewage_first", "balanced", "triggered")]
comparison = compare(study, plans, futures=FUTURES)

print(comparison.report())

differences = comparison.tables["paired_differences"]
shown = differences[differences["measure"].isin(MEASURES)]
print("\nDifference from today in the same futures, with 95 % interval:\n")
print(shown[["measure", "plan", "mean", "low", "high", "p_better"]].round(2).to_string(index=False))

figure = paired_differences(comparison.tables, facts_of(comparison), measures=MEASURES)
save(figure, results_folder(), "which_phasing_lasts_longest")
