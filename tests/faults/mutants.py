"""Files of a study with a mistake in them, each made from a few bytes of choice: the same bytes, the same file."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

ODD_NUMBERS = (
    "nan", "NaN", "inf", "-inf", ".inf", ".nan", "Infinity", "1e400", "-1e400", "1e308", "1e-320", "-0", "-0.0", "0",
    "1", "-1", "2", "0.5", "1.0000001", "1e9", "1e17", "9007199254740993", "1_000", "1,5", "50 %", "0x10", "0o17", "٣",
    "３", "1３", "９" * 4, "9" * 400, "0" * 5000, "+1", ".5", "5.", "1e", "--1", "1 2", "½", "²")
ODD_WORDS = (
    "", " ", "null", "~", "true", "yes", "none", "[]", "{}", "[1, 2]", "{a: 1}", "=1+1", "@x", "+a", "../../x",
    "/etc/passwd", "C:\\x", "con", "a" * 2000, "\u202egpj", "\x1b[31m", "a\u200bb", "南区", "e\u0301", "\ufeff", "\x85",
    "\u2028", "\xa0", "\U0001f600", "\\ud800", "$\\frac{}$", "%s", "{0}", "*a", "&a x", "&a [*a]",
    "!!python/object/apply:os.system [x]", "<<", '"', "'", "#", "|", ">", "?", "-", "- a", ": ", "a: b", "2029-13",
    "0000-01", "9999-12", "2027-01", "２０２７-01", "absent", "never", "all", "_module",
    '{"_module": "os", "_class": "system", "_object": "x"}', "NULL", "#N/A")
ODD_BYTES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\x1b", b"\x7f", b"\r", b"\r\n", b"\n",
    b"\t", b",", b'"', b"'", b":", b"[", b"]", b"{", b"}", b"\\", b"%YAML 1.1\n---\n", b"---\n", b"...\n", b"\xb2\xe2",
    b"&a ", b"*a", b"[" * 300, b"{" * 300, b'"' * 3, b"\n" * 50)
TOKEN = re.compile(r"[^\s,:\[\]{}\"']+")
MOST_CHANGES = 3


class Choices:
    """Choices drawn from bytes; when they are used up, always the first one.

    Parameters
    ----------
    drawn
        The bytes.
    """

    def __init__(self, drawn: bytes) -> None:
        self._drawn, self._at = drawn, 0

    def below(self, most: int) -> int:
        """Return a whole number from 0 to below ``most``."""
        wanted = 1 if most <= 256 else 2
        taken = self._drawn[self._at:self._at + wanted]
        self._at += wanted
        return int.from_bytes(taken, "big") * most // 256**wanted if len(taken) == wanted else 0

    def one(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return things[self.below(len(things))]


def mutant(raw: bytes, choices: Choices) -> bytes:
    """Return a file with up to three mistakes."""
    for _ in range(1 + choices.below(MOST_CHANGES)):
        raw = choices.one(KINDS)(raw, choices)
    return raw


def _flipped(raw: bytes, choices: Choices) -> bytes:
    if not raw:
        return raw
    at = choices.below(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << choices.below(8))]) + raw[at + 1:]


def _cut(raw: bytes, choices: Choices) -> bytes:
    return raw[:choices.below(len(raw) + 1)]


def _holed(raw: bytes, choices: Choices) -> bytes:
    at = choices.below(len(raw) + 1)
    return raw[:at] + raw[at + 1 + choices.below(40):]


def _stained(raw: bytes, choices: Choices) -> bytes:
    at = choices.below(len(raw) + 1)
    return raw[:at] + choices.one(ODD_BYTES) + raw[at:]


def _junk(_: bytes, choices: Choices) -> bytes:
    return bytes(choices.below(256) for _ in range(choices.below(60)))


def _lines(raw: bytes, choices: Choices) -> bytes:
    # A line that is given twice, left out, exchanged with another, or put elsewhere.
    lines = raw.split(b"\n")
    at, other = choices.below(len(lines)), choices.below(len(lines))
    kind = choices.below(4)
    if kind == 0:
        lines.insert(at, lines[at])
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines.insert(other, lines.pop(at))
    return b"\n".join(lines)


def _words(raw: bytes, choices: Choices) -> bytes:
    # A word or number that gives way to an odd one, or to another of the file.
    text = raw.decode("utf-8", "surrogateescape")
    found = list(TOKEN.finditer(text))
    if not found:
        return raw
    at = choices.one(found)
    kind = choices.below(3)
    new = choices.one(found).group() if kind == 0 else choices.one(ODD_NUMBERS if kind == 1 else ODD_WORDS)
    return (text[:at.start()] + new + text[at.end():]).encode("utf-8", "surrogateescape")


def _cells(raw: bytes, choices: Choices) -> bytes:
    # The file as rows of cells: a column or a cell that is lost, doubled, exchanged, odd.
    rows = [row.split(b",") for row in raw.split(b"\n")]
    row = choices.one(rows)
    at, other = choices.below(len(row)), choices.below(len(row))
    kind = choices.below(7)
    if kind == 0:
        row[at], row[other] = row[other], row[at]
    elif kind == 1:
        row[at] = b""
    elif kind == 2:
        row[at] = choices.one((*ODD_NUMBERS, *ODD_WORDS)).encode()
    elif kind == 3:
        further = choices.one(rows)
        row[at] = further[min(at, len(further) - 1)]
    elif kind == 4:
        rows = [[cell for place, cell in enumerate(cells) if place != at] for cells in rows]
    elif kind == 5:
        rows = [[*cells, cells[at] if at < len(cells) else b"x"] for cells in rows]
    else:
        for cells in rows[1:]:
            if max(at, other) < len(cells):
                cells[at], cells[other] = cells[other], cells[at]
    return b"\n".join(b",".join(cells) for cells in rows)


KINDS: tuple[Callable[[bytes, Choices], bytes], ...] = (
    _words, _cells, _words, _cells, _lines, _words, _cells, _flipped, _holed, _stained, _cut, _junk)
"""Those that keep a file's form are tried more often: they get further in."""
