"""Who asks to be let in, as a list model."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from qqdesk.domain.contact import AddRequest
from qqdesk.domain.roster import Roster
from qqdesk.gui.people.person_card import display_name
from qqdesk.gui.people.person_list import Index, PersonRole
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.profile import Profile


class RequestsModel(QAbstractListModel):
    """Names and faces come from the roster, or from profiles that were asked for."""

    def __init__(self, roster: Roster, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roster = roster
        self._requests: list[AddRequest] = []
        self._profiles: dict[int, Profile] = {}

    def request(self, row: int) -> AddRequest | None:
        return self._requests[row] if 0 <= row < len(self._requests) else None

    def row_of(self, number: int) -> int:
        """-1 where this person asks for nothing."""
        return next((row for row, request in enumerate(self._requests) if request.number == number), -1)

    def name(self, number: int) -> str:
        profile = self._profiles.get(number)
        known = self._roster.get(number).nickname
        return display_name(known or (profile.nickname if profile else ""), number)

    def is_known(self, number: int) -> bool:
        return number in self._profiles or bool(self._roster.get(number).nickname)

    def set_requests(self, requests: list[AddRequest]) -> None:
        """Take in the present requests, telling only what came and went."""
        wanted = {request.number: request for request in requests}
        for row in range(len(self._requests) - 1, -1, -1):
            if self._requests[row] != wanted.get(self._requests[row].number):
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._requests[row]
                self.endRemoveRows()
        present = {request.number for request in self._requests}
        new = [request for request in wanted.values() if request.number not in present]
        if new:
            first = len(self._requests)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._requests += new
            self.endInsertRows()

    def put_profile(self, profile: Profile) -> None:
        self._profiles[profile.number] = profile
        self.refresh({profile.number})

    def refresh(self, numbers: set[int]) -> None:
        for row, request in enumerate(self._requests):
            if request.number in numbers:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._requests)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        request = self.request(index.row()) if index.isValid() else None
        if request is None:
            return None
        name = self.name(request.number)
        profile = self._profiles.get(request.number)
        if role == Qt.ItemDataRole.DisplayRole:
            return name if name == str(request.number) else f"{isolated(name)} ({request.number})"
        if role == PersonRole.SECOND:
            return " ".join(request.reason.split()) or self.tr("No reason was given.")
        if role == PersonRole.ASIDE:
            return moment_text(request.time)
        if role == PersonRole.FACE:
            return self._roster.get(request.number).face or (profile.face if profile else 0)
        if role == PersonRole.NUMBER:
            return request.number
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sentence = self.tr("{name}, {number}, asks to add you: {reason}")
            return sentence.format(name=name, number=request.number, reason=request.reason)
        return None
