"""The roads of a study as a network by itself, as they are while some assets are in service."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.assigning.network import Network, NetworkError
from experiments.study import StudyError
from experiments.study.csv_tables import read_table
from experiments.study.files import StudyFiles
from experiments.study.forms import ParkForm
from experiments.study.pages import read_page
from networks.roads_faults import faults_of
from networks.roads_tables import CONNECTOR, SHAPES, assets_of, links_of
from sim.plan import without_works
from sim.table import Tables, frame, way_out

LINKS, PARK = "link.csv", "park.yaml"
INPUTS = tuple(Path(shape.file).name for shape in SHAPES.values())
"""Files of a study's roads folder."""


def is_study(place: Path) -> bool:
    """Return whether a place is the roads folder of a study, or its link table: classes of roads lie beside it."""
    folder = _folder(place)
    return (place.is_dir() or place.name == LINKS) and all(
        (folder / name).is_file() for name in (LINKS, "road_types.csv"))


def read_network(place: Path, *, in_service: tuple[str, ...] | None, distance_factor: float,
                 told: Callable[[str], None] = lambda _: None) -> Network:
    """Return the roads of a study that stand, with the travel times and capacities that the study gives them.

    Parameters
    ----------
    place
        The roads folder, or its link table.
    in_service
        Assets that stand; None for those that stand today as ``park.yaml`` one folder up has it, or for all where
        there is none.
    distance_factor
        Minutes that one kilometre is worth.
    told
        Told in one line which assets are taken.

    Raises
    ------
    NetworkError
        With every mistake.

    Notes
    -----
    The same links as the study's own road system: classes of road_types.csv, worn ones until their repair stands, and
    lanes closed where ``in_service`` names the works of a repair.
    """
    tables = _tables(_folder(place))
    rows, links = frame(tables, "links"), links_of(tables)
    known = assets_of(tables)
    taken, why = _taken(_folder(place), known, in_service)
    variant = links.variants(np.array([[asset in taken for asset in known]]))
    is_open = variant.is_open[0]
    if not is_open.any():
        raise NetworkError(f"{place}: no road stands with these assets in service; its roads have: {', '.join(known)}")
    listed = [asset for asset in known if asset in taken]
    # Works that are not under way are nothing that a reader misses.
    missing = [asset for asset in without_works(known) if asset not in taken]
    told(f"roads in service: {', '.join(listed)} ({why}); not in service: {', '.join(missing) or 'none'}")
    row_of, is_back = np.empty(len(is_open), dtype=np.int64), np.ones(len(is_open), dtype=bool)
    row_of[links.backward] = row_of[links.forward] = np.arange(len(rows))
    is_back[links.forward] = False
    # Both ways of a road side by side, as a reader looks for them.
    order = np.argsort(row_of, kind="stable")
    kept = order[is_open[order]]
    names, connector = rows["link_id"].tolist(), (rows["facility_type"] == CONNECTOR).to_numpy()[row_of[kept]]
    nodes = tuple(frame(tables, "nodes")["node_id"])
    return Network(
        nodes=nodes, zones={name: at for at, name in enumerate(nodes)}, crossable=links.graph.crossable,
        tail=links.graph.tail[kept], head=links.graph.head[kept],
        link=tuple(f"{names[row_of[way]]}{' back' if is_back[way] else ''}" for way in kept),
        capacity=np.where(connector, np.inf, variant.capacity[0, kept]), free_time=variant.free_time[0, kept],
        alpha=links.graph.alpha[kept], beta=links.graph.beta[kept],
        fixed=distance_factor * rows["length"].to_numpy(dtype=np.float64)[row_of[kept]])


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def _tables(folder: Path) -> Tables:
    files = StudyFiles(folder, folder)
    # Named without the study's folder, so that a copy of the roads elsewhere can be read as well.
    shapes = {key: replace(shape, file=Path(shape.file).name) for key, shape in SHAPES.items()}
    read = {key: found for key, shape in shapes.items() if (found := read_table(files, shape)) is not None}
    tables: dict[str, pd.DataFrame | str] = {key: found.table for key, found in read.items()}
    if not files.faults:
        key_of = {shape.file: key for key, shape in SHAPES.items()}
        for fault in faults_of(tables, (), assets=frozenset(assets_of(tables))):
            lines = read[key_of[fault.file]].lines
            files.fault(Path(fault.file).name, None if fault.row is None else lines[fault.row], fault.message)
    if files.faults:
        raise NetworkError(str(StudyError(files.faults)))
    return tables


def _taken(folder: Path, known: tuple[str, ...], in_service: tuple[str, ...] | None) -> tuple[frozenset[str], str]:
    if in_service is not None:
        unknown = [f"--in-service: the roads have no asset {name!r}; {way_out(name, known)}" for name in in_service
                   if name not in known]
        if unknown:
            raise NetworkError("\n".join(unknown))
        return frozenset(in_service), "as --in-service says"
    study = folder.resolve().parent
    if not (study / PARK).is_file():
        return frozenset(without_works(known)), (
            f"all: no {PARK} one folder up says what stands today; --in-service A,B names them")
    files = StudyFiles(study, study)
    page = read_page(ParkForm, files, PARK)
    if page is None:
        raise NetworkError(str(StudyError(files.faults)))
    return frozenset(page.form.standing), f"what stands today, {PARK}; --in-service A,B names others"
