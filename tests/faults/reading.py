"""One file of a study with a mistake in it, read with the other files as they were; and what must hold of it."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from experiments.study import Study, StudyError, StudyFault, pages, parts
from experiments.study.copying import STUDIES
from experiments.study.csv_tables import ReadTable, read_table
from experiments.study.documents import Document, read_document
from experiments.study.files import StudyFiles
from experiments.study.money import read_money
from experiments.study.parts import Part
from experiments.study.study import DEMAND, LAND_KEY, LAND_RULES, SERVICES_KEY
from networks import power_faults
from networks.power_reading import NetText, net_text
from networks.registry import SERVICES, SYSTEMS
from sim.table import TableShape
from tests.experiments.study import small_money, small_study
from tests.faults.mutants import Choices, mutant

COUNTY = STUDIES / "county"
HARMLESS = tuple(str(Path(place).resolve()) for place in {sys.prefix, sys.base_prefix, Path(__file__).parents[2]})
"""Where Python itself reads modules, and where Headroom's own tables lie."""


class BrokenPromiseError(AssertionError):
    """A file with a mistake was neither read nor refused as it should be."""


class Watch:
    """What is opened, made or started on the disk while somebody watches.

    Attributes
    ----------
    within
        The only folder where files may be opened; None while nobody watches.
    seen
        What was touched elsewhere.
    """

    def __init__(self) -> None:
        self.within: str | None = None
        self.seen: list[str] = []
        sys.addaudithook(self._heard)

    def _heard(self, event: str, given: tuple) -> None:
        if self.within is None:
            return
        if event == "open":
            path, mode, _ = given
            if isinstance(path, int):
                return
            place, reads = str(path if isinstance(path, str) else path.decode()), mode in ("r", "rb", None)
            if not place.startswith(self.within) and not (reads and place.startswith(HARMLESS)):
                self.seen.append(f"{event} {place!r} {mode}")
        elif event in ("os.system", "subprocess.Popen", "os.exec", "os.remove", "os.rename", "os.mkdir", "os.symlink",
                       "socket.connect"):
            self.seen.append(f"{event} {given!r}")

    @contextmanager
    def over(self, folder: Path) -> Iterator[None]:
        """Watch while a study in a folder is read."""
        self.within, self.seen = str(folder), []
        try:
            yield
        finally:
            self.within = None
        if self.seen:
            raise BrokenPromiseError(f"touched: {self.seen}")


@cache
def watch() -> Watch:
    """Return the one watch of this process: Python never lets go of it."""
    return Watch()


