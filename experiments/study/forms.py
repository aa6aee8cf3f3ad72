"""What the YAML files of a study may say: keys, types, ranges."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from demand.strata import Sampling
from sim.policy import ApprovalMode, Criterion
from sim.table import Confidence, unprintable

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"
MONTH_PATTERN = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
"""Digits are those of ASCII alone: months are compared as text."""

LONGEST_NAME = 64
"""Characters of a name [-], which becomes part of the names of files."""

LONGEST_TEXT = 1000
"""Characters of a label or a source [-]; what is longer is no label."""

LONGEST_HORIZON_MONTHS = 1200
"""A century [month]; beyond it a typing error is likelier than a plan."""

MOST_FUTURES = 1_000_000
"""More than any question needs [-]; beyond it a typing error is likelier than patience."""

HIGHEST_TRIGGER = 10.0
"""Utilisation [-] beyond which a trigger is rather told in percent."""


def _as_text(value: object) -> object:
    # A year alone is a number to YAML; told as text it is refused as what it is, a date without its month.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _readable(text: str) -> str:
    sign = unprintable(text)
    if sign:
        raise PydanticCustomError("unprintable", "{told}", {"told": readable_text(sign)})
    return text


def readable_text(sign: str) -> str:
    """Return what is allowed instead of a text with a character that acts instead of being read."""
    return f"text on one line without control characters (it holds U+{ord(sign):04X}; delete it)"


Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=LONGEST_NAME)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
                 AfterValidator(_readable)]
Month = Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=MONTH_PATTERN)]
LONGEST_MONTHS = 600
"""Half a century [month]; permits or works that last longer are a slip."""

Duration = Annotated[float, Field(ge=0, le=LONGEST_MONTHS)]


class Form(BaseModel):
    """A mapping with known keys; a number is a number and text is text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class OfficeForm(Form):
    """One office of an approval chain."""

    name: Text
    cases_at_once: Annotated[int, Field(ge=1)]
    share: Annotated[float, Field(ge=0, le=1)]
    source: Text
    confidence: Confidence


class OfficesForm(Form):
    """The chain of offices of each approval mode."""

    serial: Annotated[list[OfficeForm], Field(min_length=1)]
    one_meeting: Annotated[list[OfficeForm], Field(min_length=1)]


class PolicyForm(Form):
    """How the park is run."""

    holds: dict[str, bool]
    criterion: dict[str, Criterion] = {}
    approval: ApprovalMode
    feedback: bool = True
    offices: OfficesForm


class StudyForm(Form):
    """study.yaml."""

    name: Name
    label: Text
    start: Month
    horizon_months: Annotated[int, Field(ge=12, le=LONGEST_HORIZON_MONTHS, multiple_of=12)]
    futures: Annotated[int, Field(ge=1, le=MOST_FUTURES)]
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    baseline: Text
    plans: list[Text] = []
    systems: Annotated[list[Name], Field(min_length=1)] | None = None
    sampling: Sampling = "independent"
    until: Text = ""
    policy: PolicyForm


class AreaForm(Form):
    """One area of park.yaml."""

    name: Name
    label: Text
    label_zh: Text | None = None
    land_ha: Annotated[float, Field(ge=0)]
    power_bus: Text
    road_zone: Text
    sewer_manhole: Text
    source: Text
    confidence: Confidence


class ParkForm(Form):
    """park.yaml."""

    name: Name
    standing: list[Text]
    areas: Annotated[list[AreaForm], Field(min_length=1)]


class RangeForm(Form):
    """A duration of a project [month] with its range."""

    low: Duration
    typical: Duration
    high: Duration
    source: Text
    confidence: Confidence


class CostForm(Form):
    """The capital cost of a project [wan yuan] with its range; without one it is certain."""

    low: Annotated[float, Field(ge=0)] | None = None
    typical: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)] | None = None
    source: Text
    confidence: Confidence


class ProjectForm(Form):
    """One project of projects.yaml."""

    label: Text
    system: Text
    assets: Annotated[list[Text], Field(min_length=1)]
    after: list[Text] = []
    cost_wan_yuan: CostForm
    permit_months: RangeForm
    build_months: RangeForm


class ProjectsForm(Form):
    """projects.yaml."""

    projects: dict[Name, ProjectForm]


class TriggerForm(Form):
    """A start on a trigger."""

    trigger: Annotated[float, Field(gt=0, le=HIGHEST_TRIGGER)]
    months: Annotated[int, Field(ge=1)]
    system: Text | None = None
    kinds: list[Text] = []


class DateForm(Form):
    """A start on a date, or none at all."""

    start: Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=rf"{MONTH_PATTERN}|^never$")]


class PlanForm(Form):
    """One file of plans/: a difference from today, or from another plan.

    The starts are checked one by one, because each is either a month or a trigger.
    """

    label: Text
    like: Text | None = None
    starts: dict[str, object] = {}
