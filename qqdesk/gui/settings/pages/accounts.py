"""Who signs in."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Action, Row, Switch


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Switch(
            "remember",
            translate("Settings", "Remember number and server"),
            translate("Settings", "The sign-in window is filled in next time; the password is not part of that."),
            words=translate("Settings", "sign in login account"),
        ),
        Action(
            "",
            translate("Settings", "My profile"),
            translate("Settings", "Nickname, face, and what others see of me."),
            button=translate("Settings", "Open…"),
            act=ground.open_profile,
            icon="user",
            usable=lambda settings: ground.is_signed_in,
        ),
        Action(
            "",
            translate("Settings", "Password"),
            translate("Settings", "Another password for the account that is signed in."),
            button=translate("Settings", "Change…"),
            act=ground.open_password,
            icon="key",
            usable=lambda settings: ground.is_signed_in,
        ),
    )
