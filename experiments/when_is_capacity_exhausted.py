"""When would each capacity of today's park be exhausted if everyone who comes were let in?"""

from experiments.figures.exhausted_by_year import exhausted_by_year
from experiments.figures.saving import save
from experiments.running.comparison import compare
from experiments.running.drawing import facts_of
from experiments.running.folder import results_folder
from experiments.study import Study

FUTURES = 20

study = Study.read("county")
open_door = study.with_policy(study.policy.connect())
comparison = compare(open_door, [open_door.plan("today")], futures=FUTURES)

shares = comparison.tables["exhaustion_by_year"]
print("Share of futures in which each system has been exhausted by the end of the year, everybody connected:\n")
print(shares.pivot(index="year", columns="system", values="p").loc[::3].to_string())

limits = comparison.tables["limits"]
reached = limits[limits["p_exceeded"] >= 0.5].sort_values("p50")
print("\nLimits that half of the futures exceed, those exceeded first at the top:\n")
print(reached[["label", "p10", "p50", "p90"]].to_string(index=False))

save(exhausted_by_year(comparison.tables, facts_of(comparison)), results_folder(), "when_is_capacity_exhausted")
