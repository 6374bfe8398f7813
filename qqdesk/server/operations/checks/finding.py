"""What a check finds."""

from dataclasses import dataclass

from qqdesk.protocol.admin_commands import Care


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and its remedy, in sentences. A note may be intended by the operator."""

    text: str
    care: Care = Care.OTHER
    is_note: bool = False
