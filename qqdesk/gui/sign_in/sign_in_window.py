"""The sign-in window.

It is shown before the messenger is imported: it emits signals, and the sign-in flow calls its methods.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import SavedAccount, load_accounts
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import IconLabel, icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import FirstPaint, room_for
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.server_choice import Place
from qqdesk.gui.sign_in.sign_in_form import Mistake, RestoredPlace, SignInForm, place_label
from qqdesk.gui.sign_in.sign_in_page import SignInPage

WIDTH, HEIGHT = 320, 360
_ADDRESS_PROBLEMS = frozenset(
    {
        ProblemKind.NO_CONNECTION,
        ProblemKind.TIMED_OUT,
        ProblemKind.CERTIFICATE,
        ProblemKind.UNKNOWN_CERTIFICATE,
        ProblemKind.CERTIFICATE_CHANGED,
        ProblemKind.UNENCRYPTED,
        ProblemKind.NO_ENCRYPTION,
        ProblemKind.ENCRYPTION_LOST,
        ProblemKind.OTHER_PLACE,
        ProblemKind.PLACES_FILE,
        ProblemKind.HOST_NAME_REFUSED,
        ProblemKind.NOT_A_SERVER,
        ProblemKind.BAD_ADDRESS,
    }
)
_CHECKED = frozenset(
    {
        ProblemKind.NO_CONNECTION,
        ProblemKind.TIMED_OUT,
        ProblemKind.PROXY,
        ProblemKind.CERTIFICATE,
        ProblemKind.NO_ENCRYPTION,
        ProblemKind.NOT_A_SERVER,
    }
)
"""The problems that a connection check may explain."""


class SignInWindow(QWidget):
    """Answer `submitted` with `show_progress` and `show_problem`."""

    submitted = Signal(object)  # SignInForm
    account_removed = Signal(object)  # SavedAccount
    settings_clicked = Signal()
    first_start_clicked = Signal()
    forgotten_clicked = Signal(str, int, object)
    """The server, the number or 0, and the SavedAccount or None."""
    check_clicked = Signal()
    cancelled = Signal()
    closed = Signal()

    def __init__(self, faces: FaceSource, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Sign in – qqdesk"))
        self._fit_timer = QTimer(self, singleShot=True)
        self._fit_timer.timeout.connect(self._fit)
        self._first_paint = FirstPaint(self)
        self.painted = self._first_paint.painted
        self.painted.connect(self._on_painted)
        self.page = SignInPage(faces)
        self.page.fill_in(settings)
        self.page.first_start.clicked.connect(self._open_first_start)
        self.page.forgotten.clicked.connect(self._open_forgotten)
        self.page.accounts.clicked.connect(self.show_accounts)
        add_keys(self, {Action.ACCOUNTS: self.show_accounts})
        self.faces, self._settings = faces, settings
        self.message = Bar()
        self.message.acted.connect(self.check_clicked)
        self.message.acted_otherwise.connect(self._open_forgotten)
        self.submit = role_button(self.tr("Sign in"), "primary")
        self.submit.clicked.connect(self._submit)
        self.step = ElidedLabel("", "secondary")
        """The current step of a running attempt."""
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self._progress = QWidget()
        self._progress.setLayout(column(self.step, self._bar, self.cancel, spacing=12))
        self._progress.hide()
        self.settings_button = icon_button(Action.SETTINGS.icon, Action.SETTINGS.tip, "on_head")
        self.settings_button.setProperty("role", "head")
        self.settings_button.clicked.connect(self._open_settings)
        head = _brand_head(self.tr("Your people, your place"), self.settings_button)
        body = column(self.message, (self.page, 1), margins=(16, 16, 16, 0), spacing=12)
        foot = QWidget()
        foot.setLayout(column(self.submit, self._progress, margins=16))
        self._scroll = WindowScroll(self, column(head, (body, 1)), QSize(scaled(WIDTH), 0), wraps=True, foot=foot)
        self._scroll.contents.installEventFilter(self)
        self.resize(self.sizeHint().boundedTo(room_for(self)))
        self._fit_timer.start()
        self.focus_first()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), max(HEIGHT, super().sizeHint().height()))

    @property
    def is_busy(self) -> bool:
        return not self.page.isEnabled()

    # Show the state of an attempt

    def show_progress(self, text: str) -> None:
        """Show a running attempt: `text` names its current step."""
        self.message.clear()
        self.step.setText(text)
        self._bar.setAccessibleName(text)
        self._set_busy(True)
        self.cancel.setFocus()

    def show_problem(self, problem: Problem) -> None:
        """Show why an attempt failed, and focus the field to correct."""
        self._set_busy(False)
        check = self.tr("Check…") if problem.kind in _CHECKED else ""
        sentence, forgotten = problem_text(problem), ""
        if problem.kind is ProblemKind.WRONG_PASSWORD:
            forgotten = self.page.forgotten.text()
            if self.page.account is not None:
                sentence = self.tr("The password is not right. If it was changed, type the new one.")
        self.message.show_error(sentence, check, forgotten)
        self.message.setToolTip(plain_tip(problem.detail))
        self._focus_field_to_correct(problem.kind)

    def _focus_field_to_correct(self, kind: ProblemKind) -> None:
        page = self.page
        where: QLineEdit = page.password
        if kind is ProblemKind.NO_SUCH_USER:
            page.show_fields()
            where = page.number
        elif kind in (ProblemKind.WRONG_PASSWORD, ProblemKind.PASSWORD_CHANGED):
            page.ask_password()
        elif kind in _ADDRESS_PROBLEMS and page.server.address.isVisible():
            where = page.server.address
        elif not where.isVisible():
            self.submit.setFocus()
            return
        where.setFocus()
        where.selectAll()

    @Slot()
    def focus_first(self) -> None:
        """Focus the first empty field, else the button."""
        (self.page.empty_field() or self.submit).setFocus()

    @Slot(str)
    def ask_password(self, sentence: str) -> None:
        """Ask for a password that is not in the keyring."""
        self._set_busy(False)
        self.message.show_notice(sentence)
        self.page.show_known()
        self.page.ask_password()
        self.page.password.setFocus()

    @Slot(object)
    def show_restored(self, place: RestoredPlace) -> None:
        """Offer the accounts of a place that was restored on this computer."""
        self.page.server.kind.offers_local = True
        self.page.server.choose(LOCAL_SERVER)
        if place.accounts:
            self.page.pick(place.accounts[0])
        sentence = self.tr("{place} is open again. Sign in with the password from before.")
        self.message.show_notice(sentence.format(place=isolated(place.name or self.tr("The place"))))

    def show_linked(self, account: SavedAccount) -> None:
        """Fill in the account that a link names."""
        self.page.pick(account)
        self.message.clear()
        if not self.page.has_stored_password:
            sentence = self.tr("Type the password of number {number} at {place}.")
            self.message.show_notice(sentence.format(number=account.number, place=isolated(place_label(account))))

    @Slot()
    def show_accounts(self) -> None:
        """Open the list of used accounts."""
        from qqdesk.gui.sign_in.account_list import AccountList

        known = load_accounts(self._settings)
        if known:
            chooser = AccountList(known, self.faces, self.page.face)
            chooser.chosen.connect(self._pick)
            chooser.other_clicked.connect(self._on_other_account)
            chooser.removed.connect(self._ask_removal)
            chooser.open()

    @Slot(object)
    def _pick(self, account: SavedAccount) -> None:
        self.message.clear()
        self.page.pick(account)
        self.focus_first()

    @Slot()
    def _on_other_account(self) -> None:
        self.message.clear()
        self.page.number.clear()
        self.page.password.clear_secret()
        self.page.stays.setChecked(False)
        self.focus_first()

    @Slot(object)
    def _ask_removal(self, account: SavedAccount) -> None:
        from qqdesk.gui.sign_in.account_list import removal_question

        question = removal_question(account, self)
        question.confirmed.connect(lambda: self._remove(account))
        question.open()

    def _remove(self, account: SavedAccount) -> None:
        self.account_removed.emit(account)
        if account.is_at(self.page.number.number(), self.page.server.server()):
            self.page.number.clear()
            self.page.password.clear_secret()
        self.page.show_known()
        self.focus_first()

    def show_idle(self) -> None:
        self.message.clear()
        self._set_busy(False)
        self.focus_first()

    def set_found(self, found: list[Place]) -> None:
        self.page.server.set_found(found)

    def forget_password(self) -> None:
        self.page.password.clear_secret()

    def hide_for_session(self) -> None:
        """Hide the window, and free the memory of its backing store."""
        self.hide()
        self.destroy()

    def show_sign_in_again(self) -> None:
        """Show the form after a session."""
        self._set_busy(False)
        self.page.show_account()
        self.show_sign_in()
        self.show()
        self.raise_()

    @Slot()
    def show_sign_in(self) -> None:
        self.message.clear()
        self.focus_first()

    def _set_busy(self, busy: bool) -> None:
        self.page.setEnabled(not busy)
        self._progress.setVisible(busy)
        self.submit.setVisible(not busy)

    @Slot()
    def _fit(self) -> None:
        """Fit the height to the visible widgets."""
        if not self.isMaximized():
            # Texts in other languages may need a wider window.
            self._scroll.limit_window()
            # The height of wrapped sentences depends on the width.
            height = max(HEIGHT, self._scroll.least_size(self.width()).height())
            self.resize(QSize(self.width(), height).boundedTo(room_for(self)))

    # Actions of the user

    @Slot()
    def _submit(self) -> None:
        if self.is_busy:
            return
        self._first_paint.finish()
        form = self.page.form()
        match form:
            case Mistake():
                self.message.show_error(form.sentence)
                form.where.setFocus()
            case SignInForm():
                self.show_progress(self.tr("Signing in…"))
                self.submitted.emit(form)

    @Slot()
    def _open_first_start(self) -> None:
        self._first_paint.finish()
        self.first_start_clicked.emit()

    @Slot()
    def _open_forgotten(self) -> None:
        self._first_paint.finish()
        server, number = self.page.server.server(), self.page.number.number()
        if server == LOCAL_SERVER and not number:
            self.message.show_error(self.tr("Type your number."))
            self.page.number.setFocus()
            return
        self.page.show_known()
        self.forgotten_clicked.emit(server, number, self.page.account)

    @Slot()
    def _open_settings(self) -> None:
        self._first_paint.finish()
        self.settings_clicked.emit()

    @Slot()
    def _cancel(self) -> None:
        if self.is_busy:
            self.show_idle()
            self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if event.isAutoRepeat():  # Enter held down would press Cancel, which has the focus after it
                return
            if isinstance(focus, QPushButton) and focus.hasFocus():
                focus.click()
            else:
                self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.is_busy:
                self._cancel()
            else:
                self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._cancel()
        event.accept()
        self.closed.emit()

    @Slot()
    def _on_painted(self) -> None:
        self.page.server.kind.fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the window when the height of its contents is known; wrapped sentences report it late."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_timer.start()
        return False


def _brand_head(sentence: str, button: QWidget) -> Head:
    head = Head()
    name = ElidedLabel(QCoreApplication.applicationName() or "qqdesk", "on_head")
    name.setFont(semibold(name.font(), 1.5))
    motto = ElidedLabel(sentence, "secondary_on_head")
    motto.setFont(small(motto.font()))
    texts = column(None, name, motto, None, spacing=2)
    picture = IconLabel("qqdesk", "on_head", 44)
    head.setLayout(row(picture, (texts, 1), column(button, None), margins=(16, 12, 16, 16), spacing=12))
    head.setFixedHeight(scaled(80))
    return head
