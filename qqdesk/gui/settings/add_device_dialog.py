"""The link that brings another computer of mine to my account."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.invitation_link import number_code
from qqdesk.gui.invite.invitation_texts import reach_text
from qqdesk.gui.invite.qr_code import QrCode
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.buttons import CopyButton
from qqdesk.gui.shared.labels import ElidedLabel, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.type_size import scaled


class AddDeviceDialog(QDialog):
    """The link holds addresses, fingerprint and number, and no secret: the other computer asks for the password."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        messenger = context.messenger
        self._messenger = messenger
        self.setWindowTitle(self.tr("Add a device"))
        explanation = wrapped_label(
            self.tr("Open this link on your other computer, or paste it into qqdesk there. It asks for your password.")
        )
        self.link_edit = QLineEdit(readOnly=True)
        self.link_edit.setAccessibleName(self.tr("Link to your account"))
        self.link_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.copy_link = CopyButton(self.tr("&Copy link"), "on_accent")
        self.copy_link.setProperty("role", "primary")
        self.copy_link.clicked.connect(self._copy)
        self.reach = ElidedLabel(role="secondary")
        self.qr = QrCode()
        card = QFrame()
        card.setProperty("role", "qr")
        card.setLayout(column(self.qr, margins=1))
        caption = small_label(self.tr("To pass on with a phone"))
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        hint = wrapped_label(
            self.tr("Was your password made by qqdesk, so that you do not know it? Then choose one first."), "secondary"
        )
        self.change_password = QPushButton(self.tr("Change &password…"))
        self.change_password.clicked.connect(partial(context.navigator.open, routes.Password()))
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        password = column(hint, row(self.change_password, None), None, spacing=8)
        contents = column(
            explanation,
            row((self.link_edit, 1), self.copy_link),
            self.reach,
            row(column(card, caption, None, spacing=8), (password, 1), spacing=16),
            row(None, close),
            margins=16,
            spacing=12,
        )
        self._scroll = WindowScroll(self, contents, QSize(scaled(460), 0), wraps=True)
        messenger.invitations.place_changed.connect(self._show_link)
        self._show_link()
        self.copy_link.setFocus()

    @Slot()
    def _show_link(self) -> None:
        link = self._messenger.invitations.link(number_code(self._messenger.me.number))
        shown = link.http() if link is not None else ""
        self.link_edit.setText(shown)
        self.link_edit.setCursorPosition(0)
        self.copy_link.setEnabled(bool(shown))
        self.qr.show_text(shown)
        reach = reach_text(link, place_name(self._messenger))
        self.reach.setText(reach)
        self.reach.setVisible(bool(reach))
        self.resize(self._scroll.least_size(scaled(460)).boundedTo(room_for(self)))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.link_edit.text())
        self.copy_link.confirm()
