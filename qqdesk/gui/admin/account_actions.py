"""The actions of an administrator on an account: the menu, the questions and the requests."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.gui.admin.reset_code_dialog import ResetCodeDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.protocol.admin_commands import Person, PersonAction
from qqdesk.worker.messenger import Messenger


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
