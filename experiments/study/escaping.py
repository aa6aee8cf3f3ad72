"""Text of somebody else's, made harmless where it is shown: in a terminal, in a spreadsheet, in the name of a file."""

import re

from sim.table import unprintable

FORMULA = re.compile(r"[=+\-@\t\r\n]")
"""How text begins that a spreadsheet takes for a formula."""

PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")
"""A plan with levers has its pluses."""


def visible(text: str) -> str:
    r"""Return a text with every character that would act written out.

    Parameters
    ----------
    text
        One line or several.

    Examples
    --------
    >>> visible("plans/\x1b[31mred.yaml: \u202e南区\n")
    'plans/\\x1b[31mred.yaml: \\u202e南区\n'
    """
    if text.isprintable():
        return text
    return "".join(letter if letter == "\n" or not unprintable(letter) else
                   letter.encode("unicode_escape", "surrogatepass").decode() for letter in text)


def inert_cell(text: str) -> str:
    """Return a cell of text that no spreadsheet takes for a formula.

    Parameters
    ----------
    text
        The cell; a number told as text stays as it is.

    Examples
    --------
    >>> inert_cell("=1+1"), inert_cell("@sum"), inert_cell("-0.5"), inert_cell("-"), inert_cell("a=b")
    ("'=1+1", "'@sum", '-0.5', '-', 'a=b')
    """
    if len(text) < 2 or not FORMULA.match(text) or PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def is_file_name(name: str) -> bool:
    """Tell whether a name, without an ending, can lead to no other folder."""
    return FILE_NAME.fullmatch(name) is not None
