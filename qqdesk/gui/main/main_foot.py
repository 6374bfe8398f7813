"""The bottom of the main window: the button to add people, and the menu; in the look Classic blue also the settings."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.main.main_head import link_button
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.menus import (
    add_action,
    admin_text,
    put_menu,
)
from qqdesk.gui.shared.theme import current_theme, theme_source


class MainFoot(QFrame):
    def __init__(self, navigator: Navigator) -> None:
        super().__init__()
        self._navigator = navigator
        self._add = add = link_button("add-contact", self.tr("Add people"))
        add.setToolTip(self.tr("Find, invite and add people, or make a room ({key})").format(key=Action.ADD_PEOPLE.key))
        add.clicked.connect(lambda: navigator.open(routes.AddPeople()))
        self.menu_button = icon_button("menu", Action.MENU.tip)
        text = self.tr("Menu")
        self.menu_button.setText(f" {text}")
        put_menu(self.menu_button, self._menu())
        self.settings_button = icon_button("settings", self.tr("Settings"))
        self.settings_button.clicked.connect(partial(navigator.open, routes.Settings()))
        self.setProperty("role", "foot")
        for button in (add, self.menu_button):
            button.setProperty("role", "framed")
        self._buttons = row(self.menu_button, add, None, self.settings_button, margins=(8, 4, 8, 4), spacing=4)
        self.setLayout(column(line(), None, self._buttons, None))
        theme_source().changed.connect(self._arrange)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Place the menu with its name before *Add people* in the classic look, else as an icon at the end."""
        is_classic, styles = current_theme().is_classic, Qt.ToolButtonStyle
        self.menu_button.setToolButtonStyle(
            styles.ToolButtonTextBesideIcon if is_classic else styles.ToolButtonIconOnly
        )
        self._buttons.removeWidget(self.menu_button)
        self._buttons.insertWidget(0 if is_classic else -1, self.menu_button)
        self.settings_button.setVisible(is_classic)
        first, second = (self.menu_button, self._add) if is_classic else (self._add, self.menu_button)
        QWidget.setTabOrder(first, second)
        QWidget.setTabOrder(second, self.settings_button)

    def _menu(self) -> QMenu:
        menu, navigator = QMenu(self), self._navigator
        self._invite = add_entry(menu, Action.INVITE, partial(navigator.open, routes.Invite()))
        add_entry(menu, Action.NEW_ROOM, lambda: navigator.open(routes.NewRoom()))
        add_entry(menu, Action.JUMP, self._open_quick_switch)
        menu.addSeparator()
        add_entry(menu, Action.OWN_PROFILE, partial(navigator.open, routes.Profile()))
        add_entry(menu, Action.ALL_HISTORY, partial(navigator.open, routes.History()))
        add_entry(menu, Action.SETTINGS, partial(navigator.open, routes.Settings()))
        menu.addSeparator()
        self._home = add_action(menu, "", lambda: navigator.open(routes.Admin()), "home")
        self.show_admin("")
        add_action(menu, self.tr("Join another place…"), partial(navigator.open, routes.JoinPlace()), "users")
        menu.addSeparator()
        add_action(menu, self.tr("Sign out"), navigator.sign_out, "logout")
        add_entry(menu, Action.QUIT, navigator.quit)
        return menu

    def show_invitations(self, reason: str) -> None:
        """`reason`: why I cannot invite people; "" if I can."""
        text = self.tr("Invite people: {reason}").format(reason=reason.replace("&", "&&"))
        self._invite.setText(text if reason else f"{Action.INVITE.text}\t{Action.INVITE.key}")
        self._invite.setEnabled(not reason)

    def show_admin(self, name: str) -> None:
        """Offer the window of the place; "" for people who are not its administrators."""
        self._home.setText(f"{admin_text(name)}\t{Action.ADMIN.key}")
        self._home.setVisible(bool(name))

    def _open_quick_switch(self) -> None:
        self._navigator.open(routes.QuickSwitch(self.window()))
