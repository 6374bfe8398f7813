"""The top of the main window: my face, name, number and status."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QToolButton

from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.menus import StatusActions, add_action, put_menu
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.presence_mark import idle_text, status_icon, status_text
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.certificate_dialogs import security_text
from qqdesk.protocol.codes import Status
from qqdesk.protocol.fingerprint import written_fingerprint

FACE, _SMALL_FACE = 56, 40
_CHAT_HEAD = 56
_BUTTON_EDGE = 9
"""The padding of the status button: indents the labels above to its icon."""


class _FaceButton(QToolButton):
    """My face, with a menu."""

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self._faces = faces
        self._shown, self._grey, self._owner = faces.default, False, 0
        self.setFixedSize(FACE, FACE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_face(self, face_id: int, owner: int, *, grey: bool) -> None:
        self._shown, self._owner, self._grey = face_id, owner, grey
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        pixmap = self._faces.pixmap(
            self._shown, self.width(), self.devicePixelRatioF(), grey=self._grey, owner=self._owner
        )
        painter.drawPixmap(0, 0, pixmap)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.on_head, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.radius, theme.radius)
        painter.end()


class MainHead(Head):
    """My face, nickname and number, and the button for my status."""

    status_chosen = Signal(object)  # Status

    def __init__(self, navigator: Navigator, faces: FaceSource) -> None:
        super().__init__()
        self._status = Status.OFFLINE
        self._connected = False
        self._is_idle = False
        self.face = _FaceButton(faces)
        self.face.setToolTip(self.tr("My face and profile"))
        self.face.setAccessibleName(self.tr("My face and profile"))
        self._face_menu = QMenu(self.face)
        self._change_face = add_action(self._face_menu, self.tr("Change face…"), navigator.choose_face, "edit")
        add_action(self._face_menu, self.tr("My profile"), navigator.open_own_profile, "user", "Ctrl+Shift+I")
        put_menu(self.face, self._face_menu)
        self._name = ElidedLabel("", "on_head")
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() + 2)
        self._name.setFont(font)
        self._number = ElidedLabel("", "secondary_on_head")
        self._number.setFont(small(self.font()))
        for label in (self._name, self._number):
            label.setContentsMargins(_BUTTON_EDGE, 0, 0, 0)
        self._actions = StatusActions(self)
        self._actions.chosen.connect(self.status_chosen)
        self.button = QToolButton()
        self.button.setProperty("role", "head")
        self.button.setIconSize(QSize(16, 16))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.button)
        menu.addActions(list(self._actions.actions.values()))
        put_menu(self.button, menu)
        self.security = QToolButton()
        self.security.setProperty("role", "head")
        self.security.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.security.clicked.connect(navigator.open_security)
        self.show_security(Security())
        theme_source().changed.connect(self._refresh)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        status = row(self.button, None, self.security)
        texts = column(None, self._name, self._number, 2, status, None)
        self.setLayout(row(self.face, (texts, 1), margins=(12, 8, 12, 12), spacing=5))

    def set_compact(self, is_compact: bool) -> None:
        """Be as high as the head of a chat beside the list."""
        side = _SMALL_FACE if is_compact else FACE
        self.face.setFixedSize(side, side)
        self._number.setHidden(is_compact)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*((12, 4, 12, 4) if is_compact else (12, 8, 12, 12)))
        self.setMinimumHeight(scaled(_CHAT_HEAD) if is_compact else 0)

    def show_me(self, me: Me) -> None:
        self.face.show_face(me.face, me.number, grey=not self._connected)
        self._name.setText(me.name)
        self._number.setText(self.tr("Number {number}").format(number=me.number))
        self._status, self._is_idle = me.status, me.looks_idle
        self._refresh()

    def show_security(self, security: Security) -> None:
        """Show a closed or open padlock; none for a server on this computer."""
        self.security.setVisible(security.encrypted or bool(security.server and not security.on_this_computer))
        put_icon(self.security, "lock" if security.encrypted else "lock-open", "on_head")
        self.security.setIconSize(QSize(16, 16))
        text = security_text(security)
        self.security.setAccessibleName(text)
        if security.fingerprint:
            text = f"{text}\nSHA-256 {written_fingerprint(security.fingerprint)}"
        self.security.setToolTip(text)

    def show_connected(self, connected: bool, me: Me) -> None:
        """Without a connection my face is grey and my status offline."""
        self._connected = connected
        self.show_me(me)

    @property
    def shown_status(self) -> Status:
        if not self._connected:
            return Status.OFFLINE
        return Status.AWAY if self._is_idle else self._status

    @Slot()
    def _refresh(self) -> None:
        text = idle_text() if self._is_idle and self._connected else status_text(self.shown_status)
        self.button.setIcon(status_icon(self.shown_status, on_head=True))
        self.button.setText(text)
        self.button.setAccessibleName(self.tr("My status: {status}").format(status=text))
        idle = self.tr("This computer was not used for a while: others see you as Away, unless you use another device.")
        self.button.setToolTip(idle if self._is_idle else self.tr("How others see me"))
        self._actions.show_status(self._status)

    def set_can_change_face(self, can: bool) -> None:
        """A classic server does not store a new face."""
        self._change_face.setEnabled(can)


def link_button(icon: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setText(f" {text}")  # the style puts them too close together
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    put_icon(button, icon)
    return button
