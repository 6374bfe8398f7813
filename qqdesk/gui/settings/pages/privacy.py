"""What is kept on this computer."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.history.menu import keep_choices
from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Action, Choice, Row


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate

    def keep(days: int) -> None:
        window = ground.window()
        if window is not None:
            ground.keep_messages(days, window)

    return (
        Choice(
            "keep_days",
            translate("Settings", "Keep messages"),
            translate(
                "Settings",
                "Older messages are deleted from this computer; what was not read or not sent stays. You are asked "
                "before any goes.",
            ),
            options=lambda: keep_choices(ground.store.settings.keep_days),
            words=translate("Settings", "history delete retention days"),
            usable=lambda settings: ground.is_signed_in,
            change=keep,
        ),
        Action(
            "",
            translate("Settings", "Who may add you"),
            translate("Settings", "Anyone, those whom you allow, or nobody: it is in your profile."),
            button=translate("Settings", "My profile"),
            act=ground.open_profile,
            icon="user",
            usable=lambda settings: ground.is_signed_in,
            words=translate("Settings", "consent permission contact request"),
        ),
        Action(
            "",
            translate("Settings", "Blocked people"),
            translate("Settings", "Who can neither write to you nor see whether you are there."),
            button=translate("Settings", "Open…"),
            act=ground.open_blocked,
            icon="block",
            usable=lambda settings: ground.is_signed_in,
            words=translate("Settings", "block unblock ignore ban"),
        ),
        Action(
            "",
            translate("Settings", "Message history"),
            translate("Settings", "Search, export, import and delete what was said."),
            button=translate("Settings", "Open…"),
            act=ground.open_history,
            icon="history",
            usable=lambda settings: ground.is_signed_in,
            words=translate("Settings", "backup archive"),
        ),
    )
