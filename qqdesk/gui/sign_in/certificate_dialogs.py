"""Dialogs about the server's certificate: is it the right one, why is it another one now, and how safe is this."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qqdesk.domain.connection import Security
from qqdesk.domain.untrusted_server import UntrustedServer
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screens import room_for
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import IconLabel, semibold, small
from qqdesk.gui.shared.wrapped_label import wrapped_label
from qqdesk.protocol.fingerprint import written_fingerprint

WIDTH = 440
_PAIRS_IN_A_LINE = 8
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class FingerprintBox(QFrame):
    """A fingerprint in lines that two people can read to each other, under what it is of, and a button to copy it."""

    def __init__(self, caption: str, fingerprint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._written = written_fingerprint(fingerprint)
        name = QLabel(caption)
        name.setFont(small(self.font()))
        name.setProperty("role", "secondary")
        name.setWordWrap(True)
        self.digits = QLabel(_in_lines(self._written))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() + 0.5)
        self.digits.setFont(font)
        self.digits.setTextInteractionFlags(_SELECTABLE)
        self.digits.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.digits.setAccessibleName(f"{caption} {self._written.replace(':', ' ')}")
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the fingerprint"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.digits, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(name)
        column.addLayout(row)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._written)


def _in_lines(written: str) -> str:
    pairs = written.split(":")
    return "\n".join(
        ":".join(pairs[place : place + _PAIRS_IN_A_LINE]) for place in range(0, len(pairs), _PAIRS_IN_A_LINE)
    )


class _Question(QDialog):
    """A title with an icon, paragraphs, and buttons of which the safe one is the default."""

    def __init__(self, icon: str, role: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(scaled(WIDTH))
        heading = wrapped_label(title)
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() + 2)
        heading.setFont(font)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(IconLabel(icon, role, 28), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(heading, 1, Qt.AlignmentFlag.AlignVCenter)
        # On a small or finely scaled screen the words are scrolled, and the buttons stay in sight.
        self._words = QWidget()
        self._column = QVBoxLayout(self._words)
        self._column.setContentsMargins(16, 16, 16, 12)
        self._column.setSpacing(12)
        self._column.addLayout(top)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._words)
        self._area.viewport().setAutoFillBackground(False)
        self._words.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._area, 1)

    def _say(self, text: str, role: str = "") -> None:
        self._column.addWidget(wrapped_label(text, role))

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _add_buttons(self, *buttons: QPushButton, aside: QPushButton | None = None) -> None:
        """The last one is the default. `aside` stands apart from the others."""
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 16)
        row.setSpacing(8)
        if aside is not None:
            row.addWidget(aside)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self._column.addStretch(1)
        self._buttons = QWidget()
        self._buttons.setLayout(row)
        outer = self.layout()
        assert outer is not None
        outer.addWidget(self._buttons)
        buttons[-1].setDefault(True)
        buttons[-1].setFocus()

    def fit(self) -> None:
        """As high as its words are at this width, as far as the screen is."""
        width = max(scaled(WIDTH), self._column.minimumSize().width(), self._buttons.minimumSizeHint().width())
        height = self._column.totalHeightForWidth(width) + self._buttons.sizeHint().height()
        self.setMinimumWidth(width)
        self.resize(width, min(height, room_for(self).height()))


class UnknownCertificateDialog(_Question):
    """The first time at a server that nobody vouches for. Accepted: this is its certificate."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("lock", "accent", self.tr("Is this the right server?"), parent)
        self._say(
            self.tr(
                "The connection to {place} is encrypted. But you are there for the first time, and no authority "
                "vouches for who is at its other end: it might be somebody else, who would read all that you write."
            ).format(place=doubt.server)
        )
        self._say(
            self.tr(
                "Compare this fingerprint with the one that the server printed when it was started, or have whoever "
                "runs it read it to you. If they are the same, it is the right server, and you will not be asked again."
            )
        )
        self.box = FingerprintBox(self.tr("Fingerprint of the certificate (SHA-256)"), doubt.fingerprint)
        self._add(self.box)
        self.connect_button = QPushButton(self.tr("Co&nnect"))
        self.connect_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self._add_buttons(self.connect_button, self.cancel_button)
        self.fit()


