"""Takes back what was done to groups: who was where, and in which order the groups were."""

from collections.abc import Iterable

from qqdesk.worker.messenger import Messenger


class BookUndo:
    """How it was with these people when this was made."""

    def __init__(self, messenger: Messenger, numbers: Iterable[int]) -> None:
        self._messenger = messenger
        self._names = [name for name in messenger.book.group_names() if name]
        self._where: dict[str, list[int]] = {}
        for number in numbers:
            self._where.setdefault(messenger.roster.get(number).group, []).append(number)

    def take_back(self) -> None:
        """What was made since and is empty then goes; what came otherwise in the meantime stays."""
        book = self._messenger.book
        for name in self._names:
            if name not in book.group_names():
                book.add_group(name)
        for name, numbers in self._where.items():
            book.move_to_group(numbers, name)
        lived_in = {contact.group for contact in self._messenger.roster}
        for name in book.group_names():
            if name and name not in self._names and name not in lived_in:
                book.delete_group(name)
        book.order_groups(self._names)
