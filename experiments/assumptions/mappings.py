"""The numbers of a YAML file that stand beside their source, or within a mapping that does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from experiments.assumptions.number import BOUNDS, PROOF, Number, unit_in, unit_of
from experiments.study.documents import Document, Path

VALUE = "value"
WORDS = ("name", "label", "label_zh", "unit", *PROOF)
"""Keys that name a mapping or prove it."""


@dataclass(frozen=True)
class _Around:
    """What stands around a value: its names, and the proof that holds for it."""

    names: tuple[str, ...] = ()
    proof: tuple[str, str] | None = None
    cells: tuple[tuple[str, str], ...] = ()

    def within(self, name: str) -> "_Around":
        return _Around((*self.names, name), self.proof, self.cells)

    def beside(self, mapping: Mapping[str, Any]) -> "_Around":
        words = tuple((key, value) for key, value in mapping.items() if isinstance(value, str))
        proven = all(isinstance(mapping.get(key), str) for key in PROOF)
        proof = (mapping["source"], mapping["confidence"]) if proven else self.proof
        return _Around(self.names, proof, (*self.cells, *words))


def document_numbers(document: Document) -> Iterator[Number]:
    """Yield the numbers of a YAML file that have a source, in the order of the file.

    Parameters
    ----------
    document
        What the file says, and where.
    """
    yield from _numbers(document.value, document, path=(), around=_Around())


def _numbers(value: Any, document: Document, *, path: Path, around: _Around) -> Iterator[Number]:
    if isinstance(value, list):
        for at, item in enumerate(value):
            # An item of a list is called by its name, or by its place.
            name = item.get("name") if isinstance(item, dict) else None
            yield from _numbers(item, document, path=(*path, at), around=around.within(str(name or at + 1)))
    elif isinstance(value, dict):
        yield from _of_mapping(value, document, path=path, around=around.beside(value))
    elif _is_number(value) and around.proof is not None:
        yield _number(around.names, ("", value, ""), document, line=document.line(*path), around=around)


def _of_mapping(mapping: Mapping[str, Any], document: Document, *, path: Path, around: _Around) -> Iterator[Number]:
    proven = around.proof is not None and all(key in mapping for key in PROOF)
    found = []
    taken: set[str] = set()
    if around.proof is not None:
        for key in mapping:
            start = key.removesuffix("typical")
            if key.endswith("typical") and _is_number(mapping[key]):
                bounds = [mapping.get(f"{start}{end}") for end in BOUNDS]
                names = around.names if not start else (*around.names, start.rstrip("_"))
                found.append(_number(names, bounds, document, line=document.line(*path, key), around=around))
                taken |= {f"{start}{end}" for end in BOUNDS}
    for key, value in mapping.items():
        if key not in taken:
            inner = around if key == VALUE else around.within(key)
            found += _numbers(value, document, path=(*path, key), around=inner)
    if not found and proven:
        chosen = next((key for key, value in mapping.items() if isinstance(value, str) and key not in WORDS), "")
        found = [_number((*around.names, chosen), ("", mapping.get(chosen, ""), ""), document,
                         line=document.line(*path), around=around)]
    yield from found


def _number(names: tuple[str, ...], bounds: Any, document: Document, *, line: int, around: _Around) -> Number:
    source, confidence = around.proof or ("", "")
    cells = dict(around.cells)
    low, typical, high = ("" if bound is None else f"{bound:.12g}" if _is_number(bound) else str(bound)
                          for bound in bounds)
    quantity = names[-1] if names else document.file
    # The first name is the whole list's (``projects``), which the file's own name tells.
    subject = " ".join(names[1:-1] if len(names) > 2 else names[:-1])
    return Number(document.file, line, subject, quantity, low, typical, high,
                  cells.get("unit") or _unit(names), source, confidence, cells=cells)


def _unit(names: tuple[str, ...]) -> str:
    # Of prices by need (tariff_wan_per_unit_a: sewage_m3_per_d: ...) the outer name tells the unit; of a list too.
    rates = [unit for name in names if "_per_" in name and (unit := unit_in(name))]
    listed = [unit for name in names if names[-1].isdecimal() and (unit := unit_in(name))]
    return next(iter([*rates, *listed]), unit_of(names[-1]) if names else "-")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