class UnencryptedDialog(_Question):
    """The first time at a server without encryption. Accepted: the password may go there all the same."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("lock-open", "danger", self.tr("Connect without encryption?"), parent)
        self._say(
            self.tr(
                "The connection to {place} is not encrypted. Anyone on the way can learn your password, and read what "
                "you write."
            ).format(place=doubt.server)
        )
        self._say(
            self.tr(
                "Old servers have no encryption. If this server has it, somebody on the way may be hiding that: ask "
                "whoever runs the server. If you connect, you will not be asked again about this server."
            )
        )
        self.connect_button = QPushButton(self.tr("Connect &without encryption"))
        self.connect_button.setProperty("role", "danger")
        self.connect_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self._add_buttons(self.connect_button, self.cancel_button)
        self.fit()


class ChangedCertificateDialog(_Question):
    """It is another certificate than before. Accepted: the old one is to be forgotten, which was asked about twice."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("warning", "danger", self.tr("The server shows another certificate than before"), parent)
        self._doubt = doubt
        self.confirmation: TrustNewCertificateDialog | None = None
        self._say(
            self.tr(
                "Perhaps {place} was set up anew. But it may also be that somebody between you and the server takes "
                "its place, to learn your password and read what you write. Nothing was sent."
            ).format(place=doubt.server)
        )
        self._say(
            self.tr(
                "Ask whoever runs the server, by telephone or face to face, whether the certificate was changed, and "
                "compare the new fingerprint with them. Until then do not connect."
            )
        )
        if doubt.known:
            known = self.tr("The certificate so far, known since {day}").format(day=_day(doubt.since))
            self._add(FingerprintBox(known if doubt.since else self.tr("The certificate so far"), doubt.known))
        else:
            self._say(self.tr("So far the server had a certificate that an authority vouched for. It has none now."))
        self._add(FingerprintBox(self.tr("The certificate that is shown now"), doubt.fingerprint))
        self.forget_button = QPushButton(self.tr("&Forget the old certificate…"))
        self.forget_button.setProperty("role", "danger")
        self.forget_button.clicked.connect(self._confirm)
        self.close_button = QPushButton(self.tr("Do not connect"))
        self.close_button.clicked.connect(self.reject)
        self._add_buttons(self.close_button, aside=self.forget_button)
        self.fit()

    @Slot()
    def _confirm(self) -> None:
        self.confirmation = TrustNewCertificateDialog(self._doubt, self)
        self.confirmation.accepted.connect(self.accept)
        self.confirmation.open()


class TrustNewCertificateDialog(_Question):
    """The second question."""

    def __init__(self, doubt: UntrustedServer, parent: QWidget | None = None) -> None:
        super().__init__("warning", "danger", self.tr("Trust the new certificate?"), parent)
        self._say(
            self.tr(
                "Go on only if whoever runs {place} has told you that the certificate was changed, and the fingerprint "
                "they told you is this one. From then on only the new certificate is taken."
            ).format(place=doubt.server)
        )
        self._add(FingerprintBox(self.tr("The certificate that is shown now"), doubt.fingerprint))
        self.trust_button = QPushButton(self.tr("&Trust the new certificate"))
        self.trust_button.setProperty("role", "danger")
        self.trust_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self._add_buttons(self.trust_button, self.cancel_button)
        self.fit()


class ConnectionDialog(_Question):
    """How the connection of this session is protected."""

    def __init__(self, security: Security, parent: QWidget | None = None) -> None:
        encrypted = security.encrypted
        super().__init__(
            "lock" if encrypted else "lock-open", "accent" if encrypted else "danger", security_text(security), parent
        )
        self.setModal(False)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._say(security_sentence(security))
        if security.fingerprint:
            self._add(FingerprintBox(self.tr("Fingerprint of the certificate (SHA-256)"), security.fingerprint))
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        self._add_buttons(close)
        self.fit()


def security_text(security: Security) -> str:
    """In a few words."""
    if security.encrypted:
        return QCoreApplication.translate("Connection", "Encrypted connection")
    return QCoreApplication.translate("Connection", "The connection is not encrypted")


def security_sentence(security: Security) -> str:
    """What that means, and what to do about it."""
    if not security.encrypted:
        sentence = QCoreApplication.translate(
            "Connection",
            "Anyone on the way between you and {place} can read what you write, and can sign in as you. "
            "Ask whoever runs the server whether it can do HTTPS.",
        )
    elif security.vouched_for:
        sentence = QCoreApplication.translate(
            "Connection",
            "Nobody on the way between you and {place} can read what you write. An authority that this computer trusts "
            "vouches for the server.",
        )
    else:
        sentence = QCoreApplication.translate(
            "Connection",
            "Nobody on the way between you and {place} can read what you write. You accepted the certificate of the "
            "server; should it change, you are warned.",
        )
    return sentence.format(place=security.server)


def _day(since: str) -> str:
    date = QDate.fromString(since, Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.LongFormat) if date.isValid() else since
