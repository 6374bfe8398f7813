"""The bottom of the main window: add, find, and the menu with all the rest."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.main.main_head import link_button
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import (
    INVITE_KEY,
    JUMP_KEY,
    QUIT_KEY,
    SETTINGS_KEY,
    SHORTCUTS_KEYS,
    LanguageMenu,
    ThemeMenu,
    add_action,
    languages,
    put_menu,
)
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.widgets import icon_button, line


class MainFoot(QFrame):
    """Says by a signal what is wanted."""

    add_wanted = Signal()
    invite_wanted = Signal()
    join_wanted = Signal()
    find_wanted = Signal()
    history_wanted = Signal()
    jump_wanted = Signal()
    own_profile_wanted = Signal()
    password_wanted = Signal()
    blocked_wanted = Signal()
    settings_wanted = Signal()
    shortcuts_wanted = Signal()
    about_wanted = Signal()
    sign_out_wanted = Signal()
    quit_wanted = Signal()
    reach_wanted = Signal()
    """Choose who can reach the place that runs here."""
    settings_changed = Signal()
    language_chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.runs_place: Callable[[], bool] = lambda: False
        """Whether the place of the session runs in this program."""
        add = link_button("add-contact", self.tr("Add"))
        add.setToolTip(self.tr("Add a contact by number (Ctrl+N)"))
        add.clicked.connect(self.add_wanted)
        find = link_button("find-people", self.tr("Find"))
        find.setToolTip(self.tr("Find people on the server (Ctrl+Shift+P)"))
        find.setAccessibleName(self.tr("Find people"))
        find.clicked.connect(self.find_wanted)
        self.menu_button = icon_button("menu", self.tr("Menu (F10)"))
        put_menu(self.menu_button, self._menu())
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(add)
        row.addWidget(find)
        row.addStretch(1)
        row.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addLayout(row)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self._invite = add_action(menu, "", self.invite_wanted.emit, "add-contact")
        self.show_invitations("")
        add_action(menu, self.tr("Jump to a contact…"), self.jump_wanted.emit, "search", JUMP_KEY)
        menu.addSeparator()
        add_action(menu, self.tr("My profile"), self.own_profile_wanted.emit, "user", "Ctrl+Shift+I")
        add_action(menu, self.tr("Change password…"), self.password_wanted.emit, "key")
        add_action(menu, self.tr("Blocked people"), self.blocked_wanted.emit, "block")
        menu.addSeparator()
        add_action(menu, self.tr("Message history"), self.history_wanted.emit, "history", "Ctrl+Shift+F")
        menu.addSeparator()
        self._themes = ThemeMenu(self._settings.theme, menu)
        self._themes.chosen.connect(self._choose_theme)
        self._themes.aboutToShow.connect(self._show_theme)
        put_icon(menu.addMenu(self._themes), "look")
        if languages():
            language_menu = LanguageMenu(self._settings.language, menu)
            language_menu.chosen.connect(self.language_chosen)
            put_icon(menu.addMenu(language_menu), "language")
        add_action(menu, self.tr("Settings"), self.settings_wanted.emit, "settings", SETTINGS_KEY)
        add_action(menu, self.tr("Keyboard shortcuts"), self.shortcuts_wanted.emit, "keyboard", SHORTCUTS_KEYS[0])
        add_action(menu, self.tr("About qqdesk"), self.about_wanted.emit, "info")
        menu.addSeparator()
        self._reach_action = add_action(menu, self.tr("Who can reach this place…"), self.reach_wanted.emit, "server")
        self._reach_action.setVisible(False)
        add_action(menu, self.tr("Join another place…"), self.join_wanted.emit, "users")
        menu.aboutToShow.connect(self._show_reach)
        menu.addSeparator()
        add_action(menu, self.tr("Sign out"), self.sign_out_wanted.emit, "logout")
        add_action(menu, self.tr("Quit"), self.quit_wanted.emit, "power", QUIT_KEY)
        return menu

    def show_invitations(self, reason: str) -> None:
        """`reason` says why I cannot invite people; "" if I can."""
        text = self.tr("Invite people…") if not reason else self.tr("Invite people: {reason}").format(reason=reason)
        keys = QKeySequence(INVITE_KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self._invite.setText(text if reason else f"{text}\t{keys}")
        self._invite.setEnabled(not reason)

    @Slot()
    def _show_reach(self) -> None:
        self._reach_action.setVisible(self.runs_place())

    @Slot(str)
    def _choose_theme(self, name: str) -> None:
        theme_source().choose(name)
        self._settings.theme = name
        self.settings_changed.emit()

    @Slot()
    def _show_theme(self) -> None:
        self._themes.show_choice(self._settings.theme)
