"""The pages on the program itself: general, appearance, accounts and shortcuts."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.saved_accounts import load_accounts
from qqdesk.domain.settings import HIDE, MINIMISE, QUIT
from qqdesk.gui.kit import routes
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.log_style import LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP
from qqdesk.gui.settings.setting_rows import Action, Choice, Number, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.menus import language_choices, theme_choices
from qqdesk.system.global_key.global_key import has_global_keys

translate = QCoreApplication.translate


def general_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Choice(
            "language",
            translate("Settings", "Language"),
            translate("Settings", "The language of the program. All windows change at once."),
            options=language_choices,
            keywords=translate("Settings", "translation Chinese English locale"),
        ),
        Switch(
            "autostart",
            translate("Settings", "Start automatically"),
            translate("Settings", "Starts qqdesk when you sign in to the computer."),
            keywords=translate("Settings", "autostart login boot startup"),
        ),
        Switch(
            "autostart_hidden",
            translate("Settings", "Start hidden"),
            translate("Settings", "After an automatic start it is only in the tray; without a tray it is minimised."),
            keywords=translate("Settings", "autostart minimised tray"),
            enabled_if=lambda settings: settings.autostart,
        ),
        Choice(
            "close_action",
            translate("Settings", "Closing the main window"),
            translate("Settings", "Without a tray, the window is minimised instead of hidden."),
            options=(
                ("", translate("Settings", "Ask me")),
                (HIDE, translate("Settings", "Hides it in the tray")),
                (MINIMISE, translate("Settings", "Minimises it")),
                (QUIT, translate("Settings", "Quits")),
            ),
            keywords=translate("Settings", "close button quit exit tray minimize"),
        ),
        Action(
            "",
            translate("Settings", "About qqdesk"),
            translate("Settings", "The version and the libraries."),
            button=translate("Settings", "Show…"),
            act=partial(context.navigator.open, routes.About()),
            icon="info",
            keywords=translate("Settings", "version build licence libraries"),
        ),
    )


def appearance_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Choice(
            "theme",
            translate("Settings", "Theme"),
            translate(
                "Settings",
                "The colours of all windows. “Same as the system” changes between light and dark with the system.",
            ),
            options=theme_choices,
            keywords=translate("Settings", "theme colours dark light classic night mode"),
        ),
        Switch(
            "one_window",
            translate("Settings", "One window"),
            translate("Settings", "Shows the chats beside the list. Ctrl+click opens a window of its own."),
            keywords=translate("Settings", "layout single panes tabs"),
        ),
        Choice(
            "log_style",
            translate("Settings", "Message style"),
            translate("Settings", "Bubbles with faces, or lines that leave room for more."),
            options=(
                ("", translate("Settings", "Same as the theme")),
                (BUBBLES, translate("Settings", "Bubbles")),
                (LINES, translate("Settings", "Compact lines")),
            ),
            keywords=translate("Settings", "chat look compact"),
        ),
        Number(
            "log_zoom",
            translate("Settings", "Text size of messages"),
            translate("Settings", "In percent of the normal size; Ctrl+wheel changes it in a chat."),
            least=LEAST_ZOOM,
            most=MOST_ZOOM,
            step=ZOOM_STEP,
            unit="%",
            keywords=translate("Settings", "zoom font larger smaller"),
        ),
        Switch(
            "less_motion",
            translate("Settings", "Reduce motion"),
            translate("Settings", "Nothing blinks or slides, even if the system allows it."),
            keywords=translate("Settings", "reduced motion animation blinking"),
        ),
    )


def accounts_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Action(
            "",
            translate("Settings", "Stay signed in here"),
            translate("Settings", "The keyring of the system keeps the passwords. Without them, you are asked again."),
            button=translate("Settings", "Delete passwords"),
            act=context.forget_passwords,
            icon="key",
            keywords=translate("Settings", "keyring wallet keychain secret sign in automatically login remember"),
            enabled_if=lambda settings: any(account.has_password for account in load_accounts(settings)),
        ),
        Action(
            "",
            translate("Settings", "My profile"),
            translate("Settings", "Nickname, face, and what others see of me."),
            button=translate("Settings", "Open…"),
            act=partial(context.navigator.open, routes.Profile()),
            icon="user",
            enabled_if=lambda settings: context.is_signed_in,
        ),
        Action(
            "",
            translate("Settings", "Password"),
            translate("Settings", "A new password for the account that is signed in."),
            button=translate("Settings", "Change…"),
            act=partial(context.navigator.open, routes.Password()),
            icon="key",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "change password"),
        ),
    )


def shortcuts_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Action(
            "",
            translate("Settings", "Keyboard shortcuts"),
            translate("Settings", "A table of all keys of all windows; F1 opens it from everywhere."),
            button=translate("Settings", "Show…"),
            act=partial(context.navigator.open, routes.Shortcuts()),
            icon="keyboard",
            keywords=translate("Settings", "hotkeys help keyboard"),
        ),
        Switch(
            "screenshot_everywhere",
            translate("Settings", "Screenshot key in all programs"),
            translate(
                "Settings",
                "Ctrl+Alt+A takes a screenshot also while another program is in front. Turn it off if you type a letter"
                " with these keys. Wayland and macOS do not have this.",
            ),
            keywords=translate("Settings", "screen capture picture hotkey global"),
            enabled_if=lambda _: has_global_keys(),
        ),
    )
