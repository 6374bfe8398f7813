"""The window *Invite people*: a link with its QR code, a text to send, and who has joined."""

import sys
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QFont,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import NewcomerJoined
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.invite.invitation_texts import ENGLISH, Counts, reach_text, text_to_send
from qqdesk.gui.invite.qr_code import QrCode
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import CopyButton
from qqdesk.gui.shared.faces import FaceLabel, place_face
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import IconLabel, put_icon
from qqdesk.gui.shared.labels import ElidedLabel, heading_label, small_label
from qqdesk.gui.shared.language import current_language
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.menus import language_name, languages
from qqdesk.gui.shared.place_texts import place_name, why_no_invitations
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.texts import clock_text, moment_text, problem_text
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.place_commands import ListInvitationsReply
from qqdesk.protocol.record import Reply
from qqdesk.worker.api import ConnectionPhase, Notice
from qqdesk.worker.local_server import own_network
from qqdesk.worker.pending_requests import PendingRequest

OPENING_MS = 15_000
"""The time in which the server of the place restarts."""
_SAME_MOMENT_MS = 60_000


class InviteState(Bar):
    """The bar at the foot of *Invite people*: whether others can reach the place, and who has joined. Shows the first
    of these that applies: a failure, a closed place, arrivals, a first visitor, no visitor.
    """

    retry_clicked = Signal()

    def __init__(self, context: AppContext, *, can_open_place: bool, room: int = 0) -> None:
        super().__init__(context.faces, button_role="", is_low=True)
        messenger = context.messenger
        self._room = room
        self._messenger, self._navigator = messenger, context.navigator
        self._can_open_place = can_open_place
        self._problem: Problem | None = None
        self._reached = 0
        self._arrived: dict[int, Notice] = {}
        """People who joined since the window opened, the latest last."""
        self._opening = QTimer(self, singleShot=True, interval=OPENING_MS)
        self._opening.timeout.connect(self.refresh)
        messenger.notice_received.connect(self._notice_received)
        messenger.roster_changed.connect(self.refresh)
        self.acted.connect(self._act)

    def show_reached(self, time: int) -> None:
        """Show when another computer last reached the server, in milliseconds since 1970; 0: none did."""
        self._reached = time
        self.refresh()

    def show_problem(self, problem: Problem | None) -> None:
        """Show why there is no new link; None if there is one."""
        self._problem = problem
        self.refresh()

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        if isinstance(notice.item, NewcomerJoined):
            self._arrived.pop(notice.number, None)
            self._arrived[notice.number] = notice
            self.refresh()

    @property
    def _is_closed(self) -> bool:
        """Return whether only this computer can reach the place."""
        return self._messenger.security.on_this_computer and not self._messenger.invitations.place.addresses

    @Slot()
    def refresh(self) -> None:
        reason = why_no_invitations(self._messenger, self._room)
        place = isolated(place_name(self._messenger))
        moment = self.tr("This takes a moment.")
        if self._opening.isActive() and (reason or self._is_closed):
            text = self.tr("Opening {place} to this network…").format(place=place)
            self.show_fact(BarKind.NOTICE, text, second=moment, icon="clock")
        elif self._messenger.connection.phase is ConnectionPhase.CONNECTING:
            self.show_fact(BarKind.NOTICE, self.tr("Connecting…"), second=moment, icon="clock")
        elif reason:
            text, second = self.tr("You cannot invite people now"), self._as_sentence(reason)
            self.show_fact(BarKind.ERROR, text, self.tr("Try again"), second=second)
        elif self._problem is not None:
            text = self.tr("There is no new link")
            self.show_fact(BarKind.ERROR, text, self.tr("Try again"), second=self._problem_words())
        elif self._arrived:
            self._show_arrivals()
        elif self._is_closed and self._can_open_place and not own_network():
            text, second = (
                self.tr("This computer is not in a network"),
                self.tr("The link works on this computer only."),
            )
            self.show_fact(BarKind.WARNING, text, second=self.tr("The link works on this computer only."))
        elif self._is_closed:
            action = self.tr("Open to this network") if self._can_open_place else ""
            second = self.tr("The link works on this computer only.")
            if action and sys.platform in ("win32", "darwin"):  # their firewalls ask when the server listens
                second = self.tr("The system will ask: choose Allow.")
            self.show_fact(BarKind.WARNING, self.tr("Not open to this network"), action, second=second)
        elif self._messenger.security.on_this_computer and not self._reached:
            text, second = self.tr("Nobody from another computer yet"), self.tr("This line changes when one connects.")
            self.show_fact(BarKind.NOTICE, text, self.tr("What to check"), second=second, icon="clock")
        elif self._messenger.security.on_this_computer:
            text = self.tr("Last reached from another computer: {time}").format(time=moment_text(self._reached))
            second = self.tr("This line changes when somebody joins.")
            self.show_fact(BarKind.SUCCESS, text, self.tr("What to check"), second=second)
        else:
            second = self.tr("This line changes as soon as somebody does.")
            self.show_fact(BarKind.NOTICE, self.tr("Waiting for somebody to join"), second=second, icon="clock")

    @staticmethod
    def _as_sentence(reason: str) -> str:
        return f"{reason[:1].upper()}{reason[1:]}."

    def _problem_words(self) -> str:
        assert self._problem is not None
        if self._problem.kind is ProblemKind.REFUSED_BY_SERVER:
            return self.tr("You have too many invitations. Withdraw one of them.")
        if self._problem.kind is ProblemKind.NOT_ALLOWED:
            return self.tr("The place did not allow it.")
        return problem_text(self._problem)

    def _show_arrivals(self) -> None:
        notice = self._latest
        contact = self._contact(notice)
        time = clock_text(notice.time)
        if self._reached and abs(self._reached - notice.time) < _SAME_MOMENT_MS:
            second = self.tr("At {time}, from another computer").format(time=time)
        else:
            second = self.tr("At {time}").format(time=time)
        text = Counts().came_in(contact.name, len(self._arrived) - 1)
        self.show_fact(BarKind.SUCCESS, text, self.tr("Say hello"), second=second, face=contact.face)

    @property
    def _latest(self) -> Notice:
        return self._arrived[next(reversed(self._arrived))]

    def _contact(self, notice: Notice) -> Contact:
        """Return the contact of the list if it has a name: the notice may be older."""
        roster = self._messenger.roster
        listed = roster.get(notice.number)
        return listed if notice.number in roster and listed.nickname else notice.contact

    @Slot()
    def _act(self) -> None:
        if why_no_invitations(self._messenger, self._room) or self._problem is not None:
            self.retry_clicked.emit()
        elif self._arrived:
            self._navigator.open(routes.Chat(ConversationId.person(self._latest.number)))
        elif self._is_closed:
            self._opening.start()
            self.refresh()
            self._navigator.open(routes.OpenPlace())
        else:
            self._navigator.open(routes.ConnectionCheck())


