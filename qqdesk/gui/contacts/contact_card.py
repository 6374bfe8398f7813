"""The card beside the contact list with details of one contact, and when it is open."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.contacts.person_lines import PersonLines
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.presence_mark import StatusDot
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.shared.texts import presence_since_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger

WIDTH, FACE = 300, 80
_GAP = 8
_MOST_ABOUT = 200
DELAY_MS = 650
_HIDES = (
    QEvent.Type.Leave,
    QEvent.Type.Wheel,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.FocusOut,
    QEvent.Type.Hide,
)


class ContactCard(QFrame):
    """Passes the focus and the pointer through."""

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._messenger = messenger
        self._unsent = UnsentMessages(messenger, self)
        self.number = 0
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(scaled(WIDTH))
        self._face = FaceLabel(faces, FACE)
        self._dot = StatusDot()
        self._name, self._status, self._about = wrapped_label(), wrapped_label(), wrapped_label()
        self._nickname, self._number, self._group, self._unsent_count = (
            wrapped_label(role="secondary") for _ in range(4)
        )
        title = semibold(self.font())
        title.setPointSizeF(title.pointSizeF() + 2)
        self._name.setFont(title)
        for label in (self._nickname, self._number, self._group, self._unsent_count):
            label.setFont(small(self.font()))
        status = row(self._dot, (self._status, 1), margins=(0, 2, 0, 0), spacing=6)
        words = column(None, self._name, self._nickname, self._number, status, None, spacing=2)
        head = row(self._face, (words, 1), spacing=12)
        head.setAlignment(self._face, Qt.AlignmentFlag.AlignTop)
        self._lines = PersonLines()
        self._column = column(head, self._lines, self._about, self._group, self._unsent_count, margins=12, spacing=6)
        self.setLayout(self._column)

    def show_contact(self, contact: Contact, group: str) -> None:
        self.number = contact.number
        self._face.show_face(contact.face, grey=not contact.is_shown_present, owner=contact.number)
        self._dot.set_status(contact.status)
        self._dot.setVisible(not contact.blocked and (not contact.stranger or contact.is_present))
        nickname = contact.nickname.strip()
        _set_text(self._name, contact.name)
        _set_text(self._nickname, nickname if contact.remark and nickname != contact.remark else "")
        _set_text(self._number, self.tr("Number {number}").format(number=contact.number))
        _set_text(self._status, presence_since_text(contact, self._messenger.presence.since(contact.number)))
        self._lines.show_contact(contact)
        profile = self._messenger.profiles.get(contact.number)
        about = " ".join(profile.about.split())[:_MOST_ABOUT] if profile is not None else ""
        _set_text(self._about, self.tr("“{text}”").format(text=isolated(about)) if about else "")
        _set_text(self._group, self.tr("In the group {group}").format(group=isolated(group)) if group else "")
        _set_text(self._unsent_count, self._unsent_text(contact.number))
        self.setAccessibleName(self.text())
        self._column.activate()
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def text(self) -> str:
        """Return all texts, for screen readers."""
        first = self._name, self._nickname, self._number, self._status
        last = self._about, self._group, self._unsent_count
        parts = (*(label.text() for label in first), *self._lines.texts(), *(label.text() for label in last))
        return ", ".join(filter(None, parts))

    def _unsent_text(self, number: int) -> str:
        count = self._unsent.count(number)
        if count == 1:
            return self.tr("1 message to them is not sent yet")
        return self.tr("{count} messages to them are not sent yet").format(count=count) if count else ""

    def open_beside(self, window: QRect, top: int) -> None:
        """Open on the left of the window, else on its right."""
        frame = QRect(QPoint(window.left() - self.width() - _GAP, top), self.size())
        if in_view(frame).x() != frame.x():
            frame.moveLeft(window.right() + 1 + _GAP)
        self.move(in_view(frame))
        self.show()


def _set_text(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


class UnsentMessages(QObject):
    """The unsent messages that the messenger has emitted in this session."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._unsent: dict[ConversationId, set[str]] = {}
        messenger.message_added.connect(self._on_message)
        messenger.message_changed.connect(self._on_message)
        messenger.signed_out.connect(self.forget)

    def count(self, number: int) -> int:
        """Return the number of unsent messages to a contact."""
        return len(self._unsent.get(ConversationId.person(number), ()))

    @Slot()
    def forget(self) -> None:
        """Clear the data of this account."""
        self._unsent.clear()

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        waiting = self._unsent.get(message.conversation)
        if message.is_unsent:
            self._unsent.setdefault(message.conversation, set()).add(message.id)
        elif waiting is not None:
            waiting.discard(message.id)


class CardOpener(QObject):
    """Opens the card when the pointer rests on a row, or by Ctrl+Space. Other input closes it."""

    def __init__(self, view: ContactView, card: ContactCard) -> None:
        super().__init__(view)
        self._view, self.card = view, card
        self._number = 0
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._open)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self.close)
        model = view.model()
        for signal in (model.modelReset, model.layoutChanged, model.rowsRemoved, view.contact_menu_requested):
            signal.connect(self.close)
        model.dataChanged.connect(self._on_data_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QHelpEvent) and watched is self._view.viewport():
            # The card replaces the tool tip of a contact; groups and rooms have no card.
            number = self._view.number_of(self._view.indexAt(event.pos()))
            return bool(number) and not self._view.is_room(number)
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._on_mouse_move(event)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            wanted = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            was_open = self.card.isVisible()
            self.close()
            if wanted and not was_open:
                self.open_for_current()
            return wanted or (was_open and event.key() == Qt.Key.Key_Escape)
        elif kind in _HIDES:
            self.close()
        return False

    def _on_mouse_move(self, event: QMouseEvent) -> None:
        index = self._view.indexAt(event.position().toPoint())
        number = self._view.number_of(index)
        if number != self._number:
            self.close()
        if number and not event.buttons() and not self.card.isVisible():
            self._number = number
            self._timer.start()

    @Slot()
    def open_for_current(self) -> None:
        """Open by the keyboard, and announce the card to screen readers."""
        self._number = self._view.current_number()
        self._open()
        if self.card.isVisible():
            announce(self._view, self.card.text())

    @Slot()
    def _open(self) -> None:
        row = self._view.row_of_number(self._number)
        if not self._number or row < 0 or not self._view.isVisible() or self._view.is_room(self._number):
            return
        self._view.freeze.start("card")
        self.card.show_contact(*self._view.contact_with_group(self._number))
        place = self._view.viewport().mapToGlobal(self._view.rect_of_row(row).topLeft())
        self.card.open_beside(self._view.window().frameGeometry(), place.y())

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Update the open card with the row's data."""
        if self.card.isVisible() and first.row() <= self._view.row_of_number(self.card.number) <= last.row():
            self.card.show_contact(*self._view.contact_with_group(self.card.number))

    @Slot()
    def close(self) -> None:
        self._timer.stop()
        self._number = 0
        if self.card.isVisible():
            self.card.hide()
            self._view.freeze.stop("card")
