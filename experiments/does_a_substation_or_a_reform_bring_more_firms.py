"""Does a substation or a reform bring more firms, and what does each of the report's measures bring by itself?"""

from experiments.figures.paired_differences import paired_differences
from experiments.figures.saving import save
from experiments.running.comparison import compare
from experiments.running.drawing import facts_of
from experiments.running.folder import results_folder
from experiments.statistics import printed_gains
from experiments.statistics.printed_gains import gain_of
from experiments.statistics.wording import cost_of, rows_of
from experiments.study import Study

FUTURES = 20
MEASURES = ("connected_firms_at_end", "connected_jobs_at_end", "connected_tax_wan_per_a_at_end")

study = Study.read("county")
plans = [study.plan("today"), *(study.plan(f"today+{lever}") for lever in study.levers)]
comparison = compare(study, plans, futures=FUTURES)

print(printed_gains(comparison.tables, comparison.context))

projects = comparison.tables["projects"]
print("\nWhat is built, and in what share of the futures:\n")
print(projects[["plan", "project", "share_built", "share_finished"]].round(2).to_string(index=False))

costs = comparison.tables["costs"]
costs = costs.assign(cost_wan_yuan=[cost_of(costs, plan) for plan in costs["plan"]])
print("\nWhat each costs, mean of a future; 1 wan is 10,000 yuan:\n")
print(costs[["plan", "cost_wan_yuan"]].to_string(index=False))

gains = rows_of(comparison.tables["paired_differences"], measure="connected_firms_at_end")
best = max(gains, key=lambda row: row["mean"])
(substation,) = [row for row in gains if row["plan"] == "today+substation"]
sure = "little, but hardly by chance" if substation["low"] > 0 else "which may well be none"
alone = ("So it is the substation." if best["plan"] == substation["plan"] else
         f"The substation alone does not: {gain_of(substation)}, {sure}.")
print(f"\nIn {FUTURES} futures {best['plan']} brings most firms by {comparison.context.end}, {gain_of(best)}. {alone} "
      "Means of a future, with their 95 % intervals.")

figure = paired_differences(comparison.tables, facts_of(comparison), measures=MEASURES)
save(figure, results_folder(), "does_a_substation_or_a_reform_bring_more_firms")
