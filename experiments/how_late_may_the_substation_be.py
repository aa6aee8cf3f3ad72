"""How late may the 110 kV substation be before the park must turn firms away?"""

from experiments.figures.paired_differences import paired_differences
from experiments.figures.saving import save
from experiments.running.comparison import compare
from experiments.running.drawing import facts_of
from experiments.running.folder import results_folder
from experiments.study import Study

FUTURES = 20
DELAYS_MONTHS = (24, 48, 72)

study = Study.read("county")
on_time = study.plan("substation_first")
late = [on_time.delayed("substation_110kv_stage_1", months=months) for months in DELAYS_MONTHS]
comparison = compare(study, [on_time, *late], futures=FUTURES)

losses = comparison.tables["losses"]
for_power = losses[losses["cause"].str.contains("power")].groupby("plan", sort=False)[["firms", "jobs"]].sum()
print("Firms and jobs lost for want of power, alone or with others, mean of a future:\n")
print(for_power.round(1).to_string())

differences = comparison.tables["paired_differences"]
shown = differences[differences["measure"].isin(["lost_firms", "lost_jobs", "connected_jobs_at_end"])]
print("\nDifference from the substation on time, in the same futures, with 95 % interval:\n")
print(shown[["measure", "plan", "mean", "low", "high"]].round(1).to_string(index=False))

measures = tuple(shown["measure"].drop_duplicates())
figure = paired_differences(comparison.tables, facts_of(comparison), measures=measures)
save(figure, results_folder(), "how_late_may_the_substation_be")
