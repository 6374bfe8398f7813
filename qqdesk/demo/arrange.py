"""The list of who looks at the demo, sorted into groups."""

from qqdesk.demo.world import Ready
from qqdesk.worker.messenger import Messenger


def arrange_list(messenger: Messenger, ready: Ready) -> None:
    """Move everybody into the group that the cast says."""
    for number, group in ready.groups.items():
        messenger.contact_notes.move_to_group([number], group)
