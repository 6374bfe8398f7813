"""The question when the place on this computer is open."""

import html
import logging
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from qqdesk.gui.admin.keep_running_texts import KeepRunning, KeepRunningTexts
from qqdesk.gui.first_start.cards import RadioCard
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
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


class KeepRunningDialog(QDialog):
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
        texts = KeepRunningTexts(self)
        self.cards: dict[KeepRunning, RadioCard] = {}
        for choice in KeepRunning:
            card = self.cards[choice] = RadioCard(texts.choice(choice))
            card.set_sentence(html.escape(texts.meaning(choice)), texts.meaning(choice))
        self.cards[KeepRunning.ALWAYS].setVisible(autostart.can_start_before_sign_in())
        self.sleep = small_label(texts.sleep(sleeps_after))
        self.sleep.setVisible(bool(self.sleep.text()))
        self.message = Bar(can_close=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        area = _Area(WrappedContents(column(*self.cards.values(), 4, self.sleep, None, spacing=8)))
        self.setLayout(column(heading_label(title), 4, (area, 1), self.message, buttons, margins=_MARGIN, spacing=8))
        chosen = self.cards[read_keep_running(autostart)]
        chosen.setChecked(True)
        chosen.setFocus()
        self.resize(scaled(_WIDTH), 0)
        fit_height(self)

    @property
    def choice(self) -> KeepRunning:
        return next(choice for choice, card in self.cards.items() if card.isChecked())

    @Slot()
    def save(self) -> None:
        try:
            change_keep_running(self._autostart, self._command, self.choice)
        except OSError as error:
            log.warning("when the place is open cannot be changed: %s", error)
            sentence = self.tr("The system did not accept the change: {why}").format(why=error.strerror or error)
            self.message.show_error(sentence)
            fit_height(self)
        else:
            self.accept()


def read_keep_running(autostart: PlaceAutostart) -> KeepRunning:
    try:
        if not autostart.is_on():
            return KeepRunning.WHILE_RUNNING
        return KeepRunning.ALWAYS if autostart.starts_before_sign_in() else KeepRunning.SIGNED_IN
    except OSError as error:
        log.warning("when the place is open cannot be read: %s", error)
        return KeepRunning.WHILE_RUNNING


def change_keep_running(autostart: PlaceAutostart, command: Sequence[str], choice: KeepRunning) -> None:
    """Raise OSError with a sentence if the system refuses; a place that closed with qqdesk then still does.

    `command` keeps the place open.
    """
    if choice is KeepRunning.WHILE_RUNNING:
        autostart.turn_off()
        return
    was_on = autostart.is_on()
    autostart.turn_on(command)
    try:
        autostart.set_before_sign_in(choice is KeepRunning.ALWAYS)
    except OSError:
        if not was_on:
            autostart.turn_off()
        raise
