"""The top of the main window: my face, name, signature and status."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from qqdesk.domain.connection import Security
from qqdesk.domain.contact import Me
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon, icon_pixmap, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.menus import StatusActions, add_action, put_menu
from qqdesk.gui.shared.presence_mark import RingedDot, idle_text, status_icon, status_text
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.certificate_dialogs import security_text
from qqdesk.protocol.codes import Status
from qqdesk.protocol.fingerprint import written_fingerprint
from qqdesk.protocol.profile import MAX_SIGNATURE_CHARS

_LEAST_WIDTH = 24
_ARROW = 16


class ElidedButton(QToolButton):
    """A button in a head, whose text ends in … if it has no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "head")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return super().text().replace("&&", "&")

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))  # a single & makes a shortcut of the letter after it

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def edge(self) -> int:
        """Return the width between the edge and the text or icon."""
        return (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())) // 2

    def elided_text(self) -> str:
        metrics = self.fontMetrics()
        # The width of the text is rounded.
        room = self.width() - self.sizeHint().width() + metrics.horizontalAdvance(self.text()) + 1
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.elided_text().replace("&", "&&")
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)


class SignatureButton(ElidedButton):
    """Shows my signature, or asks for one."""

    def __init__(self) -> None:
        super().__init__()
        self.signature = ""
        self.setFont(small(self.font()))
        self.show_signature("")

    def show_signature(self, signature: str) -> None:
        self.signature = signature
        self.setText(signature or self.tr("Add a signature"))
        name = self.tr("My signature: {text}").format(text=signature) if signature else self.text()
        self.setAccessibleName(name)
        about = self.tr("Others see this line with your name")
        self.setToolTip(plain_tip(f"{signature}\n{about}" if signature else about))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        link = theme.on_head if theme.is_classic else theme.accent  # the head of Classic blue is as blue
        painter.setPen(theme.secondary_on_head if self.signature and self.isEnabled() else link)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self.rect().adjusted(self.edge(), 0, 0, 0), flags, self.elided_text())


