"""Undo for changes of groups: membership and order."""

from collections.abc import Iterable

from qqdesk.worker.messenger import Messenger


class GroupUndo:
    """Stores the groups of these people at construction."""

    def __init__(self, messenger: Messenger, numbers: Iterable[int]) -> None:
        self._messenger = messenger
        self._names = [name for name in messenger.contact_notes.group_names() if name]
        self._where: dict[str, list[int]] = {}
        for number in numbers:
            self._where.setdefault(messenger.roster.get(number).group, []).append(number)

    def revert(self) -> None:
        """Restore membership and order. Delete groups made since that are empty; keep all else that changed."""
        notes = self._messenger.contact_notes
        for name in self._names:
            if name not in notes.group_names():
                notes.add_group(name)
        for name, numbers in self._where.items():
            notes.move_to_group(numbers, name)
        lived_in = {contact.group for contact in self._messenger.roster}
        for name in notes.group_names():
            if name and name not in self._names and name not in lived_in:
                notes.delete_group(name)
        notes.order_groups(self._names)
