"""A YAML file of a study that fits its form, with the line of every value."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from experiments.study.documents import Document, read_document
from experiments.study.files import StudyFiles
from experiments.study.filling import filled
from experiments.study.forms import Form

F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Page(Generic[F]):
    """A file's content and its lines.

    Parameters
    ----------
    form
        What it says.
    document
        Where it says so.
    files
        The study folder; takes note of the faults.
    """

    form: F
    document: Document
    files: StudyFiles

    def fault(self, message: str, *path: str | int) -> None:
        """Take note of a fault.

        Parameters
        ----------
        message
            What is wrong.
        *path
            Where in the document.
        """
        self.files.fault(self.document.file, self.document.line(*path), message)


def read_page(form: type[F], files: StudyFiles, file: str) -> Page[F] | None:
    """Return a YAML file that fits a form, or nothing where it does not.

    Parameters
    ----------
    form
        What is allowed.
    files
        The study folder; takes note of the faults.
    file
        Path inside the folder.
    """
    document = read_document(files, file)
    content = filled(form, document, files=files)
    return None if document is None or content is None else Page(content, document, files)
