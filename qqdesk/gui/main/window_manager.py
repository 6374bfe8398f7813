"""Opens, raises and closes the windows of a session.

A window that opens on demand is imported by the method that opens it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import load_accounts
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.chat.open_tabs import OpenTabs
from qqdesk.gui.chat.tab_dragger import TabDragger
from qqdesk.gui.chat.tab_menu import TabMenu
from qqdesk.gui.history.history_controller import HistoryController
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.program_keys import ProgramKeys
from qqdesk.gui.kit.routes import Route
from qqdesk.gui.main.auto_away import AutoAway
from qqdesk.gui.main.close_action import CloseAction
from qqdesk.gui.main.download_settings import DownloadSettings
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.main.nudges import Nudges
from qqdesk.gui.main.one_window import OneWindow
from qqdesk.gui.main.screenshots import Screenshots
from qqdesk.gui.main.tray import Tray
from qqdesk.gui.main.window_table import WINDOWS, DialogRegistry
from qqdesk.gui.notifications.notification_controller import NotificationController
from qqdesk.gui.people.contact_adding import ContactAdding
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.settings.settings_controller import SettingsController
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.place_texts import why_no_invitations
from qqdesk.gui.shared.screens import bring_up, fit_to_screen, place_beside
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.certificate_questions import CertificateQuestions
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.worker.history_requests import ConversationChanged
from qqdesk.worker.messenger import Messenger


class WindowManager(QObject):
    """Implements `Navigator`. It owns main window, chats and tray; the other windows exist while they are open."""

    quit_requested = Signal()
    sign_in_window_requested = Signal()
    password_changed = Signal(str)
    forget_passwords_requested = Signal()

    def __init__(self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._faces = messenger, faces
        self._store, self._settings = store, store.settings
        self.context = AppContext(messenger, self, faces, store)
        faces.own = messenger.own_faces.path
        self.passing = DialogRegistry()
        self._open = self.passing.open
        self.can_open_place: Callable[[], bool] = lambda: False
        """Whether the place of the session runs in this program."""
        self.main = MainWindow(self.context)
        self.chats = ChatWindows(self.context, self)
        self.chats.main_geometry = store.settings.chat_geometry
        TabDragger(self.chats)
        TabMenu(self.chats, messenger)
        self.open_tabs = OpenTabs(self.chats, messenger)
        OneWindow(self.main, self.chats, store, self)
        fit_to_screen(self.main)
        self.history = HistoryController(self.context, self)
        self.tray = Tray(self.context, self)
        self.is_main_away = False
        """After a language change: the main window stays in the tray, and the chats open."""
        self._adding = ContactAdding(messenger, self.main.follow_request, self)
        for answered in (self._adding.succeeded, self._adding.refused):
            answered.connect(partial(self.main.banners.show_notice, passes=True))
        self.closing = CloseAction(self.main, store, self)
        self.closing.quit_chosen.connect(self.quit)
        self.notifications = NotificationController(self.context, self.tray.icon, self)
        Nudges(messenger, self.chats, self.notifications, self.tray)
        self.chats.attended_changed.connect(self.notifications.messages.set_attended)
        self.tray.icon_made.connect(self.notifications.native.set_icon)
        self.away = AutoAway(messenger, store, self)
        self.questions = CertificateQuestions(self.main, self)
        self.questions.answered.connect(self._on_certificate_accepted)
        self.main.closed.connect(self._on_main_closed)
        self.chats.attended_changed.connect(self.main.contacts.set_attended)
        self.history.job_reported.connect(self.main.banners.show_notice)
        messenger.history_service.conversation_changed.connect(self._on_conversation_changed)
        messenger.history_service.retention.keep(store.settings.keep_days)
        store.subscribe(self._apply_keep_days, "keep_days")
        DownloadSettings(messenger.files, store, self)
        store.save_error_changed.connect(self._on_save_error_changed)
        if store.save_error:
            self._on_save_error_changed(store.save_error)
        self.tray.clicked.connect(self.toggle_main)
        self.tray.lost.connect(self._on_tray_lost)
        self.tray.status_chosen.connect(self.main.set_status)
        self.settings = SettingsController(self._settings_context(), self)
        self.screenshots = Screenshots(messenger, self.chats, self.main.banners, store, self)
        self.openers: dict[type[Route], Callable[..., object]] = {
            routes.Main: self.open_main,
            routes.Chat: self._open_chat,
            routes.NewChatWindow: self.chats.open_in_new_window,
            routes.Attach: self._attach_files,
            routes.Message: self._open_message,
            routes.NextUnread: self._open_next_unread,
            routes.AllUnread: self._open_all_unread,
            routes.QuickSwitch: self._open_quick_switch,
            routes.Screenshot: self.screenshots.take,
            routes.History: self._open_history,
            routes.Face: self._choose_face,
            routes.Password: self._change_password,
            routes.NewDevice: self._add_device,
            routes.AddContact: self._add_contact,
            routes.DeleteContact: self.main.contacts.contact_actions.ask_to_delete,
            routes.Blocked: self._open_blocked,
            routes.Invite: self._invite,
            routes.NewRoom: self._open_new_room,
            routes.Settings: self.settings.open,
            routes.Shortcuts: self.settings.open_shortcuts,
            routes.About: self.settings.open_about,
            routes.ConnectionCheck: self.settings.open_connection_check,
            routes.Certificate: self.questions.ask,
        }
        """What opens a destination; the others are in `WINDOWS`. The controllers of the place add theirs."""
        acts: Acts = {
            Action.SETTINGS: self.settings.open,
            Action.SHORTCUTS: self.settings.open_shortcuts,
            Action.SCREENSHOT: self.screenshots.take_here,
            Action.QUIT: self.quit,
        }
        self._keys = ProgramKeys(acts, self)

    @Slot()
    def _apply_keep_days(self) -> None:
        self._messenger.history_service.retention.keep(self._store.settings.keep_days)

    @Slot(str)
    def _on_save_error_changed(self, reason: str) -> None:
        if reason:
            self.main.banners.show_failure(Problem(ProblemKind.DISK, reason))
        else:
            self.main.banners.clear_failure()

    def _settings_context(self) -> SettingsContext:
        return SettingsContext(
            self._store,
            self._messenger,
            self,
            keep_messages=self.history.ask_to_keep,
            forget_passwords=self.forget_passwords_requested.emit,
            try_sound=self.notifications.sounds.preview,
        )

    @property
    def is_hidden(self) -> bool:
        """The program was started without windows, and the user has not opened one yet."""
        return self.open_tabs.is_suspended

    @is_hidden.setter
    def is_hidden(self, hidden: bool) -> None:
        self.open_tabs.is_suspended = hidden

    def stay_hidden(self) -> None:
        """Show only the tray until the user opens a window."""
        self.is_hidden = True
        self.tray.show()

    def show(self) -> None:
        """Open the windows of a new session."""
        self.screenshots.open()
        self.tray.show()
        if not self.is_hidden and not self.is_main_away:
            self.open_main()
        self.open_tabs.restore()

    def hide(self) -> None:
        """Hide or close all windows at the end of the session."""
        self.save_geometries()
        self.open_tabs.stop()
        self.screenshots.close()
        self.is_hidden = self.is_main_away = False
        self.tray.hide()
        self.main.hide()
        for window in self.chats.windows:
            if not window.is_embedded:
                window.hide()
        self.history.close_window()
        self.passing.close_all()

    def close(self) -> None:
        """Close everything when the program ends."""
        self.hide()
        self.settings.close()
        self._keys.stop()
        self.notifications.stop()
        self.away.close()
        self.tray.menu.deleteLater()
        self.main.deleteLater()
        self.chats.close()

    def save_geometries(self) -> None:
        self.main.save_geometry()
        self._settings.chat_geometry = self.chats.main_geometry

    @Slot()
    def open_main(self) -> None:
        if not self._messenger.me.number:
            self.sign_in_window_requested.emit()
            return
        self.is_main_away = False
        bring_up(self.main)
        self.is_hidden = False
        self.open_tabs.restore()

    def show_other_user(self, user: str) -> None:
        """Show a notice if a later start asks for an account other than the one signed in."""
        me = self._messenger.me
        if user.casefold() not in (str(me.number), me.name.casefold()):
            sentence = self.tr("{name} is signed in. To sign in as {user}, sign out first, or start another profile.")
            self.main.banners.show_notice(sentence.format(name=isolated(me.name), user=isolated(user)))

    @Slot()
    def toggle_main(self) -> None:
        if self.main.is_in_front:
            self.main.save_geometry()
            self.main.hide()
        else:
            self.open_main()

    def open(self, route: Route) -> None:
        if opener := self.openers.get(type(route)):
            opener(*route.fields)
        else:
            self._open(WINDOWS[type(route)](self.context, self.main, *route.fields))

    def _open_chat(self, conversation: ConversationId) -> None:
        chat = self.chats.main
        if not (chat.was_shown or chat.is_embedded or self.chats.main_geometry):
            place_beside(chat, self.main)
        self.chats.open_chat(conversation)

    def _open_message(self, message: Message) -> None:
        self.chats.open_chat(message.conversation).history_loader.go_to(message.id)

    def _attach_files(self, conversation: ConversationId, paths: Sequence[Path]) -> None:
        self.chats.open_chat(conversation).composer.attach_files(paths)

    def _open_next_unread(self) -> None:
        if not self.chats.activate_next_unread():
            self.open_main()

    def _open_all_unread(self) -> None:
        counts = self._messenger.unread_counts()
        self.chats.open_chats([one for one in self._messenger.recent_conversations() if one in counts])

    def _open_history(self, conversation: ConversationId | None) -> None:
        bring_up(self.history.open(conversation))

    def _open_quick_switch(self, window: QWidget) -> None:
        from qqdesk.gui.contacts.quick_switch import QuickSwitch

        QuickSwitch(self.context, window, self.main.contacts.model.search.people).open()

    def _choose_face(self) -> None:
        from qqdesk.gui.people.own_face import choose_my_face

        face, follow = self._messenger.me.face, self.main.follow_request
        choose_my_face(self._messenger, self._faces, self._store, face, self.main, self._save_face, follow)

    def _save_face(self, face: int) -> None:
        self.main.follow_request(self._messenger.request(ModifyInfo({"face": face})))

    def _add_contact(self, number: int) -> None:
        self._adding.add(number, self._messenger.roster.get(number).name, self.main)

    def _invite(self, room: int) -> None:
        """Invite people to the place, and to a room of it, or say why that is not possible."""
        if reason := why_no_invitations(self._messenger, room):
            sentence = self.tr("You cannot invite people: {reason}.").format(reason=reason)
            self.main.banners.show_notice(sentence, passes=True)
        else:
            self.open_invite_window(room)

    def open_invite_window(self, room: int = 0) -> None:
        """Open the window, also without a connection."""
        from qqdesk.gui.invite.invite_window import InviteWindow

        can_open = self.can_open_place()
        self._open(InviteWindow(self.context, self.main, can_open_place=can_open, room=room))

    def _open_new_room(self, people: Sequence[int]) -> None:
        """Open the window, or say that the server has no rooms."""
        from qqdesk.gui.rooms.new_room_window import NewRoomWindow

        if not self._messenger.rooms.is_available:
            self.main.banners.show_notice(self.tr("This place has no rooms."), passes=True)
            return
        self._open(NewRoomWindow(self.context, people, self.main))

    def _open_blocked(self) -> None:
        from qqdesk.gui.people.blocked_dialog import BlockedDialog

        self._open(BlockedDialog(self.context, self._owner()))

    def _change_password(self) -> None:
        from qqdesk.gui.sign_in.password_dialog import PasswordDialog

        # The first account is the one that signed in last.
        known = load_accounts(self._store.settings)[:1]
        is_kept = any(one.number == self._messenger.me.number and one.has_password for one in known)
        dialog = PasswordDialog(self._messenger, self._owner(), is_kept=is_kept)
        dialog.changed.connect(self.password_changed)
        self._open(dialog)

    def _add_device(self) -> None:
        from qqdesk.gui.settings.add_device_dialog import AddDeviceDialog

        self._open(AddDeviceDialog(self.context, self._owner()))

    @Slot(object)
    def _on_conversation_changed(self, change: ConversationChanged) -> None:
        if change.conversation not in self.chats.open_conversations():
            self._messenger.forget_stranger(change.conversation.number)

    def sign_out(self) -> None:
        if self.chats.ask_about_attachments(self.tr("Sign out"), self.sign_out):
            return
        for window in self.chats.windows:
            window.pages.save_drafts()
        self.open_tabs.stop()
        self._messenger.sign_out()

    def quit(self) -> None:
        if not self.chats.ask_about_attachments(self.tr("Quit"), self.quit):
            self.quit_requested.emit()

    @Slot(object)
    def _on_certificate_accepted(self, doubt: UntrustedServer) -> None:
        """Trust the server of the session, and reconnect."""
        problem = self._messenger.trust(doubt)
        if problem is not None:
            self.main.banners.show_failure(problem)
        else:
            self._messenger.try_now()

    def _owner(self) -> QWidget:
        """Return the settings if they are active, else the main window, for a dialog that both can open."""
        settings = self.settings.window
        return settings if settings is not None and settings.isActiveWindow() else self.main

    @Slot()
    def _on_main_closed(self) -> None:
        self._store.save_soon()
        self.closing.close(self.tray.is_available())

    @Slot()
    def _on_tray_lost(self) -> None:
        """Show a window: without a tray the user cannot reach a hidden one."""
        if not self._messenger.me.number:
            self.sign_in_window_requested.emit()
        elif not self.main.isVisible():
            self.main.showMinimized()
