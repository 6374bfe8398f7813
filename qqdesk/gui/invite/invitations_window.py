"""The window of all valid invitations, where they are withdrawn."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qqdesk.domain.problem import Problem
from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import put_box_icon
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.layouts import line
from qqdesk.gui.shared.person_list import DialogListView, Index, PersonRole, paint_row_background, row_height
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.place_commands import ListedInvitation, ListInvitationsReply
from qqdesk.worker.messenger import Messenger

_SIDE, _AROUND, _GAP = 16, 8, 8


class InvitationsModel(QAbstractListModel):
    """The invitations in the order of the server, the newest first."""

    def __init__(self, messenger: Messenger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._rows: tuple[ListedInvitation, ...] = ()

    def show_list(self, rows: Sequence[ListedInvitation]) -> None:
        if [one.id for one in rows] == [one.id for one in self._rows]:
            self._rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def invitation(self, row: int) -> ListedInvitation | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, invitation_id: str) -> int:
        """Return the row of an invitation, -1 if it is not there."""
        return next((row for row, one in enumerate(self._rows) if one.id == invitation_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.invitation(index.row()) if index.isValid() else None
        if one is None:
            return None
        counts = Counts()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._who(one)
            case PersonRole.SECOND:
                used = counts.used(one.used)
                return self.tr("{used} · makes an administrator").format(used=used) if one.makes_admin else used
            case PersonRole.ASIDE:
                return counts.left(one.uses_left, one.expires)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._who(one)}, {counts.left(one.uses_left, one.expires)}, {counts.used(one.used)}"
        return None

    def _who(self, one: ListedInvitation) -> str:
        if one.inviter == 0:
            return self.tr("From the operator of the server")
        if one.inviter == self._messenger.me.number:
            latest = self._messenger.invitations.latest
            is_shown = latest is not None and latest.id == one.id
            return self.tr("From you, the present link") if is_shown else self.tr("From you")
        name = self._messenger.roster.get(one.inviter).name if one.inviter in self._messenger.roster else one.nickname
        return self.tr("From {name}").format(name=isolated(name or str(one.inviter)))


class _InvitationDelegate(QStyledItemDelegate):
    """Paints the inviter and what is left of the invitation, and below the number of people who came in."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        rect, state, font = QRect(option.rect), option.state, option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, QRectF(rect).adjusted(4, 2, -4, -2), state, theme)
        words = rect.adjusted(_SIDE, _AROUND, -_SIDE, -_AROUND)
        upper = QRect(words.left(), words.top(), words.width(), words.height() // 2)
        lower = QRect(words.left(), upper.bottom() + 1, words.width(), words.height() - upper.height())
        small_font, bold = small(font), semibold(font)
        aside = str(index.data(PersonRole.ASIDE))
        width = QFontMetrics(small_font).horizontalAdvance(aside)
        painter.setFont(small_font)
        painter.setPen(theme.secondary)
        paint_line(painter, upper.adjusted(upper.width() - width, 0, 0, 0), aside)
        paint_line(painter, lower, str(index.data(PersonRole.SECOND)))
        painter.setFont(bold)
        painter.setPen(theme.text)
        room = upper.width() - width - _GAP
        paint_line(painter, upper, QFontMetrics(bold).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room))
        painter.restore()


class InvitationsWindow(QWidget):
    """An administrator sees those of everybody, others their own."""

    def __init__(self, messenger: Messenger, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._messenger, self._invitations = messenger, messenger.invitations
        self.model = InvitationsModel(messenger, self)
        self.view = DialogListView(self.tr("All invitations"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_InvitationDelegate(self.view))
        self.message = InlineMessage()
        self.withdraw = QPushButton(self.tr("&Withdraw"))
        self.withdraw.setAutoDefault(True)  # Enter presses it when it has the focus
        self._stack = QStackedWidget()
        self._lay_out()
        self.withdraw.clicked.connect(self._ask_to_withdraw)
        self.view.selectionModel().currentChanged.connect(self._enable)
        self._invitations.listed.connect(self._listed)
        self._invitations.created.connect(self._refresh)
        self._enable()
        self._refresh()

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("All invitations"))
        self.resize(scaled(440), scaled(360))
        self.withdraw.setToolTip(self.tr("No one can come in with it any more. People who came in stay."))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 12, 12, 12)
        buttons.addWidget(self.message, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignRight)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(line())
        column.addLayout(buttons)
        self._stack.addWidget(full)
        self._stack.addWidget(EmptyState("link", self.tr("No invitations"), self.tr("Valid invitations appear here.")))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    @Slot()
    def _refresh(self) -> None:
        self._invitations.refresh().then(self, failed=self._failed)

    @Slot(object)
    def _listed(self, reply: ListInvitationsReply) -> None:
        row = max(self.view.currentIndex().row(), 0)
        before = self.model.invitation(row)
        self.model.show_list(reply.invitations)
        count = self.model.rowCount()
        self._stack.setCurrentIndex(0 if count else 1)
        if count:
            kept = self.model.row_of(before.id) if before is not None else -1
            self.view.setCurrentIndex(self.model.index(kept if kept >= 0 else min(row, count - 1)))
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self.withdraw.setEnabled(self.view.currentIndex().isValid())

    @Slot()
    def _ask_to_withdraw(self) -> None:
        one = self.model.invitation(self.view.currentIndex().row())
        if one is None:
            return
        box = QMessageBox(self)
        put_box_icon(box, "warning", "danger")
        box.setWindowTitle(self.tr("Withdraw"))
        box.setText(self.tr("Withdraw this invitation?"))
        box.setInformativeText(self.tr("Links with it stop working. People who came in stay."))
        yes = box.addButton(self.tr("Withdraw"), QMessageBox.ButtonRole.DestructiveRole)
        yes.setProperty("role", "danger")
        yes.style().unpolish(yes)  # it had its looks before it had its role
        yes.style().polish(yes)
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        yes.clicked.connect(lambda: self._withdraw(one.id))
        box.finished.connect(box.deleteLater)
        box.open()

    def _withdraw(self, invitation_id: str) -> None:
        self.message.clear()
        self._invitations.end(invitation_id).then(self, lambda _: self._refresh(), self._failed)

    def _failed(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
