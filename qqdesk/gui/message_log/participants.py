"""Names and faces of the people in a conversation."""

from typing import Protocol

from qqdesk.worker.messenger import Messenger


class Participants(Protocol):
    def name(self, number: int) -> str:
        """Return the name for headings and screen readers."""

    def public_name(self, number: int) -> str:
        """Return the name without my remark, for quotes and copies that others may read."""

    def face(self, number: int) -> int: ...


class RosterParticipants:
    """Names and faces from the roster, and my own."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def name(self, number: int) -> str:
        me = self._messenger.me
        return me.name if number == me.number else self._messenger.roster.get(number).name

    def public_name(self, number: int) -> str:
        me = self._messenger.me
        return me.name if number == me.number else self._messenger.roster.get(number).public_name

    def face(self, number: int) -> int:
        me = self._messenger.me
        return me.face if number == me.number else self._messenger.roster.get(number).face
