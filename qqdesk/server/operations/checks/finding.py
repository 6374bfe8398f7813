"""What a check finds."""

from dataclasses import dataclass

from qqdesk.protocol.admin_commands import IssueKind


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and its remedy, in sentences. A note may be intended by the operator."""

    text: str
    kind: IssueKind = IssueKind.OTHER
    is_note: bool = False
