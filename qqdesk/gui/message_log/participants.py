"""Names and faces of the people in a conversation."""

from typing import Protocol

from qqdesk.domain.contact import Contact, Me
from qqdesk.worker.messenger import Messenger


class Names(Protocol):
    """The names of people by number. `me` is my number."""

    @property
    def me(self) -> int: ...

    def name(self, number: int) -> str: ...

    def public_name(self, number: int) -> str: ...


class Participants:
    """I, the people of the roster, and the members of rooms."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    @property
    def me(self) -> int:
        return self._messenger.me.number

    def _person(self, number: int) -> Contact | Me:
        me = self._messenger.me
        return me if number == me.number else self._messenger.rooms.person(number)

    def name(self, number: int) -> str:
        """Return the name for headings and screen readers."""
        return self._person(number).name

    def public_name(self, number: int) -> str:
        """Return the name without my remark, for quotes and copies that others may read."""
        person = self._person(number)
        return person.public_name if isinstance(person, Contact) else person.name

    def face(self, number: int) -> int:
        return self._person(number).face