class _Marks(QSyntaxHighlighter):
    """Shows the link in the accent colour, and names in bold."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self.link = ""
        self.names: tuple[str, ...] = ()
        theme_source().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        bold, coloured = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        coloured.setForeground(current_theme().accent)
        for part, form in (*((name, bold) for name in self.names), (self.link, coloured)):
            start = text.find(part) if part else -1
            if start >= 0:
                self.setFormat(start, len(part), form)


class InvitationTextEdit(QPlainTextEdit):
    """The field with the text around a link. The user may edit the text. Copying gives plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = _Marks(self)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("A text to send"))

    def show_text(self, text: str, link: str, place: str) -> None:
        self._marks.link, self._marks.names = link, (place,)
        self.setPlainText(text)


WIDTH, HEIGHT = 520, 588
USES, DAYS = (1, 10, 50), (1, 7, 30)
USES_AT_FIRST, DAYS_AT_FIRST = 10, 7
REFRESH_MS = 5000
_TITLE = 1.2


class InviteWindow(QWidget):
    """Creates an invitation when it opens, unless the last one of this session is still valid."""

    def __init__(
        self, context: AppContext, parent: QWidget | None = None, *, can_open_place: bool = False, room: int = 0
    ) -> None:
        """`can_open_place`: the place runs on this computer and this program can open it to the network.

        `room`: the link also joins this room.
        """
        super().__init__(parent, Qt.WindowType.Window)
        messenger = context.messenger
        self._messenger, self._invitations = messenger, messenger.invitations
        self._navigator, self._room = context.navigator, room
        self._link: InvitationLink | None = None
        self.pending = 0
        """The number of pending requests to the server."""
        self._may_create = True
        """False while an invitation is being created, and after a failure until *Try again*."""
        self.link_edit = QLineEdit()
        self.copy_link = CopyButton(self.tr("Copy link"), "on_accent")
        self.reach = ElidedLabel(role="secondary")
        self.uses, self.days = QComboBox(), QComboBox()
        self.left = small_label()
        self.left.setWordWrap(False)
        self.qr = QrCode()
        self.text = InvitationTextEdit()
        self.copy_text = CopyButton(self.tr("Copy text"))
        self.language = QComboBox()
        self.state = InviteState(context, can_open_place=can_open_place, room=room)
        self.all = QPushButton(self.tr("All invitations"))
        self.done = QPushButton(self.tr("Done"))
        self.face = FaceLabel(context.faces, 32)
        self._title = ElidedLabel(role="on_head")
        self._fill_choices()
        self._lay_out()
        self._connect()
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.copy_link.setEnabled(False)
        self._show_place()
        self.resize(self.sizeHint())
        if not self.pending:
            self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _fill_choices(self) -> None:
        counts = Counts()
        for uses in USES:
            self.uses.addItem(counts.people(uses), uses)
        for days in DAYS:
            self.days.addItem(counts.days(days), days)
        latest = self._invitations.latest(self._room)
        self.uses.setCurrentIndex(USES.index(latest.uses if latest is not None else USES_AT_FIRST))
        self.days.setCurrentIndex(DAYS.index(latest.days if latest is not None else DAYS_AT_FIRST))
        for code in dict.fromkeys([ENGLISH, *languages()]):
            self.language.addItem(language_name(code), code)
        self.language.setCurrentIndex(max(0, self.language.findData(current_language())))

    # Layout

    def _lay_out(self) -> None:
        self._title.setFont(semibold(self.font(), _TITLE))
        head = Head()
        head.setLayout(row(self.face, (self._title, 1), margins=(16, 12, 16, 12), spacing=12))
        self.reach.setFont(small(self.font()))
        self._reach_icon = IconLabel("info", "secondary", 16)
        self.uses.setAccessibleName(self.tr("For how many people"))
        self.days.setAccessibleName(self.tr("For how long"))
        good_for, and_ = QLabel(self.tr("Good for")), QLabel(self.tr("and"))
        self.all.setProperty("role", "link")
        body = column(
            self._link_row(),
            4,
            row(self._reach_icon, (self.reach, 1), spacing=4),
            8,
            row(good_for, self.uses, and_, self.days, None, self.left),
            16,
            line(),
            16,
            (self._passing_on(), 1),
            16,
            self.state,
            margins=(16, 16, 16, 12),
        )
        foot = row(self.all, None, self.done, margins=(12, 8, 16, 8))
        WindowScroll(self, column(head, (body, 1), line(), foot), QSize(scaled(440), 0))

    def _link_row(self) -> QHBoxLayout:
        self.link_edit.setReadOnly(True)
        self.link_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # as high as the button
        self.link_edit.setAccessibleName(self.tr("Invitation link"))
        self.link_edit.setPlaceholderText(self.tr("Creating the link…"))
        picture = QAction(self.tr("Link"), self.link_edit)
        put_icon(picture, "link", "secondary")
        self.link_edit.addAction(picture, QLineEdit.ActionPosition.LeadingPosition)
        self.copy_link.setProperty("role", "primary")
        self.copy_link.setToolTip(self.tr("Copy the link (Ctrl+C)"))
        return row((self.link_edit, 1), self.copy_link)

    def _passing_on(self) -> QHBoxLayout:
        card = QFrame()
        card.setProperty("role", "qr")
        card.setLayout(column(self.qr, margins=1))
        caption = small_label(self.tr("To pass on with a phone"))
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = heading_label(self.tr("A text to send"))
        title.setBuddy(self.text)
        self.text.setMinimumHeight(scaled(120))
        self.language.setAccessibleName(self.tr("Language of the text"))
        foot = row(self.copy_text, None, self.language)
        text = column(title, (self.text, 1), foot, spacing=8)
        return row(column(card, caption, None, spacing=8), (text, 1), spacing=16)

    def _connect(self) -> None:
        self.copy_link.clicked.connect(self._copy_link)
        self.copy_text.clicked.connect(self._copy_text)
        for button in (self.copy_link, self.copy_text, self.all, self.done, self.state.button):
            button.setAutoDefault(True)  # Enter presses the one with the focus
        for choice in (self.uses, self.days):
            choice.activated.connect(self._create)
        self.language.activated.connect(self._show_text)
        self.all.clicked.connect(partial(self._navigator.open, routes.Invitations()))
        self.done.clicked.connect(self.close)
        self.state.retry_clicked.connect(self._try_again)
        invitations = self._invitations
        invitations.created.connect(self._created)
        invitations.listed.connect(self._listed)
        invitations.place_changed.connect(self._show_place)
        self._messenger.connection_changed.connect(self._show_place)
        self._messenger.notice_received.connect(self._refresh)
        # A field without a selection leaves Ctrl+C to the window.
        for field in (self.link_edit, self.text):
            field.installEventFilter(self)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self).activated.connect(self._copy_link)

    # Replies

    @Slot()
    def _refresh(self) -> None:
        if not why_no_invitations(self._messenger, self._room):
            self._follow(self._invitations.refresh())

    @Slot()
    def _create(self) -> None:
        """Create an invitation with the chosen limits. The last link stays valid and listed."""
        self._may_create = False
        self._follow(self._invitations.create(self.uses.currentData(), self.days.currentData(), self._room))

    def _follow(self, pending: PendingRequest[Any]) -> None:
        self.pending += 1
        pending.then(self, self._ended, self._failed)

    def _ended(self, _: Reply) -> None:
        self.pending -= 1

    def _failed(self, problem: Problem) -> None:
        self.pending -= 1
        self.state.show_problem(problem)

    @Slot()
    def _try_again(self) -> None:
        self._may_create = True
        self._messenger.try_now()
        self._refresh()

    @Slot(object)
    def _listed(self, reply: ListInvitationsReply) -> None:
        latest = self._invitations.latest(self._room)
        if latest is None and self._may_create:
            self._create()  # the invitation is used up or withdrawn, or was never created
        mine = next((one for one in reply.invitations if latest is not None and one.id == latest.id), None)
        if mine is not None:
            self.left.setText(Counts().left(mine.uses_left, mine.expires))
        elif latest is None:
            self.left.clear()
        if self._may_create:
            self.state.show_problem(None)
        self.state.show_reached(reply.reached)
        self._show_link()

    @Slot()
    def _created(self) -> None:
        self._may_create = True
        self.state.show_problem(None)
        if (latest := self._invitations.latest(self._room)) is not None:
            self.left.setText(Counts().left(latest.uses, latest.expires))
        self._show_link()

    # Display

    @Slot()
    def _show_place(self) -> None:
        room = self._messenger.rooms.get(self._room)
        name = room.title if self._room else place_name(self._messenger)
        title = self.tr("Invite people to {place}").format(place=isolated(name))
        self._title.setText(title)
        self.face.show_face(room.face if self._room else place_face(self._messenger.invitations.place.id))
        self.setWindowTitle(title)
        self.state.refresh()
        self._show_link()
        if self._invitations.latest(self._room) is None and self._may_create and not self.pending:
            self._refresh()  # the window may have opened before there was a connection

    def _show_link(self) -> None:
        latest = self._invitations.latest(self._room)
        link = self._invitations.link(latest.code) if latest is not None else None
        shown = link.http() if link is not None else ""
        is_first = bool(shown) and not self.copy_link.isEnabled()
        for widget in (self.copy_link, self.copy_text):
            widget.setEnabled(bool(shown))
        if is_first and not self.text.hasFocus():
            self.copy_link.setFocus()
        reach = reach_text(link, place_name(self._messenger)) if latest is not None else ""
        self.reach.setText(reach)
        self._reach_icon.setVisible(bool(reach))
        if shown != self.link_edit.text() or link is None:
            self._link = link
            self.link_edit.setText(shown)
            self.link_edit.setCursorPosition(0)
            self.qr.show_text(shown)
            self._show_text()

    @Slot()
    def _show_text(self) -> None:
        place, name = place_name(self._messenger), self._messenger.me.name
        link = self.link_edit.text()
        room = self._messenger.rooms.get(self._room).title if self._room else ""
        text = text_to_send(self.language.currentData(), place, name, link, room) if link else ""
        self.text.show_text(text, link, place)

    # Actions

    @Slot()
    def _copy_link(self) -> None:
        if link := self.link_edit.text():
            QGuiApplication.clipboard().setText(link)
            self.copy_link.confirm()

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_text.confirm()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            selected = (
                self.link_edit.hasSelectedText() if watched is self.link_edit else self.text.textCursor().hasSelection()
            )
            if event.matches(QKeySequence.StandardKey.Copy) and not selected:
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
