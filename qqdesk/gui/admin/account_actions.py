"""The actions of an administrator on an account: the menu, the questions and the requests."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QPushButton, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.problem import Problem
from qqdesk.gui.admin.admin_page import action_problem_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import CopyButton
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import ElidedLabel, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.texts import clock_text, distinct_name
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import MakeResetCodeReply, Person, PersonAction
from qqdesk.worker.messenger import Messenger

_FACE = 40


class ResetCodeDialog(QDialog):
    """A code with which a person sets a new password. Asks for a new code when it opens. The code is in memory only."""

    def __init__(
        self, messenger: Messenger, faces: FaceSource, person: Person, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._messenger, self._person, self._name = messenger, person, name
        self._text = ""
        self.setWindowTitle(self.tr("One-time code"))
        face = FaceLabel(faces, _FACE)
        face.show_face(person.face, owner=person.number)
        title, number = ElidedLabel(isolated(name)), small_label(str(person.number))
        title.setFont(semibold(self.font()))
        explanation = wrapped_label(
            self.tr(
                "With this code {name} sets a new password, and stays signed in on other devices. Give it to nobody "
                "else: it opens the account."
            ).format(name=isolated(name))
        )
        self.code = QLineEdit(readOnly=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName(self.tr("One-time code"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.2)
        font.setWeight(QFont.Weight.DemiBold)
        self.code.setFont(font)
        self.valid = small_label()
        self.message = Bar()
        self.message.acted.connect(self._make)
        self.copy_code = CopyButton(self.tr("&Copy"))
        self.copy_text = CopyButton(self.tr("Copy with a &text"), "on_accent")
        self.copy_text.setProperty("role", "primary")
        self.copy_text.setToolTip(self.tr("A message that says how to use the code"))
        close = QPushButton(self.tr("Close"))
        self.copy_code.clicked.connect(self._copy_code)
        self.copy_text.clicked.connect(self._copy_text)
        close.clicked.connect(self.accept)
        head = row(face, (column(None, title, number, None), 1), spacing=12)
        code = row((self.code, 1), self.copy_code)
        self.setLayout(
            column(
                head,
                explanation,
                self.message,
                code,
                self.valid,
                None,
                row(close, None, self.copy_text),
                margins=16,
                spacing=12,
            )
        )
        self.setMinimumWidth(scaled(440))
        fit_height(self)
        self._make()

    @Slot()
    def _make(self) -> None:
        self.message.clear()
        self._show_code("")
        self.valid.setText(self.tr("Making a code…"))
        self._messenger.admin.make_reset_code(self._person.number).then(self, self._made, self._failed)

    def _made(self, reply: MakeResetCodeReply) -> None:
        until = _until(reply.expires)
        self._show_code(reply.code)
        self._text = self._message_text(reply.code, until)
        sentence = self.tr("It works once, until {time}. Earlier codes ended.").format(time=until)
        self.valid.setText(sentence)
        fit_height(self)
        announce(self, sentence)

    def _failed(self, problem: Problem) -> None:
        self.valid.clear()
        self.message.show_error(action_problem_text(problem), self.tr("Try again"))
        fit_height(self)

    def _show_code(self, code: str) -> None:
        self.code.setText(code)
        self.copy_code.setEnabled(bool(code))
        self.copy_text.setEnabled(bool(code))
        if code:
            self.copy_text.setFocus()

    def _message_text(self, code: str, until: str) -> str:
        link = self._messenger.invitations.link(code)
        if link is None:
            sentence = self.tr(
                "Hi {name}! Type this code in qqdesk under “Forgot the password?” to set a new password for number "
                "{number} at {place}. It works once, until {time}:\n{code}"
            )
        else:
            sentence = self.tr(
                "Hi {name}! Open this link on your computer to set a new password for number {number} at {place}. It "
                "works once, until {time}:\n{link}"
            )
        return sentence.format(
            name=self._person.nickname.strip() or self._person.number,
            number=self._person.number,
            place=place_name(self._messenger),
            time=until,
            code=code,
            link=link.http() if link is not None else "",
        )

    @Slot()
    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.copy_code.confirm()

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy_text.confirm()


def _until(time: int) -> str:
    """Return the end of a code, which is at most a day away. `time` in milliseconds since 1970."""
    if QDateTime.fromMSecsSinceEpoch(time).date() == QDate.currentDate():
        return clock_text(time)
    sentence = QCoreApplication.translate("ResetCodeDialog", "tomorrow, {time}")
    return sentence.format(time=clock_text(time))


class AccountActions(QObject):
    """An action that ends something asks first. The others can be undone from the same menu."""

    failed = Signal(object)  # Problem

    def __init__(self, messenger: Messenger, navigator: Navigator, faces: FaceSource, owner: QWidget) -> None:
        super().__init__(owner)
        self._messenger, self._navigator, self._faces, self._owner = messenger, navigator, faces, owner

    def menu(self, person: Person) -> QMenu:
        """Return the menu of a person. An entry that is not possible is disabled, with the reason as its tool tip."""
        menu = QMenu(self._owner)
        menu.setToolTipsVisible(True)
        add_action(menu, self.tr("View profile"), partial(self._navigator.open, routes.Profile(person.number)), "user")
        menu.addSeparator()
        code = add_action(menu, self.tr("New password…"), partial(self._show_code, person), "key")
        if person.banned:
            _disable(code, self.tr("Banned people cannot sign in."))
        self._add_administrator(menu, person)
        if person.banned:
            add_action(menu, self.tr("Unban"), partial(self._change, person, PersonAction.UNBAN), "accept")
        else:
            ban = add_action(menu, self.tr("Ban…"), partial(self._ask_to_ban, person), "block")
            _disable(ban, self.why_not_removed(person))
        menu.addSeparator()
        ask = partial(self.ask_to_delete, person)
        delete = add_entry(menu, Action.DELETE_ROW, ask, self.tr("Delete…"), role="danger")
        _disable(delete, self.why_not_removed(person))
        return menu

    def _add_administrator(self, menu: QMenu, person: Person) -> None:
        if not person.is_admin:
            appoint = add_action(menu, self.tr("Make administrator…"), partial(self._ask_to_appoint, person), "star")
            if person.banned:
                _disable(appoint, self.tr("Banned people cannot sign in."))
            return
        if person.number == self._messenger.me.number:
            dismiss = add_action(
                menu, self.tr("No longer an administrator…"), partial(self._ask_to_resign, person), "star"
            )
        else:
            dismiss = add_action(
                menu, self.tr("No longer an administrator"), partial(self._change, person, PersonAction.DISMISS), "star"
            )
        if self._is_last(person):
            _disable(dismiss, self._last_text())

    def why_not_removed(self, person: Person) -> str:
        """Return why a person cannot be banned or deleted, "" if that is possible."""
        if self._is_last(person):
            return self._last_text()
        if person.number == self._messenger.me.number:
            return self.tr("This is you. Another administrator can do this.")
        return ""

    def _is_last(self, person: Person) -> bool:
        others = (one for one in self._messenger.admin.people if one.number != person.number)
        return person.is_admin and not any(one.is_admin and not one.banned for one in others)

    def _last_text(self) -> str:
        return self.tr("The last administrator stays. Make somebody else one first.")

    # Questions

    def _ask_to_ban(self, person: Person) -> None:
        details = self.tr(
            "They are signed out at once and cannot sign in any more. Their messages and contacts stay, and you can "
            "unban them."
        )
        self._ask(person, PersonAction.BAN, self.tr("Ban"), self.tr("Ban {name}?"), details, self.tr("Ban"))

    def ask_to_delete(self, person: Person) -> None:
        """Ask before an account is deleted."""
        details = self.tr(
            "The account is deleted with its contacts and its received messages. What they wrote to others stays "
            "there. This cannot be undone."
        )
        self._ask(
            person,
            PersonAction.DELETE,
            self.tr("Delete account"),
            self.tr("Delete {name}?"),
            details,
            self.tr("Delete"),
        )

    def _ask_to_appoint(self, person: Person) -> None:
        details = self.tr(
            "Administrators admit, ban and delete people, give new passwords, delete rooms, write to everybody, make "
            "backups and change who may join. They do not see the messages of others."
        )
        self._ask(
            person,
            PersonAction.APPOINT,
            self.tr("Make administrator"),
            self.tr("Make {name} an administrator?"),
            details,
            self.tr("Make administrator"),
            icon="star",
        )

    def _ask_to_resign(self, person: Person) -> None:
        details = self.tr("You can no longer look after {place}. Another administrator can make you one again.")
        self._ask(
            person,
            PersonAction.DISMISS,
            self.tr("No longer an administrator"),
            self.tr("Do you no longer want to be an administrator?"),
            details.format(place=isolated(place_name(self._messenger))),
            self.tr("Step down"),
        )

    def _ask(
        self,
        person: Person,
        action: PersonAction,
        title: str,
        question: str,
        details: str,
        button: str,
        icon: str = "warning",
    ) -> None:
        people = (Contact(one.number, self.name(one)) for one in self._messenger.admin.people)
        sentence = question.format(name=distinct_name(self.name(person), person.number, people))
        box = QuestionBox(self._owner.window(), title, sentence, details, button, icon=icon)
        box.confirmed.connect(partial(self._change, person, action))
        box.open()

    # Requests

    def name(self, person: Person) -> str:
        """Return my remark for a person, else the nickname, else the number."""
        remark = self._messenger.roster.get(person.number).remark
        return remark or person.nickname.strip() or str(person.number)

    def _change(self, person: Person, action: PersonAction) -> None:
        self._messenger.admin.change_person(person.number, action).then(
            self, lambda _: self._announce(person, action), self.failed.emit
        )

    def _announce(self, person: Person, action: PersonAction) -> None:
        sentence = {
            PersonAction.BAN: self.tr("{name} is banned"),
            PersonAction.UNBAN: self.tr("{name} may sign in again"),
            PersonAction.DELETE: self.tr("{name} is deleted"),
            PersonAction.APPOINT: self.tr("{name} is an administrator now"),
            PersonAction.DISMISS: self.tr("{name} is no longer an administrator"),
        }[action]
        announce(self._owner, sentence.format(name=self.name(person)))

    def _show_code(self, person: Person) -> None:
        ResetCodeDialog(self._messenger, self._faces, person, self.name(person), self._owner.window()).open()


def _disable(action: QAction, reason: str) -> None:
    """Disable an action if there is a reason."""
    if reason:
        action.setEnabled(False)
        action.setToolTip(reason)