class Mutants:
    """The files of two studies, one of them mutated at a time.

    Parameters
    ----------
    folder
        A folder for the file that is read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._county = Study.read(COUNTY)
        self._assets = frozenset([*self._county.park.standing, *(
            asset for project in self._county.projects.values() for asset in project.assets)])
        self._needs = frozenset(need for system in self._county.systems().values() for need in system.needs)
        self._parts = {name: Part(place, StudyFiles(COUNTY, COUNTY)) for name, place in {
            **SYSTEMS, "demand": DEMAND, SERVICES_KEY: SERVICES, LAND_KEY: LAND_RULES}.items()}
        self.tables = [(name, key) for name, part in self._parts.items() for key, read in part._read.items()
                       if (COUNTY / part._kind.shapes[key].file).exists()]
        small_study.written(folder / "small", {})
        self.documents = [name for name in small_study.FILES if name.endswith(".yaml")]

    def names(self) -> list[str]:
        """Return the files that are mutated, in order."""
        # Tables twice: there are many, and they are read faster than YAML.
        return [*(f"table {name} {key}" for name, key in self.tables * 2), *(f"page {name}" for name in self.documents),
                "money"]

    def raw(self, name: str) -> bytes:
        """Return a file before its mistake."""
        kind, *rest = name.split()
        if kind == "table":
            return (COUNTY / self._parts[rest[0]]._kind.shapes[rest[1]].file).read_bytes()
        return (small_money.MONEY if kind == "money" else small_study.FILES[rest[0]]).encode()

    def check(self, name: str, raw: bytes) -> bool:
        """Read a file with a mistake; return whether it was valid all the same, and raise where a promise breaks."""
        kind, *rest = name.split()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", FutureWarning)
            if kind == "table":
                return self._check_table(*rest, raw)
            return self._check_money(raw) if kind == "money" else self._check_page(rest[0], raw)

    def _check_table(self, name: str, key: str, raw: bytes) -> bool:
        sound = self._parts[name]
        shape = sound._kind.shapes[key]
        place = self._placed("one", shape.file, raw)
        power_faults.net_text = _net_read_once
        files = StudyFiles(place, Path("STUDY"))
        part = object.__new__(Part)
        part._kind, part._files, part.is_consistent = sound._kind, files, False
        with watch().over(place):
            read = read_table(files, shape)
            part._read = {**sound._read, key: read}
            further: dict[str, object] = {"needs": self._needs} if name == SERVICES_KEY else {}
            part.check(self._county.park.areas, assets=self._assets, **further)
            if not files.faults:
                check_numbers(read, shape)
                self._build(name, part)
        # What is missed in another table has a line of that one.
        check_faults([fault for fault in files.faults if fault.place.endswith(shape.file)], raw)
        if not files.faults and not part.is_consistent:
            raise BrokenPromiseError("it is neither consistent nor told why")
        return not files.faults

    def _build(self, name: str, part: Part) -> None:
        areas = self._county.park.areas
        if name == SERVICES_KEY:
            part._kind.systems(part.tables, areas)
        elif name == "demand":
            part._kind.from_tables(part.tables, areas, seed=1, horizon_months=24, start=self._county.start,
                                   project_times=self._county.times, project_costs=self._county.costs)
        else:
            part._kind.from_tables(part.tables, areas)

    def _check_money(self, raw: bytes) -> bool:
        place = self._placed("money", "money.yaml", raw)
        files = StudyFiles(place, Path("STUDY"))
        with watch().over(place):
            terms = read_money(files, **small_money.NAMES)
        check_faults(files.faults, raw)
        if (terms is None) != bool(files.faults):
            raise BrokenPromiseError("it is neither read nor told why")
        return not files.faults

    def _check_page(self, name: str, raw: bytes) -> bool:
        place = self._folder / "small"
        (place / name).write_bytes(raw)
        try:
            with watch().over(place), _other_files_read_once():
                small_study.read(place)
        except StudyError as error:
            if not error.faults:
                raise BrokenPromiseError("it is refused and nothing is told") from error
            # A name that is gone is missed by other files.
            check_faults([fault for fault in error.faults if fault.place.endswith(name)], raw)
            return False
        finally:
            (place / name).write_text(small_study.FILES[name], encoding="utf-8", newline="")
        return True

    def _placed(self, folder: str, file: str, raw: bytes) -> Path:
        place = self._folder / folder
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes(raw)
        return place


@contextmanager
def _other_files_read_once() -> Iterator[None]:
    # The page with the mistake is read as always; the others would take most of the time.
    def page(files: StudyFiles, file: str) -> Document | None:
        text = files.text(file)
        return _sound_page(file) if text is not None and text == small_study.FILES.get(file) else read_document(
            files, file)

    pages.read_document, parts.read_table = page, lambda _, shape: _sound_table(shape)
    try:
        yield
    finally:
        pages.read_document, parts.read_table = read_document, read_table


def _net_read_once(text: str) -> NetText:
    return _sound_net() if text == _sound_net_text() else net_text(text)


@cache
def _sound_net_text() -> str:
    return (COUNTY / "power" / "net.json").read_text(encoding="utf-8")


@cache
def _sound_net() -> NetText:
    return net_text(_sound_net_text())


@cache
def _sound_page(file: str) -> Document | None:
    return read_document(StudyFiles(Path("nowhere"), Path("nowhere"), texts=small_study.FILES), file)


_sound_tables: dict[str, ReadTable | None] = {}


def _sound_table(shape: TableShape) -> ReadTable | None:
    if shape.file not in _sound_tables:
        _sound_tables[shape.file] = read_table(
            StudyFiles(Path("nowhere"), Path("nowhere"), texts=small_study.FILES), shape)
    return _sound_tables[shape.file]


def check_numbers(read: ReadTable | None, shape: TableShape) -> None:
    """Raise where a table that passes holds what is no number, or text that acts."""
    if read is None or isinstance(read.table, str):
        return
    for column in shape.columns:
        values = read.table[column.name]
        if column.kind in ("number", "integer"):
            is_open = column.optional and column.default is None
            given = values.dropna() if is_open else values
            if not given.map(lambda value: abs(float(value)) < float("inf")).all():
                raise BrokenPromiseError(f"{column.name} holds {list(values)}")
        elif not all(isinstance(value, str) and value.isprintable() or "\xa0" in value or "\u3000" in value
                     for value in values):
            raise BrokenPromiseError(f"{column.name} holds {list(values)!r}")


def check_faults(faults: list[StudyFault], raw: bytes) -> None:
    """Raise where a fault has no place, a line that is not there, or words that act."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for fault in faults:
        told = str(fault)
        if not fault.place or not told.isprintable() and "\xa0" not in told and "\u3000" not in told:
            raise BrokenPromiseError(f"told without a place or with words that act: {told!r}")
        if fault.line is not None and not 1 <= fault.line <= lines:
            raise BrokenPromiseError(f"line {fault.line} of {lines}: {told}")
        if len(told) > 3000 + 2 * len(fault.place):
            raise BrokenPromiseError(f"told in {len(told)} characters: {told[:200]}")


def check_choices(mutants: Mutants, drawn: bytes) -> bool:
    """Make one mutant of a file from bytes of choice, read it, and return whether it was valid."""
    choices = Choices(drawn)
    name = choices.one(mutants.names())
    raw = mutant(mutants.raw(name), choices)
    try:
        return mutants.check(name, raw)
    except BrokenPromiseError:
        raise
    except Exception as error:
        raise BrokenPromiseError(f"{name}: {type(error).__name__}: {error}\nin {raw[:3000]!r}") from error
