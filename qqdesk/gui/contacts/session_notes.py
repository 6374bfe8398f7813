"""What this session has seen of each contact beside the list: since when they are what they are, what they say of
themselves, and what I wrote that is not sent yet."""

import time

from PySide6.QtCore import QObject, Slot

from qqdesk.domain.message import Message, MessageState
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase, ProfileAnswer, RosterChange
from qqdesk.worker.messenger import Messenger

_UNSENT = (MessageState.WAITING, MessageState.SENDING)
_MOST_ABOUT = 200


class SessionNotes(QObject):
    """Nothing is asked for: it keeps what comes by."""

    def __init__(self, messenger: Messenger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._statuses: dict[int, Status] = {}
        self._since: dict[int, int] = {}
        self._abouts: dict[int, str] = {}
        self._unsent: dict[int, set[str]] = {}
        messenger.roster_changed.connect(self._follow_roster)
        messenger.message_added.connect(self._follow_message)
        messenger.message_changed.connect(self._follow_message)
        messenger.profile_received.connect(self._follow_profile)
        messenger.signed_in.connect(self._begin)
        messenger.signed_out.connect(self.forget)

    def since(self, number: int) -> int:
        """When the status became what it is, milliseconds since 1970; 0 where that was not seen."""
        return self._since.get(number, 0)

    def about(self, number: int) -> str:
        """What they say of themselves; "" where no profile of theirs was looked at."""
        return self._abouts.get(number, "")

    def unsent(self, number: int) -> int:
        """How many messages to them wait."""
        return len(self._unsent.get(number, ()))

    @Slot()
    def _begin(self) -> None:
        self._since.clear()
        self._statuses = {contact.number: contact.status for contact in self._messenger.roster}

    @Slot()
    def forget(self) -> None:
        """Nothing of one account is left for the next."""
        for kept in (self._statuses, self._since, self._abouts, self._unsent):
            kept.clear()

    @Slot(object)
    def _follow_roster(self, change: RosterChange) -> None:
        """Of what changed while the server was away nobody knows when it did."""
        if self._messenger.connection.phase is not ConnectionPhase.CONNECTED:
            return
        roster, now = self._messenger.roster, time.time_ns() // 1_000_000
        numbers = [contact.number for contact in roster] if change.everything else change.numbers
        for number in numbers:
            status = roster.get(number).status
            known = self._statuses.get(number)
            if status is known:
                continue
            self._statuses[number] = status
            if known is None or change.everything:
                self._since.pop(number, None)
            else:
                self._since[number] = now

    @Slot(object)
    def _follow_message(self, message: Message) -> None:
        waiting = self._unsent.get(message.contact)
        if message.state in _UNSENT:
            self._unsent.setdefault(message.contact, set()).add(message.key)
        elif waiting is not None:
            waiting.discard(message.key)

    @Slot(object)
    def _follow_profile(self, answer: ProfileAnswer) -> None:
        profile = answer.profile
        self._abouts[profile.number] = " ".join(profile.about.split())[:_MOST_ABOUT]
