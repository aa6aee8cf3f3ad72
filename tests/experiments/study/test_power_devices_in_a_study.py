"""Roofs that feed in and capacitors that compensate, put into a copy of the county's study."""

import pandapower as pp

from experiments.study import Study, new_study
from tests.experiments.command.run import headroom


def test_roofs_and_capacitors_of_a_study_relieve_the_line(tmp_path):
    new_study(tmp_path / "park")
    (tmp_path / "loads.csv").write_text("area,need,value\neast_cotton,power_mw,6.5\n", "utf-8")
    path = tmp_path / "park" / "power" / "net.json"
    net = pp.from_json(str(path))
    (at,) = net.bus.index[net.bus["name"] == "bus_east_cotton"]
    pp.create_sgen(net, at, p_mw=2.0, q_mvar=0.0, name="roofs_east")
    pp.create_shunt(net, at, p_mw=0.0, q_mvar=-1.5, name="capacitors_east")
    pp.to_json(net, str(path))
    rows = [f"roofs_east,{hour},{0.8 if 6 <= hour < 18 else 0.1},assumption,D" for hour in range(24)]
    (tmp_path / "park" / "power" / "generation.csv").write_text(
        "\n".join(["generator,hour,share_of_peak,source,confidence", *rows]) + "\n", "utf-8")
    Study.read(str(tmp_path / "park"))

    def used(study: str) -> float:
        said = headroom("assess", study, "--demand", "loads.csv", cwd=tmp_path).stdout
        return next(float(line.split()[0]) for line in said.splitlines() if " line_35kv_1 " in line)

    # The sunless hour binds: 0.2 MW of roofs, but the capacitors stand day and night.
    assert 0.8 * used("county") < used("park") < 0.99 * used("county")
