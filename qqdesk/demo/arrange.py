"""The list of who looks at the demo, sorted into groups."""

from qqdesk.demo.world import Ready
from qqdesk.worker.messenger import Messenger


def arrange_list(messenger: Messenger, ready: Ready) -> None:
    """Everybody on it into the group that the cast says."""
    for group in dict.fromkeys(ready.groups.values()):
        messenger.book.add_group(group)
    for number, group in ready.groups.items():
        messenger.book.move_to_group([number], group)
