"""Dialogs about the server's certificate, and about the protection of the connection."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from qqdesk.domain.connection import Security, UntrustedServer
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fingerprint_box import FingerprintBox
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.type_size import scaled

WIDTH = 440


class _Question(QDialog):
    """A title with an icon, paragraphs, and buttons. It scrolls on a small screen."""

    def __init__(self, icon: str, role: str, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        heading = wrapped_label(title)
        heading.setFont(semibold(self.font(), 1.2))
        top = row(column(IconLabel(icon, role, 28), None), (heading, 1), spacing=12)
        self._texts = column(top, margins=(16, 16, 16, 12), spacing=12)
        self._buttons = row(margins=(16, 4, 16, 16))
        floor = QSize(scaled(WIDTH), 0)
        self._scroll = WindowScroll(self, column((self._texts, 1), self._buttons), floor, wraps=True)

    def _add_text(self, text: str) -> None:
        self._texts.addWidget(wrapped_label(text))

    def _add_fingerprint(self, caption: str, fingerprint: str) -> None:
        self._texts.addWidget(FingerprintBox(caption, fingerprint))

    def _finish(
        self, cancel: str, accept: str = "", *, is_danger: bool = False, aside: QPushButton | None = None
    ) -> None:
        """Add the buttons; the one that cancels is the default. `aside` is at the left. Then fit the height."""
        self.accept_button = QPushButton(accept)
        self.accept_button.setVisible(bool(accept))
        self.accept_button.clicked.connect(self.accept)
        if is_danger:
            self.accept_button.setProperty("role", "danger")
        self.cancel_button = QPushButton(cancel)
        self.cancel_button.clicked.connect(self.reject)
        fill(self._buttons, *([aside] if aside is not None else []), None, self.accept_button, self.cancel_button)
        self._texts.addStretch(1)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
        width = self._scroll.least_size(0).width()
        self.resize(self._scroll.least_size(width).boundedTo(room_for(self)))


class UnknownCertificateDialog(_Question):
    """Accepted if this is the certificate of a new server without an authority."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("lock", "accent", self.tr("Is this the right place?"), parent)
        self._add_text(
            self.tr(
                "You are at {place} for the first time. Compare this fingerprint with the one of its owner, who finds "
                "it in the window of the place under Network, or in the output of qqdesk-server."
            ).format(place=isolated(doubt.server))
        )
        self._add_fingerprint(self.tr("Fingerprint of the certificate (SHA-256)"), doubt.fingerprint)
        self._finish(self.tr("Cancel"), self.tr("Co&nnect"))


class UnencryptedDialog(_Question):
    """Accepted to send the password to a new server without encryption."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("lock-open", "danger", self.tr("Connect without encryption?"), parent)
        self._add_text(
            self.tr(
                "The connection to {place} is not encrypted. Others on the network can learn your password, "
                "and read what you write."
            ).format(place=doubt.server)
        )
        self._add_text(
            self.tr(
                "Old servers have no encryption. If this place has it, somebody on the network may be hiding that: "
                "ask the owner of the place. If you connect, you will not be asked again about this place."
            )
        )
        self._finish(self.tr("Cancel"), self.tr("Connect &without encryption"), is_danger=True)


class ChangedCertificateDialog(_Question):
    """Accepted to forget the old certificate, after a second question."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("warning", "danger", self.tr("The place shows another certificate than before"), parent)
        self._doubt = doubt
        self.confirmation: TrustNewCertificateDialog | None = None
        self._add_text(
            self.tr(
                "Perhaps {place} was set up again. But somebody may also pretend to be {place}, to learn your "
                "password and read your messages. Nothing was sent."
            ).format(place=doubt.server)
        )
        self._add_text(
            self.tr(
                "Ask the owner of the place, by telephone or face to face, whether the certificate was changed, and "
                "compare the new fingerprint with them. Do not connect before that."
            )
        )
        if doubt.known:
            known = self.tr("The certificate so far, known since {day}").format(day=_day(doubt.since))
            self._add_fingerprint(known if doubt.since else self.tr("The certificate so far"), doubt.known)
        else:
            self._add_text(
                self.tr("So far the place had a certificate that an authority vouched for. It has none now.")
            )
        self._add_fingerprint(self.tr("The certificate that is shown now"), doubt.fingerprint)
        self.forget_button = QPushButton(self.tr("&Forget the old certificate…"))
        self.forget_button.setProperty("role", "danger")
        self.forget_button.clicked.connect(self._confirm)
        self._finish(self.tr("Do not connect"), aside=self.forget_button)

    @Slot()
    def _confirm(self) -> None:
        self.confirmation = TrustNewCertificateDialog(self._doubt, self)
        self.confirmation.accepted.connect(self.accept)
        self.confirmation.open()


class TrustNewCertificateDialog(_Question):
    """The second question before a changed certificate is accepted."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("warning", "danger", self.tr("Trust the new certificate?"), parent)
        self._add_text(
            self.tr(
                "Continue only if the owner of {place} told you that the certificate was changed, and gave you this "
                "fingerprint. From then on only the new certificate is accepted."
            ).format(place=doubt.server)
        )
        self._add_fingerprint(self.tr("The certificate that is shown now"), doubt.fingerprint)
        self._finish(self.tr("Cancel"), self.tr("&Trust the new certificate"), is_danger=True)


class ConnectionDialog(_Question):
    """The protection of the connection of this session."""

    def __init__(self, security: Security, parent: QWidget | None = None) -> None:
        encrypted = security.encrypted
        super().__init__(
            "lock" if encrypted else "lock-open", "accent" if encrypted else "danger", security_text(security), parent
        )
        self.setModal(False)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._add_text(security_sentence(security))
        if security.fingerprint:
            self._add_fingerprint(self.tr("Fingerprint of the certificate (SHA-256)"), security.fingerprint)
        self._finish(self.tr("Close"))


def security_text(security: Security) -> str:
    """Return a title."""
    if security.encrypted:
        return QCoreApplication.translate("Connection", "Encrypted connection")
    return QCoreApplication.translate("Connection", "The connection is not encrypted")


def security_sentence(security: Security) -> str:
    """Return the consequences, and the advice."""
    if not security.encrypted:
        sentence = QCoreApplication.translate(
            "Connection",
            "Others on the network between you and {place} can read what you write, and can sign in as you. Ask its "
            "owner to switch on HTTPS.",
        )
    elif security.vouched_for:
        sentence = QCoreApplication.translate(
            "Connection",
            "No one between you and {place} can read what you write. An authority that this computer trusts vouches "
            "for it.",
        )
    else:
        sentence = QCoreApplication.translate(
            "Connection",
            "No one between you and {place} can read what you write. You accepted its certificate. If that changes, "
            "you are warned.",
        )
    return sentence.format(place=security.server)


def _day(since: str) -> str:
    date = QDate.fromString(since, Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.LongFormat) if date.isValid() else since
