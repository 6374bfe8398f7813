"""The question when the place on this computer is open."""

import html
import logging
from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget
from shiboken6 import isValid

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_rows import SettingRow
from qqdesk.gui.first_start.cards import RadioCard
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.labels import heading_label, small_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, WrappedContents
from qqdesk.gui.shared.type_size import scaled
from qqdesk.system.place_autostart import PlaceAutostart
from qqdesk.system.sleep_timeout import sleep_timeout


class KeepRunning(Enum):
    """When the place on this computer is open."""

    WHILE_RUNNING = auto()
    SIGNED_IN = auto()
    ALWAYS = auto()


class KeepRunningTexts(QObject):
    def title(self, choice: KeepRunning) -> str:
        """Return the title of a row."""
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Open only while qqdesk runs")
            case KeepRunning.SIGNED_IN:
                return self.tr("Stays open while you are signed in to this computer")
            case KeepRunning.ALWAYS:
                return self.tr("Stays open, also before anybody signs in")

    def choice(self, choice: KeepRunning) -> str:
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Only while qqdesk runs")
            case KeepRunning.SIGNED_IN:
                return self.tr("While I am signed in to this computer")
            case KeepRunning.ALWAYS:
                return self.tr("Also before anybody signs in")

    def meaning(self, choice: KeepRunning) -> str:
        """Return what a choice means. A sign-out does not close the place on each system."""
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Quitting qqdesk closes the place.")
            case KeepRunning.SIGNED_IN:
                return self.tr("It opens when you sign in, and quitting qqdesk does not close it.")
            case KeepRunning.ALWAYS:
                return self.tr("It opens with this computer, and stays open when you sign out.")

    def sleep(self, minutes: int | None) -> str:
        """Return when this computer sleeps, "" for never."""
        if minutes is None:
            return ""
        if minutes % 60 == 0:
            return self.tr("The place sleeps with this computer, after %n hour(s).", "", minutes // 60)
        return self.tr("The place sleeps with this computer, after %n minute(s).", "", minutes)


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


class KeepRunningRow(SettingRow):
    """The row of the overview about when the place is open. For the place on this computer only. Asks
    the system in another thread: its programs may be slow.
    """

    read = Signal(object, object)
    """The KeepRunning, and the minutes until this computer sleeps or None."""

    def __init__(self, context: AdminContext) -> None:
        self.button = QPushButton()
        super().__init__("power", self.button)
        self._context, self._texts = context, KeepRunningTexts(self)
        self._sleeps_after: int | None = None
        self.button.setText(self.tr("Change…"))
        self.button.setAccessibleName(self.tr("Change when the place is open"))
        self.button.clicked.connect(self._ask)
        self.read.connect(self.show_stay)

    @Slot()
    def _ask(self) -> None:
        place = self._context.place
        name, command = place_name(self._context.messenger), place.host_command()
        dialog = KeepRunningDialog(name, place.autostart, command, self._sleeps_after, self.window())
        dialog.finished.connect(self.refresh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def refresh(self) -> None:
        QThreadPool.globalInstance().start(self._read)

    def _read(self) -> None:
        choice, sleeps_after = read_keep_running(self._context.place.autostart), sleep_timeout()
        if isValid(self):
            self.read.emit(choice, sleeps_after)

    @Slot(object, object)
    def show_stay(self, choice: KeepRunning, sleeps_after: int | None) -> None:
        self._sleeps_after = sleeps_after
        self.show_texts(self._texts.title(choice), self._texts.sleep(sleeps_after) or self._texts.meaning(choice))

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
