"""The place on this computer: opening it to the network, and the question before quitting."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QMessageBox, QPushButton, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.texts import name_list
from qqdesk.gui.sign_in.local_place import LocalPlace, present_names
from qqdesk.protocol.admin_commands import Person
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger


class AdminOpener(QObject):
    """Opens the window of the place, and closes it when I am no longer its administrator."""

    def __init__(self, context: AdminContext, windows: WindowManager, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._windows = context, windows
        self._dismissal = ""
        """The notice that I am no longer an administrator."""
        windows.openers[routes.Admin] = self.open
        context.admin.is_allowed_changed.connect(self._on_allowed_changed)

    @Slot(str)
    def open(self, page: str = "") -> None:
        """Show the window, and the page with this key."""
        from qqdesk.gui.admin.admin_window import AdminWindow

        if not self._context.admin.is_admin:
            return
        window = self._windows.passing.find(AdminWindow)
        if window is None:
            window = AdminWindow(self._context, self._windows.main)
            self._windows.passing.open(window)
        if page:
            window.show_page(page)
        bring_up(window)

    @Slot()
    def _on_allowed_changed(self) -> None:
        from qqdesk.gui.admin.admin_window import AdminWindow

        messenger = self._context.messenger
        if self._context.admin.is_admin:
            self._windows.main.banners.drop_notice(self._dismissal)
            return
        window = self._windows.passing.find(AdminWindow)
        if window is None:
            return
        window.close()
        window.deleteLater()  # with its open questions
        if messenger.me.number:  # still signed in
            sentence = self.tr("You are no longer an administrator of {place}.")
            self._dismissal = sentence.format(place=isolated(place_name(messenger)))
            self._windows.main.banners.show_notice(self._dismissal)


_MOST_NAMES = 3


class QuitQuestion(QMessageBox):
    """Ask whether the place stays open for the others."""

    def __init__(self, place: str, names: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        put_icon(self, "info", "accent")
        self.setWindowTitle(self.tr("Quit qqdesk"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.tr("%n other(s) are at {place}", "", len(names)).format(place=isolated(place)))
        shown = name_list(map(isolated, names[:_MOST_NAMES]))
        if len(names) > _MOST_NAMES:
            shown = self.tr("{names} and {count} more").format(names=shown, count=len(names) - _MOST_NAMES)
        sentence = self.tr("Here now: {names}. In an open place they can go on writing to each other without you.")
        self.setInformativeText(sentence.format(names=shown))
        self.stays_box = QCheckBox(self.tr("Open it also when I sign in to this computer"))
        self.setCheckBox(self.stays_box)
        self.leave_button = self.addButton(self.tr("Leave the place open"), QMessageBox.ButtonRole.AcceptRole)
        self.close_button = self.addButton(self.tr("Close it for everybody"), QMessageBox.ButtonRole.DestructiveRole)
        self.cancel_button: QPushButton = self.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.leave_button)
        self.setEscapeButton(self.cancel_button)


class HostedPlace(QObject):
    """Manages the place of the session if it is the one of this computer; see `is_here`."""

    def __init__(
        self, messenger: Messenger, place: LocalPlace, faces: FaceSource, windows: WindowManager, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messenger, self._place, self._faces, self._windows = messenger, place, faces, windows
        self.question: QuitQuestion | None = None
        windows.can_open_place = self.is_here
        windows.openers[routes.OpenPlace] = self.open
        self.home = AdminOpener(AdminContext(messenger, windows, faces, place, self.is_here), windows, self)
        place.port_changed.connect(self._on_port_changed)

    def is_here(self) -> bool:
        """Whether the place of the session is the one of this computer."""
        return self._place.is_running and self._place.address.endswith(f"//{self._messenger.security.server}")

    @Slot(int, int)
    def _on_port_changed(self, taken: int, port: int) -> None:
        sentence = self.tr("Port {taken} is used by another program, so {place} is at port {port}.")
        name = self._place.settings.name or self.tr("the place on this computer")
        self._windows.main.banners.show_notice(sentence.format(taken=taken, place=isolated(name), port=port))

    # Who can reach it

    @Slot()
    def open(self) -> None:
        try:
            self._place.change_reach(is_open=True)
        except OSError as error:
            self._windows.main.banners.show_failure(Problem(ProblemKind.DISK, str(error)))

    # Quitting

    def online_contacts(self) -> list[str]:
        """Return the names of my contacts who are online at the place."""
        return self._names_here(())

    def ask_before_quit(self, on_confirmed: Callable[[], None], on_cancelled: Callable[[], None]) -> None:
        """Call `on_confirmed`, which quits; ask before if others are at a place that does not stay open.

        The place tells its administrators also about people who are invisible, or not on the list. Call `on_cancelled`
        if the program goes on without a session at the place: the window that asked is closed.
        """
        admin, is_here = self._messenger.admin, self.is_here()
        if not self._place.is_running or not self._place.closes_at_end(is_used=is_here):
            on_confirmed()
        elif not is_here:
            listed = self._place.list_present().finished
            listed.connect(lambda _, output, __: self._ask(present_names(output), on_confirmed, on_cancelled))
        elif admin.is_allowed and admin.is_connected:
            admin.list_people().then(
                self,
                lambda reply: self._ask(self._names_here(reply.people), on_confirmed),
                lambda _: self._ask(self.online_contacts(), on_confirmed),
            )
        else:
            self._ask(self.online_contacts(), on_confirmed)

    def _names_here(self, people: Iterable[Person]) -> list[str]:
        """Return the names of my contacts who are online, and of those of `people` who are signed in."""
        names = {one.number: one.nickname or str(one.number) for one in people if one.is_present}
        names.update({one.number: one.name for one in self._messenger.roster if one.status is not Status.OFFLINE})
        names.pop(self._messenger.me.number, None)
        return list(names.values())

    def _ask(
        self, names: list[str], on_confirmed: Callable[[], None], on_cancelled: Callable[[], None] | None = None
    ) -> None:
        if not names:
            on_confirmed()
            return
        if self.question is not None:
            bring_up(self.question)
            return
        parent = self._windows.main if self._windows.main.isVisible() else None
        name = place_name(self._messenger) if self.is_here() else self._place.settings.name
        question = self.question = QuitQuestion(name, names, parent)
        question.leave_button.clicked.connect(partial(self._leave_open, question.stays_box, on_confirmed, on_cancelled))
        question.close_button.clicked.connect(on_confirmed)
        if on_cancelled is not None:
            question.rejected.connect(on_cancelled)  # also if the question is closed
        question.finished.connect(self._forget_question)
        question.open()

    def _leave_open(
        self, stays_box: QCheckBox, on_left: Callable[[], None], on_failed: Callable[[], None] | None
    ) -> None:
        if stays_box.isChecked():
            try:
                self._place.autostart.turn_on(self._place.host_command())
            except OSError as error:
                sentence = self.tr("The system did not accept the change: {why}")
                self._windows.main.banners.show_notice(sentence.format(why=error.strerror or error))
                if on_failed is not None:
                    on_failed()
                return
        self._place.leave()
        on_left()

    @Slot()
    def _forget_question(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    def close(self) -> None:
        if self.question is not None:
            self.question.hide()
            self._forget_question()
