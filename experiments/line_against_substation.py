"""How long does the one 35 kV line carry the park, reinforced or not, and how much longer the 110 kV substation?"""

from experiments.figures.demand_against_capacity import demand_against_capacity
from experiments.figures.saving import save
from experiments.running.comparison import compare
from experiments.running.drawing import facts_of
from experiments.running.folder import results_folder
from experiments.study import Study

FUTURES = 20

study = Study.read("county")
plans = [study.plan(name) for name in ("today", "reinforce_35kv", "substation_first")]
comparison = compare(study, plans, futures=FUTURES)

exhaustion = comparison.tables["exhaustion"]
power = exhaustion[exhaustion["system"] == "power"].set_index("plan")
print("First month in which power is exhausted, and the limit that binds then:\n")
print(power[["exhausted", "p10", "p50", "p90", "binding_label"]].to_string())

differences = comparison.tables["paired_differences"]
gained = differences[differences["measure"] == "first_exhaustion_years:power"].set_index("plan")
print("\nYears gained over today, in the same futures, with 95 % interval:\n")
print(gained[["mean", "low", "high"]].round(1).to_string())

facts = facts_of(comparison)
figure = demand_against_capacity(comparison.tables, facts, system="power", plans=tuple(facts.plans))
save(figure, results_folder(), "line_against_substation")
