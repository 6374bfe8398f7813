"""What the facade keeps in the main thread: people, conversations, and the signals' pace."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.book import Noted
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation import MOST, Conversation
from qqdesk.domain.message import Message
from qqdesk.domain.roster import Roster
from qqdesk.history.store import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.profile import Profile
from qqdesk.worker.api import RosterChange
from qqdesk.worker.drafts import DraftKeeper
from qqdesk.worker.people import listing_changes, new_contact, seen_status
from qqdesk.worker.presence import PresenceKeeper
from qqdesk.worker.tasks import Listing, People

GATHER_S = 0.15
SHOWN = 200
"""How many of the latest messages a conversation begins with, where no more than that are unread."""
BEFORE_UNREAD = 20
"""So many stand above the first one that is unread."""
MOST_SHOWN = MOST
"""Where more are unread, what is earlier than these is loaded when somebody goes there."""
_HIDDEN = "hidden strangers"
"""The note with their numbers."""


class RosterKeeper(QObject):
    """The roster, and the changes of it that are told together."""

    def __init__(
        self,
        roster: Roster,
        tell: Callable[[RosterChange], None],
        presence: PresenceKeeper,
        notes: DraftKeeper,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._notes = notes
        self._roster = roster
        self._presence = presence
        self._tell = tell
        self._noted: dict[int, Noted] = {}
        """What there is in the book of somebody, on the list or not."""
        self._changed: set[int] = set()
        self._everything = False
        self._told_at = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell_now)

    def clear(self) -> None:
        self._roster.fill(())
        self._noted = {}
        self._changed = set()
        self._everything = False
        self._timer.stop()

    def begin(self, people: "People") -> None:
        """The list, with remembered names and faces, and strangers there is a conversation with."""
        self._noted = dict(people.noted)
        self._roster.fill(people.contacts)
        for number in _read_numbers(self._notes.note(_HIDDEN)):
            contact = self._roster.get(number)
            if contact.stranger and number in self._roster:
                self._roster.put(replace(contact, hidden=True))
        self._presence.take_list(self._roster.listed())

    def _new(self, number: int, nickname: str = "", face: int = 0) -> Contact:
        return new_contact(number, self._noted.get(number), nickname, face)

    def take_listing(self, listing: "Listing") -> None:
        """Only who is not as they were is made anew: of 10,000 that takes some milliseconds."""
        changes = listing_changes(listing, self._roster, self._noted)
        for _, now in changes:
            self._roster.put(now)
        self._presence.take_list(self._roster.listed())
        if changes:
            self.tell_everything()

    def lose_sight(self) -> None:
        """The connection is lost: of nobody is known any more whether they are there."""
        self._presence.lose_sight()
        gone = [contact for contact in self._roster if contact.status is not Status.OFFLINE]
        for contact in gone:
            self._roster.put(replace(contact, status=Status.OFFLINE))
        if gone:
            self.tell_everything()

    def take_profiles(self, profiles: "Iterable[Profile]") -> None:
        for profile in profiles:
            self.change_profile(profile.number, profile.face, profile.nickname)

    def change_profile(self, number: int, face: int, nickname: str) -> None:
        """Show the nickname and the face; a negative face keeps the present one."""
        contact = self._roster.get(number)
        if number in self._roster:
            self.put(replace(contact, nickname=nickname, face=face if face >= 0 else contact.face))

    def set_status(self, number: int, code: int, at: int) -> bool:
        """True if this contact was offline and is not any more; `at` in milliseconds since 1970."""
        contact = self._roster.get(number)
        if number not in self._roster or contact.stranger:
            return False
        came = not contact.is_present
        changed = replace(contact, status=seen_status(code))
        self.put(changed)
        self._presence.take_news(changed, at)
        return came and self._roster.get(number).is_present

    def meet(self, number: int, nickname: str = "", face: int = 0) -> bool:
        """Somebody with whom there is a message now, and what is known of them; True if they are new here."""
        if number in self._roster:
            self.hide(number, hidden=False)
            return False
        self.put(self._new(number, nickname, face))
        return True

    def drop(self, number: int, *, keep: bool) -> None:
        """Off the list; `keep` leaves a stranger, for the messages there are with them. Whom I blocked I want to see,
        to let them write again."""
        contact = self._roster.get(number)
        self._presence.forget(number)
        if keep or contact.blocked:
            self.put(replace(contact, stranger=True, group="", status=Status.OFFLINE))
            self._save_hidden()
        elif self._roster.remove(number):
            self._changed.add(number)
            self._gather()

    def hide(self, number: int, *, hidden: bool) -> None:
        """Remove somebody from the list, or show them again. Strangers stay hidden until there is a new message."""
        contact = self._roster.get(number)
        if number in self._roster and contact.hidden is not hidden:
            self.put(replace(contact, hidden=hidden))
            self._save_hidden()

    def _save_hidden(self) -> None:
        numbers = sorted(contact.number for contact in self._roster if contact.hidden)
        self._notes.set_note(_HIDDEN, json.dumps(numbers))

    def note(self, changes: Mapping[int, Noted]) -> None:
        """Other words stand in the book of these."""
        for number, noted in changes.items():
            self._noted[number] = noted
            if number in self._roster or noted.blocked:
                contact = self._roster.get(number)
                group = "" if contact.stranger else noted.group
                self.put(replace(contact, group=group, remark=noted.remark, blocked=noted.blocked))

    def noted(self, number: int) -> Noted:
        return self._noted.get(number, Noted())

    def noted_in(self, group: str) -> list[int]:
        """Everybody who is in this group, on the list or not."""
        return [number for number, noted in self._noted.items() if noted.group == group]

    def blocked(self) -> list[int]:
        return sorted(number for number, noted in self._noted.items() if noted.blocked)

    def put(self, contact: Contact) -> None:
        if self._roster.put(contact):
            self._changed.add(contact.number)
            self._gather()

    def nameless(self) -> list[int]:
        """Those whose name was never fetched."""
        return [contact.number for contact in self._roster if not contact.nickname]

    def _gather(self) -> None:
        if not self._timer.isActive():
            since = time.monotonic() - self._told_at
            self._timer.start(max(0, round((GATHER_S - since) * 1000)))

    @Slot()
    def _tell_now(self) -> None:
        self._told_at = time.monotonic()
        change = RosterChange(frozenset(self._changed), self._everything)
        self._changed = set()
        self._everything = False
        self._tell(change)

    def tell_everything(self) -> None:
        self._everything = True
        self._gather()

    def settle(self) -> None:
        """What was gathered is told by other means: the whole roster is new."""
        self._changed = set()
        self._everything = False
        self._timer.stop()


class ChatKeeper:
    """Conversations, and how much of each was not seen yet."""

    def __init__(self) -> None:
        self.history: History | None = None
        self._conversations: dict[int, Conversation] = {}
        self._unread: dict[int, int] = {}
        self._talked: dict[int, None] = {}
        """With whom there is a message, the latest last."""
        self._told_row = 0
        """The last received message that was told. Those behind it are stored, but their turn comes."""
        self._read: dict[int, int] = {}
        """Whose messages were read up to which row, where the disk does not say so yet."""

    def begin(
        self, history: "History", unread: Mapping[int, int], last_row: int, talked_with: Sequence[int] = ()
    ) -> None:
        self.clear()
        self.history = history
        self._unread = dict(unread)
        self._talked = dict.fromkeys(reversed(dict.fromkeys(talked_with)))
        self._told_row = last_row

    def clear(self) -> None:
        self.history = None
        self._conversations = {}
        self._unread = {}
        self._talked = {}
        self._read = {}

    def talk(self, number: int) -> None:
        """There is a new message with this contact."""
        self._talked.pop(number, None)
        self._talked[number] = None

    def talked_with(self) -> list[int]:
        """The latest first."""
        return list(reversed(self._talked))

    def is_known(self, number: int) -> bool:
        """Whether there are messages with this contact, or a chat that was opened."""
        return number in self._talked or number in self._conversations

    def part_with(self, number: int) -> bool:
        """Forget that there were messages with this contact, where there is none any more; False where there is one.
        Raises HistoryError."""
        if self.history is None or self.history.latest(number, 1):
            return False
        self._talked.pop(number, None)
        return True

    def conversation(self, number: int) -> Conversation:
        """Raises HistoryError, with the conversation made and empty."""
        found = self._conversations.get(number)
        if found is None:
            found = self._conversations[number] = Conversation(number)
            found.unread = self._unread.get(number, 0)
            if self.history is not None:
                for message in self.history.latest(number, self._first_count(number, self.history), self._told_row):
                    found.append(message)
        return found

    def _first_count(self, number: int, history: "History") -> int:
        """Enough for the first unread message to be there."""
        if not self._unread.get(number):
            return SHOWN
        wanted = history.count_from_unread(number, self._told_row) + BEFORE_UNREAD
        return min(max(SHOWN, wanted), MOST_SHOWN)

    def unread_counts(self) -> dict[int, int]:
        """Of everybody of whom there is something unread."""
        return {number: count for number, count in self._unread.items() if count}

    @property
    def told_row(self) -> int:
        return self._told_row

    def take_change(self, number: int, removed: Sequence[str]) -> int | None:
        """Messages of this contact were removed from the disk, or came among them: have here what is there. How many
        are unread now, if that changed. Raises HistoryError."""
        if self.history is None:
            return None
        self.write_read()
        count = self.history.count_unread(number, self._told_row)
        changed = count != self._unread.get(number, 0)
        self._set_unread(number, count)
        conversation = self._conversations.get(number)
        if conversation is not None and removed:
            conversation.remove(removed)
        elif conversation is not None:
            shown = self._first_count(number, self.history)
            conversation.replace(self.history.latest(number, shown, self._told_row))
        return count if changed else None

    @property
    def unread(self) -> int:
        return sum(self._unread.values())

    def receive(self, message: Message, row: int) -> int:
        """Take in a message that was stored as `row`; how many of this contact are unread now. A conversation that
        nobody has asked for stays in the history."""
        conversation = self._conversations.get(message.contact)
        self._told_row = max(self._told_row, row)
        if conversation is not None:
            conversation.append(message)
        self.talk(message.contact)
        return self._set_unread(message.contact, self._unread.get(message.contact, 0) + 1)

    def mark_read(self, number: int) -> bool:
        """True if anything was unread. `write_read` puts it on the disk."""
        if not self._unread.get(number):
            return False
        self._set_unread(number, 0)
        self._read[number] = self._told_row
        return True

    def write_read(self) -> bool:
        """Put on the disk what was read; True if there was anything. Raises HistoryError, and it is given up: it comes
        unread once more, at the next start."""
        read, self._read = self._read, {}
        if self.history is not None:
            for number, row in read.items():
                self.history.mark_read(number, row)
        return bool(read)

    def _set_unread(self, number: int, count: int) -> int:
        self._unread[number] = count
        if number in self._conversations:
            self._conversations[number].unread = count
        return count

    def change(self, message: Message) -> bool:
        """Take in a new state of a message of mine; False where a later one is known."""
        conversation = self._conversations.get(message.contact)
        known = conversation.find(message.key) if conversation is not None else None
        if known is not None and (known.state.value == "delivered" or known == message):
            return False
        if conversation is not None:
            conversation.change(message)
        return True


def _read_numbers(note: str) -> list[int]:
    """Return the numbers of a note; none if it is invalid."""
    try:
        numbers = json.loads(note or "[]")
    except ValueError:
        return []
    return [number for number in numbers if isinstance(number, int)] if isinstance(numbers, list) else []