class StatusButton(ElidedButton):
    """Shows my status and a small arrow, as it has a menu. Without the text the icon is the arrow."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._arrow_room(), 0)

    def _arrow_room(self) -> int:
        return _ARROW - 4 if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._arrow_room():
            painter = QPainter(self)
            arrow = icon_pixmap("chevron-down", _ARROW, self.devicePixelRatioF(), current_theme().on_head)
            painter.drawPixmap(self.width() - _ARROW - 4, (self.height() - _ARROW) // 2, arrow)
            painter.end()


class LineEditInPlace(QLineEdit):
    """Enter and another focus end with `edited`, Escape without."""

    edited = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.place: QWidget | None = None
        """The widget that the field replaces while it is open."""
        self.setProperty("role", "head")
        self.setMaxLength(MAX_SIGNATURE_CHARS)
        self.setFont(small(self.font()))
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.hide()

    def start(self, text: str, place: QWidget) -> None:
        """Edit a text in the place of a widget."""
        self.place = place
        self.setFixedHeight(place.height())
        self.setText(text)
        self.selectAll()
        self.show()
        self.setFocus()
        place.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            place = self.place
            self.finish(is_kept=event.key() != Qt.Key.Key_Escape)
            if place is not None:
                place.setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.finish(is_kept=True)

    def finish(self, *, is_kept: bool) -> None:
        """Close the field, and show the widget that it replaced."""
        if self.place is None:
            return
        place, self.place = self.place, None
        place.show()
        self.hide()
        if is_kept:
            self.edited.emit(" ".join(self.text().split()))


FACE, _SMALL_FACE = 56, 40
_LARGER = 1.2
_FRAME = 3
"""Around the face in the look Classic blue."""
_CHAT_HEAD = 56
_BUTTON_EDGE = 10
"""The padding of the buttons: indents the name above to their texts."""


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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = _FRAME if theme.is_classic else 0
        if frame:
            painter.setPen(theme.edge)
            painter.setBrush(theme.surface)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.radius, theme.radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        pixmap = self._faces.pixmap(
            self._shown, self.width() - 2 * frame, self.devicePixelRatioF(), grey=self._grey, owner=self._owner
        )
        painter.drawPixmap(frame, frame, pixmap)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent if frame else theme.on_head, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.radius, theme.radius)
        painter.end()


class MainHead(Head):
    """My face, nickname and signature, and the button for my status. Number and server are in the tool tip."""

    status_chosen = Signal(object)  # Status
    line_edited = Signal(str, str)
    """The name of a field of `Profile`, and its new text."""

    def __init__(self, navigator: Navigator, faces: FaceSource) -> None:
        super().__init__()
        self._status = Status.OFFLINE
        self._connected = False
        self._is_idle = self._is_compact = False
        self._me = Me(0)
        self._server = ""
        self.face = _FaceButton(faces)
        self._dot = RingedDot(self.face)
        self._dot.move(_SMALL_FACE - self._dot.width(), _SMALL_FACE - self._dot.height())
        self._dot.hide()
        self.face.setAccessibleName(self.tr("My face and profile"))
        self._face_menu = QMenu(self.face)
        self._change_face = add_action(
            self._face_menu, self.tr("Change face…"), partial(navigator.open, routes.Face()), "edit"
        )
        add_entry(self._face_menu, Action.OWN_PROFILE, partial(navigator.open, routes.Profile()))
        put_menu(self.face, self._face_menu)
        self._name = ElidedLabel("", "on_head")
        self._name.setFont(semibold(self.font(), _LARGER))
        self._name.setContentsMargins(_BUTTON_EDGE, 0, 0, 0)
        self.signature = SignatureButton()
        self.signature.clicked.connect(self._edit_signature)
        self.signature_edit = LineEditInPlace(self.tr("Signature"))
        self.status_edit = LineEditInPlace(self.tr("Status text"))
        self.signature_edit.edited.connect(lambda text: self._edited("signature", text))
        self.status_edit.edited.connect(lambda text: self._edited("status_text", text))
        self._actions = StatusActions(self)
        self._actions.chosen.connect(self.status_chosen)
        self.button = StatusButton()
        self.button.setIconSize(QSize(16, 16))
        menu = QMenu(self.button)
        menu.addActions(list(self._actions.actions.values()))
        menu.addSeparator()
        self._edit_status = add_action(menu, self.tr("Status text…"), self._edit_status_text, "edit")
        self._clear_status = add_action(
            menu, self.tr("Clear status text"), lambda: self._edited("status_text", ""), "close"
        )
        put_menu(self.button, menu)
        self.security = QToolButton()
        self.security.setProperty("role", "head")
        self.security.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.security.clicked.connect(partial(navigator.open, routes.Security()))
        self.show_security(Security())
        theme_source().changed.connect(self._refresh)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        # The field takes the row, and the stretch what the button leaves.
        self._status_row = row(self.button, (self.status_edit, 99), None, self.security)
        self._texts = column(None, self._name, self.signature, self.signature_edit, self._status_row, None)
        self._texts.setAlignment(self.signature, Qt.AlignmentFlag.AlignLeft)
        self._row = row(self.face, (self._texts, 1), margins=(12, 8, 12, 8), spacing=2)
        self.setLayout(self._row)

    def set_compact(self, is_compact: bool) -> None:
        """Be as high as the head of a chat beside the list: the status is at the face, its menu a small arrow."""
        self._is_compact = is_compact
        side = _SMALL_FACE if is_compact else FACE
        self.face.setFixedSize(side, side)
        self._name.setFont(semibold(self.font(), 1.0 if is_compact else _LARGER))
        # The lines are at the height of those beside the list.
        self._texts.setContentsMargins(0, 3 if is_compact else 0, 0, 0)
        if is_compact:
            fill(self._row, self.security, self.button)
        else:
            self._status_row.insertWidget(0, self.button)
            fill(self._status_row, self.security)
        self._row.setContentsMargins(*((12, 4, 12, 4) if is_compact else (12, 8, 12, 8)))
        self.setMinimumHeight(scaled(_CHAT_HEAD) if is_compact else 0)
        self._refresh()

    def show_me(self, me: Me) -> None:
        if me.number != self._me.number:
            for edit in (self.signature_edit, self.status_edit):
                edit.finish(is_kept=False)
        self._me = me
        self.face.show_face(me.face, me.number, grey=not self._connected)
        self._name.setText(me.name)
        self.signature.show_signature(me.signature)
        self._status, self._is_idle = me.status, me.looks_idle
        self._show_account()
        self._refresh()

    def _show_account(self) -> None:
        lines = [self.tr("Number {number}").format(number=self._me.number)]
        if self._server:
            lines.append(self.tr("Place {address}").format(address=self._server))
        self.setToolTip(plain_tip("\n".join(lines)))
        self.face.setToolTip(plain_tip("\n".join([self.face.accessibleName(), *lines])))
        self.face.setAccessibleDescription(", ".join(lines))

    def set_can_edit(self, *, can: bool, has_signatures: bool) -> None:
        """`can`: the server can be reached. Classic servers have no signatures."""
        is_replaced = self.signature in (self.signature_edit.place, self.status_edit.place)
        self.signature.setVisible(has_signatures and not is_replaced)
        self.signature.setEnabled(can)
        for action in (self._edit_status, self._clear_status):
            action.setVisible(has_signatures)
            action.setEnabled(can)

    @Slot()
    def _edit_signature(self) -> None:
        self.signature_edit.start(self._me.signature, self.signature)

    @Slot()
    def _edit_status_text(self) -> None:
        self.status_edit.start(self._me.status_text, self.signature if self._is_compact else self.button)

    def _edited(self, field: str, text: str) -> None:
        if text != getattr(self._me, field):
            self.line_edited.emit(field, text)

    def show_security(self, security: Security) -> None:
        """Show a closed or open padlock; none for a server on this computer."""
        self._server = security.server
        self._show_account()
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
        words = self._me.status_text
        self._row.setSpacing(7 if current_theme().is_classic else 2)
        self._texts.setSpacing(2 if current_theme().is_classic else 0)
        self._dot.set_status(self.shown_status)
        self._dot.setVisible(self._is_compact and self._connected)
        if self._is_compact:
            self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self.button.setIcon(icon("chevron-down", current_theme().on_head))
        else:
            self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.button.setIcon(status_icon(self.shown_status, on_head=True))
        text = self.tr("{status} · {words}").format(status=text, words=isolated(words)) if words else text
        self.button.setText(text)
        self.button.setAccessibleName(self.tr("My status: {status}").format(status=text))
        meaning = self.tr("How others see me")
        if self._is_idle:
            meaning = self.tr(
                "This computer was not used for a while: others see you as Away, unless you use another device."
            )
        self.button.setToolTip(plain_tip(f"{text}\n{meaning}"))
        self._clear_status.setEnabled(self._edit_status.isEnabled() and bool(words))
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
