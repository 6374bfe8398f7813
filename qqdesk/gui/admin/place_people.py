"""The people of the place in their order, and the texts of their rows."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QObject

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.invite.invitation_texts import short_day
from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.shared.texts import clock_text, date_text, moment_text
from qqdesk.protocol.admin_commands import Person
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger

translate = QCoreApplication.translate


class PlacePeople(QObject):
    """Contacts by number, for the search index, and the people in the order of the windows: administrators first, then
    by name."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._order = NameOrder()
        self._contacts: dict[int, Contact] = {}
        self._administrators: set[int] = set()
        self._sorted: list[int] = []
        self.in_order: list[Person] = []

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._contacts.values())

    def __contains__(self, number: int) -> bool:
        return number in self._contacts

    def get(self, number: int) -> Contact:
        """Return a person with my remark."""
        return self._contacts[number]

    def update(self) -> set[int]:
        """Read the people of the last reply. Return the numbers of new, changed and missing people.

        Contacts that did not change, and the order of the same names, are kept: there may be 10,000 people.
        """
        people = self._messenger.admin.people
        before, self._contacts = self._contacts, {}
        changed = set[int]()
        for person in people:
            contact, remark = before.get(person.number), self._remark(person.number)
            if contact is None or contact.nickname != person.nickname or contact.remark != remark:
                contact = Contact(person.number, person.nickname, remark=remark)
                changed.add(person.number)
            self._contacts[person.number] = contact
        changed |= before.keys() - self._contacts.keys()
        administrators = {person.number for person in people if person.is_admin}
        if changed or administrators != self._administrators:
            self._administrators = administrators
            self._order.learn(contact.name for contact in self)
            self._sorted = sorted(self._contacts, key=self._sort_key)
        by_number = {person.number: person for person in people}
        self.in_order = [by_number[number] for number in self._sorted]
        return changed

    def _remark(self, number: int) -> str:
        roster = self._messenger.roster
        return roster.get(number).remark if number in roster else ""

    def _sort_key(self, number: int) -> tuple[bool, int, int]:
        return number not in self._administrators, self._order.rank(self._contacts[number].name), number

    def describe(self, person: Person) -> RowLook:
        aside = _administrator_text() if person.is_admin else ""
        if person.banned:
            aside = _banned_text()
        return RowLook(
            self.get(person.number).name,
            cells=(str(person.number), seen_text(person), aside),
            picture=person.face,
            owner=person.number,
            status=self._status(person),
            is_bad=bool(person.banned),
        )

    def _status(self, person: Person) -> Status:
        """Return the status that my list shows, if the person is here."""
        if not person.is_present:
            return Status.OFFLINE
        roster, me = self._messenger.roster, self._messenger.me
        known = me.shown_status if person.number == me.number else roster.get(person.number).status
        return known if known in (Status.AWAY, Status.BUSY) else Status.ONLINE

    def samples(self) -> Sequence[Sequence[str]]:
        """Return the widest texts of each column."""
        longest = max((len(str(number)) for number in self._contacts), default=1)
        today = QDate.currentDate()
        evening = today.addDays(-1).endOfDay().toMSecsSinceEpoch()
        long_ago = _date_text(QDate(today.year() - 1, 12, 28))
        return (
            ("0" * longest,),
            (_here_text(), _never_text(), moment_text(evening), long_ago),
            (_administrator_text(), _banned_text()),
        )


def _administrator_text() -> str:
    return translate("PlacePeople", "Administrator")


def _banned_text() -> str:
    return translate("PlacePeople", "Banned")


def _here_text() -> str:
    return translate("PlacePeople", "Here now")


def _never_text() -> str:
    return translate("PlacePeople", "Not yet here")


def seen_text(person: Person) -> str:
    """Return when a person was last signed in."""
    if person.is_present:
        return _here_text()
    if not person.seen:
        return _never_text()
    day, today = QDateTime.fromMSecsSinceEpoch(person.seen).date(), QDate.currentDate()
    if day == today:
        return clock_text(person.seen)
    if day == today.addDays(-1):
        return moment_text(person.seen)
    if day.year() == today.year():
        return short_day(person.seen)
    return _date_text(day)


def _date_text(day: QDate) -> str:
    return date_text(day)
