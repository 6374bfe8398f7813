"""The question when the place on this computer is open."""

import html
import logging
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from qqdesk.gui.admin.stay_texts import Stay, StayTexts
from qqdesk.gui.first_start.cards import RadioCard
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.labels import heading_label, small_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, WrappedContents
from qqdesk.gui.shared.type_size import scaled
from qqdesk.system.place_autostart import PlaceAutostart

log = logging.getLogger(__name__)

_WIDTH, _MARGIN = 400, 16


class _Area(VerticalScrollArea):
    """Shows all choices, and scrolls them only if the screen is too small."""

    def __init__(self, choices: QWidget) -> None:
        super().__init__()
        self._choices = choices
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(choices)
        self.viewport().setAutoFillBackground(False)
        choices.setAutoFillBackground(False)
        FocusInView(self)

    def sizeHint(self) -> QSize:
        width = scaled(_WIDTH) - 2 * _MARGIN - self.verticalScrollBar().sizeHint().width()
        return QSize(width, self._choices.heightForWidth(width) + 2 * self.frameWidth())


class StayDialog(QDialog):
    """`accepted` follows a change that the system has made. The dialog shows why one failed."""

    def __init__(
        self,
        place: str,
        autostart: PlaceAutostart,
        host_command: Sequence[str],
        sleeps_after: int | None,
        parent: QWidget | None = None,
    ) -> None:
        """`sleeps_after`: minutes until this computer sleeps, see `sleep_timeout`."""
        super().__init__(parent)
        self._autostart, self._command = autostart, host_command
        title = self.tr("When {place} is open").format(place=isolated(place))
        self.setWindowTitle(title)
        texts = StayTexts(self)
        self.cards: dict[Stay, RadioCard] = {}
        for stay in Stay:
            card = self.cards[stay] = RadioCard(texts.choice(stay))
            card.set_sentence(html.escape(texts.meaning(stay)), texts.meaning(stay))
        self.cards[Stay.ALWAYS].setVisible(autostart.can_start_before_sign_in())
        self.sleep = small_label(texts.sleep(sleeps_after))
        self.sleep.setVisible(bool(self.sleep.text()))
        self.message = InlineMessage()
        self.message.acted.connect(self.message.clear)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        area = _Area(WrappedContents(column(*self.cards.values(), 4, self.sleep, None, spacing=8)))
        self.setLayout(column(heading_label(title), 4, (area, 1), self.message, buttons, margins=_MARGIN, spacing=8))
        chosen = self.cards[read_stay(autostart)]
        chosen.setChecked(True)
        chosen.setFocus()
        self.resize(scaled(_WIDTH), 0)
        fit_height(self)

    @property
    def stay(self) -> Stay:
        return next(stay for stay, card in self.cards.items() if card.isChecked())

    @Slot()
    def save(self) -> None:
        try:
            change_stay(self._autostart, self._command, self.stay)
        except OSError as error:
            log.warning("when the place is open cannot be changed: %s", error)
            sentence = self.tr("The system did not accept the change: {why}").format(why=error.strerror or error)
            self.message.show_error(sentence, self.tr("Close"))
            fit_height(self)
        else:
            self.accept()


def read_stay(autostart: PlaceAutostart) -> Stay:
    try:
        if not autostart.is_on():
            return Stay.WHILE_RUNNING
        return Stay.ALWAYS if autostart.starts_before_sign_in() else Stay.SIGNED_IN
    except OSError as error:
        log.warning("when the place is open cannot be read: %s", error)
        return Stay.WHILE_RUNNING


def change_stay(autostart: PlaceAutostart, command: Sequence[str], stay: Stay) -> None:
    """Raise OSError with a sentence if the system refuses; a place that closed with qqdesk then still does.

    `command` keeps the place open.
    """
    if stay is Stay.WHILE_RUNNING:
        autostart.turn_off()
        return
    was_on = autostart.is_on()
    autostart.turn_on(command)
    try:
        autostart.set_before_sign_in(stay is Stay.ALWAYS)
    except OSError:
        if not was_on:
            autostart.turn_off()
        raise
