"""Accounts and their passwords."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.saved_accounts import load_accounts
from qqdesk.gui.settings.setting_rows import Action, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Switch(
            "remember",
            translate("Settings", "Remember number and server"),
            translate("Settings", "Fills in the sign-in window next time, without the password."),
            keywords=translate("Settings", "sign in login account"),
        ),
        Switch(
            "auto_sign_in",
            translate("Settings", "Sign in automatically"),
            translate("Settings", "At the start, with the last account, if its password is saved."),
            keywords=translate("Settings", "sign in login start password"),
            enabled_if=lambda settings: any(account.has_password for account in load_accounts(settings)[:1]),
        ),
        Action(
            "",
            translate("Settings", "Remembered passwords"),
            translate("Settings", "They are in the keyring of the system. If you delete them, you are asked again."),
            button=translate("Settings", "Forget them"),
            act=context.forget_passwords,
            icon="key",
            keywords=translate("Settings", "keyring wallet keychain secret"),
            enabled_if=lambda settings: any(account.has_password for account in load_accounts(settings)),
        ),
        Action(
            "",
            translate("Settings", "My profile"),
            translate("Settings", "Nickname, face, and what others see of me."),
            button=translate("Settings", "Open…"),
            act=context.navigator.open_own_profile,
            icon="user",
            enabled_if=lambda settings: context.is_signed_in,
        ),
        Action(
            "",
            translate("Settings", "Password"),
            translate("Settings", "A new password for the account that is signed in."),
            button=translate("Settings", "Change…"),
            act=context.navigator.change_password,
            icon="key",
            enabled_if=lambda settings: context.is_signed_in,
        ),
    )
