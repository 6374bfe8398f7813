"""The main window in its states, its menus and questions."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import AddedMe
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.contacts.contact_card import ContactCard
from qqdesk.gui.contacts.contact_pane import ViewMenu
from qqdesk.gui.contacts.contact_rows import MESSAGES
from qqdesk.gui.contacts.group_actions import DeleteGroupDialog
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.kit import routes
from qqdesk.gui.main.close_action import CloseQuestion
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.shared.mute_menu import PauseMenu, mute_menu, tomorrow
from qqdesk.gui.shared.notice_text import notice_text
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from tests.gallery.stage import Scene, Stage
from tests.helpers.messages import chat_with
from tests.helpers.notices import make_notice


def _main(stage: Stage) -> QWidget:
    return stage.main()


def _found(stage: Stage) -> QWidget:
    contacts = stage.windows.main.contacts
    contacts.search.setText("dra")
    stage.wait(lambda: contacts.model.row_of(MESSAGES) >= 0)
    return stage.main()


def _nobody(stage: Stage) -> QWidget:
    stage.windows.main.contacts.search.setText("nobody of this name")
    return stage.main()


def _lost(stage: Stage) -> QWidget:
    window = stage.windows.main
    lost = ConnectionState(ConnectionPhase.WAITING, Problem(ProblemKind.NO_CONNECTION), retry_in=12.0)
    window.banners.show_connection(lost)
    window.banners.show_failure(Problem(ProblemKind.SERVER_FAILED))
    window.banners.show_notice(notice_text(make_notice(AddedMe, Contact(10009, "Zoe")), []))
    return stage.main()


def _foot_menu(stage: Stage) -> QWidget:
    stage.main()
    return _popped(stage, stage.windows.main.foot.menu_button.menu())


def _status_menu(stage: Stage) -> QWidget:
    stage.main()
    return _popped(stage, stage.windows.main.head.button.menu())


def _tray_menu(stage: Stage) -> QWidget:
    return _popped(stage, stage.windows.tray.menu)


def _pause_menu(stage: Stage) -> QWidget:
    return _popped(stage, stage.keep(PauseMenu(stage.store)))


def _mute_menu(stage: Stage) -> QWidget:
    return _popped(
        stage, stage.keep(mute_menu(stage.messenger, chat_with(stage.number_of("Aisha")), stage.windows.main))
    )


def _muted_menu(stage: Stage) -> QWidget:
    stage.messenger.mutes.mute(chat_with(stage.number_of("Aisha")), tomorrow())
    menu = _mute_menu(stage)
    stage.messenger.mutes.mute(chat_with(stage.number_of("Aisha")), 0)
    return menu


def _close_question(stage: Stage) -> QWidget:
    return _asked_to_close(stage, has_tray=True)


def _close_question_without_tray(stage: Stage) -> QWidget:
    return _asked_to_close(stage, has_tray=False)


def _asked_to_close(stage: Stage, *, has_tray: bool) -> QWidget:
    stage.main()
    window = stage.keep(CloseQuestion(has_tray, stage.windows.main))
    window.open()
    return window


def _popped(stage: Stage, menu: QMenu) -> QWidget:
    menu.popup(QPoint(40, 40))
    return menu


def _contact_menu(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.main.contacts.contact_actions.open_contact_menu(stage.number_of("Aisha"), QPoint(40, 40))
    return stage.shown(QMenu)


def _group_menu(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.main.contacts.contact_actions.open_group_menu("Workshop", QPoint(40, 40))
    return stage.shown(QMenu)


def _view_menu(stage: Stage) -> QWidget:
    stage.main()
    return _popped(stage, stage.windows.main.contacts.view_menu)


def _new_group(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.main.contacts.contact_actions.groups.ask_for_group(())
    return stage.shown(NameDialog)


def _delete_group(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.main.contacts.contact_actions.groups.ask_to_delete("Workshop")
    return stage.shown(DeleteGroupDialog)


def _small(stage: Stage) -> QWidget:
    stage.store.change("small_faces", True)
    stage.messenger.contact_notes.set_remark(stage.number_of("小明"), "Cousin")
    return stage.main()


def _moved(stage: Stage) -> QWidget:
    contacts = stage.windows.main.contacts
    contacts.contact_actions.groups.move_people([stage.number_of("Olga")], "")
    contacts.contact_actions.groups.move_people([stage.number_of("Olga")], "Workshop")
    return stage.main()


def _pinyin(stage: Stage) -> QWidget:
    contacts = stage.windows.main.contacts
    contacts.search.setText("xm")
    stage.wait(lambda: contacts.model.rowCount())
    return stage.main()


def _card(stage: Stage) -> QWidget:
    stage.messenger.contact_notes.set_remark(stage.number_of("小明"), "Cousin")
    stage.main()
    contacts = stage.windows.main.contacts
    contacts.view.choose(stage.number_of("小明"))
    contacts.card.open_for_current()
    return contacts.card.card


def _delete_contact(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.main.contacts.contact_actions.ask_to_delete(stage.number_of("Aisha"))
    return stage.shown(QMessageBox)


def _password(stage: Stage) -> QWidget:
    stage.windows.open(routes.Password())
    return stage.shown(PasswordDialog)


def _password_mistake(stage: Stage) -> QWidget:
    stage.windows.open(routes.Password())
    window = stage.shown(PasswordDialog)
    window.old_edit.setText("secret")
    window.new_edit.setText("another one")
    window.again_edit.setText("yet another")
    window.change_button.click()
    return window


def _jump(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.open(routes.QuickSwitch(stage.windows.main))
    return stage.shown(QuickSwitch)


def _jump_nobody(stage: Stage) -> QWidget:
    stage.main()
    stage.windows.open(routes.QuickSwitch(stage.windows.main))
    window = stage.shown(QuickSwitch)
    window.edit.setText("nobody of this name")
    return window


SCENES = (
    Scene("main", MainWindow, _main),
    Scene("main-found", MainWindow, _found),
    Scene("main-nobody", MainWindow, _nobody),
    Scene("main-small", MainWindow, _small),
    Scene("main-moved", MainWindow, _moved),
    Scene("main-pinyin", MainWindow, _pinyin),
    Scene("main-lost", MainWindow, _lost),
    Scene("menu-foot", QMenu, _foot_menu),
    Scene("menu-status", QMenu, _status_menu),
    Scene("menu-tray", QMenu, _tray_menu),
    Scene("menu-pause", PauseMenu, _pause_menu),
    Scene("menu-mute", QMenu, _mute_menu),
    Scene("menu-muted", QMenu, _muted_menu),
    Scene("close-question", CloseQuestion, _close_question),
    Scene("close-question-no-tray", CloseQuestion, _close_question_without_tray),
    Scene("menu-contact", QMenu, _contact_menu),
    Scene("contact-card", ContactCard, _card),
    Scene("menu-view", ViewMenu, _view_menu),
    Scene("menu-group", QMenu, _group_menu),
    Scene("new-group", NameDialog, _new_group),
    Scene("delete-group", DeleteGroupDialog, _delete_group),
    Scene("delete-contact", QMessageBox, _delete_contact),
    Scene("password", PasswordDialog, _password),
    Scene("password-mistake", PasswordDialog, _password_mistake),
    Scene("jump", QuickSwitch, _jump),
    Scene("jump-nobody", QuickSwitch, _jump_nobody),
)
