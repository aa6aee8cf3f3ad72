"""The files of a study folder: read once, as text, with a hash and every fault on the way."""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from experiments.study.faults import StudyFault

MOST_BYTES = 32 * 2**20
"""Size of a file [byte]; a million rows fit in, and what is larger was not meant for a study."""


class StudyFiles:
    """A study folder while it is read.

    Parameters
    ----------
    folder
        The folder.
    shown
        The folder as its author would type it; begins every fault.
    texts
        Content of files that have been read before and are not read again, by path inside the folder.
    """

    def __init__(self, folder: Path, shown: Path, *, texts: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._shown = shown
        self._faults: list[tuple[str, StudyFault]] = []
        self._texts: dict[str, str | None] = dict(texts or {})
        self._hashes: dict[str, str] = {}

    @property
    def faults(self) -> list[StudyFault]:
        """All faults so far, file by file in the order of reading, then by line."""
        order = {file: at for at, file in enumerate(self._texts)}
        ranked = sorted(self._faults, key=lambda pair: (order.get(pair[0], len(order)), pair[1].line or 0))
        return list(dict.fromkeys(fault for _, fault in ranked))

    @property
    def texts(self) -> Mapping[str, str]:
        """Content of every file that could be read, by path inside the folder."""
        return {file: text for file, text in self._texts.items() if text is not None}

    @property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of the text of every file read; the same however its lines end."""
        return dict(sorted(self._hashes.items()))

    def fault(self, file: str, line: int | None, message: str) -> None:
        """Take note of a fault.

        Parameters
        ----------
        file
            Path inside the folder.
        line
            Line of the file, the first is 1; None for the whole file.
        message
            What is wrong.
        """
        self._faults.append((file, StudyFault((self._shown / file).as_posix(), line, message)))

    def faulty(self, file: str) -> bool:
        """Return whether a file has a fault so far."""
        return any(file == where for where, _ in self._faults)

    def exists(self, file: str) -> bool:
        """Return whether something of that name lies in the folder, even a link that leads nowhere."""
        return os.path.lexists(self.folder / file)

    def is_folder(self, folder: str) -> bool:
        """Return whether a folder of that name lies in the folder."""
        return (self.folder / folder).is_dir()

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies in a folder inside the study folder, in order; nothing where there is none.

        Parameters
        ----------
        folder
            Path inside the folder.
        """
        place = self.folder / folder
        if not self._is_inside(folder, place) or not place.is_dir():
            return []
        try:
            return sorted(entry.name for entry in place.iterdir())
        except OSError as error:
            self.fault(folder, None, f"cannot be read: {error.strerror}")
            return []

    def text(self, file: str) -> str | None:
        """Return a file's text with plain line ends, or nothing where it cannot be read.

        Parameters
        ----------
        file
            Path inside the folder.
        """
        if file not in self._texts:
            self._texts[file] = self._read(file)
        return self._texts[file]

    def _is_inside(self, file: str, place: Path) -> bool:
        # A study is somebody else's folder: what it links to may be anything of the reader's.
        try:
            is_inside = place.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):
            self.fault(file, None, "is a link that leads in a circle; put the file itself there")
            return False
        if not is_inside:
            self.fault(file, None, "leads out of the study's folder by a link; put the file itself there")
        return is_inside

    def _read(self, file: str) -> str | None:
        place = self.folder / file
        if not self._is_inside(file, place):
            return None
        try:
            told = place.stat()
            if not (S_ISREG(told.st_mode) or S_ISDIR(told.st_mode)):
                self.fault(file, None, "is a device or a pipe; put a file there")
                return None
            if told.st_size > MOST_BYTES:
                self.fault(file, None, f"has {told.st_size:,} bytes; {MOST_BYTES:,} are allowed")
                return None
            raw = place.read_bytes()
        except FileNotFoundError:
            self.fault(file, None, "is missing; `headroom new DIR` makes a complete study to compare with")
            return None
        except OSError as error:
            self.fault(file, None, f"cannot be read: {error.strerror}")
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # Counted up to the first byte that is no UTF-8; a spreadsheet's own encoding is the usual reason.
            line = raw[:error.start].count(b"\n") + 1
            self.fault(file, line, "is not UTF-8 text; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in text:
            line = text[:text.index("\0")].count("\n") + 1
            self.fault(file, line, "holds a zero byte, so it is no text; save it again as UTF-8")
            return None
        self._hashes[file] = sha256(text.encode()).hexdigest()
        return text
