"""How the park is run: who admits, which systems hold, how approval works."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

ApprovalMode = Literal["serial", "one_meeting"]
Criterion = Literal["normal", "firm"]
"""What a system is judged by: the whole of it, or what is left after the loss of any one element."""


@dataclass(frozen=True)
class Office:
    """One station of the approval chain.

    Parameters
    ----------
    name
        What it is called.
    cases_at_once
        Cases it handles at the same time.
    share
        Its share of the official handling time [-]; the shares of a chain add up to 1.
    """

    name: str
    cases_at_once: int
    share: float


@dataclass(frozen=True)
class Reforms:
    """What assets change at the approval desk; an asset is a measure that a project brings about.

    Parameters
    ----------
    one_meeting
        Assets with any of which new applications are handled at one meeting.
    saved_share
        By asset: share of the official time of an application that it saves [-]; several multiply what remains.
    """

    one_meeting: frozenset[str] = frozenset()
    saved_share: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """The rules of one study.

    Parameters
    ----------
    holds
        For each system, true where it keeps an enterprise waiting that does not fit, false where it only warns.
    approval
        ``serial`` (one office after the other) or ``one_meeting`` (all at one table).
    offices
        The chain of offices by approval mode.
    criterion
        What a system is judged by; normal where nothing is said.
    feedback
        Whether what the park lacks and owes reaches back to who comes, what is built and how fast applications pass;
        without it the same prospects come under every plan, every project begins when its plan says, its works close
        nothing while they last, and no service relieves another system.
    """

    holds: Mapping[str, bool]
    approval: ApprovalMode
    offices: Mapping[str, tuple[Office, ...]]
    criterion: Mapping[str, Criterion] = field(default_factory=dict)
    feedback: bool = True

    def connect(self) -> "Policy":
        """Return the policy under which everyone connects and every system warns: pure demand, pure capacity."""
        # A shortage that keeps enterprises away would hide a part of what they ask.
        return replace(self, holds=dict.fromkeys(self.holds, False), feedback=False)
