"""Stored messages, and who can find or add me."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.gui.settings.listed_switch import ListedSwitch
from qqdesk.gui.settings.setting_rows import Action, Choice, Custom, Row
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.texts import keep_choices
from qqdesk.protocol.codes import Introduction


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate

    def keep(days: int) -> None:
        window = context.window()
        if window is not None:
            context.keep_messages(days, window)

    return (
        Choice(
            "keep_days",
            translate("Settings", "Keep messages"),
            translate(
                "Settings",
                "Older messages are deleted from this computer, except unread and unsent ones. You are asked first.",
            ),
            options=lambda: keep_choices(context.store.settings.keep_days),
            keywords=translate("Settings", "history delete retention days"),
            enabled_if=lambda settings: context.is_signed_in,
            change=keep,
        ),
        Action(
            "",
            translate("Settings", "Who may add you"),
            translate("Settings", "Everyone, people whom you allow, or no one. The setting is in your profile."),
            button=translate("Settings", "My profile"),
            act=context.navigator.open_own_profile,
            icon="user",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "consent permission contact request"),
        ),
        *_introduction_rows(context),
        Action(
            "",
            translate("Settings", "Blocked people"),
            translate("Settings", "People who can neither write to you nor see your status."),
            button=translate("Settings", "Open…"),
            act=context.navigator.open_blocked,
            icon="block",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "block unblock ignore ban"),
        ),
        Action(
            "",
            translate("Settings", "Message history"),
            translate("Settings", "Search, export, import and delete messages."),
            button=translate("Settings", "Open…"),
            act=lambda: context.navigator.open_history(None),
            icon="history",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "backup archive"),
        ),
    )


def _introduction_rows(context: SettingsContext) -> tuple[Row, ...]:
    """Return the switch to opt out, in a place whose people know each other."""
    translate = QCoreApplication.translate
    place = context.messenger.invitations.place
    match place.introduction:
        case Introduction.ON:
            sentence = translate(
                "Settings",
                "Everyone in {place} has you on their list, and you have them. If you turn this off, only "
                "people who were added by hand stay, and a search finds you by your number only.",
            )
        case Introduction.FULL:
            sentence = translate(
                "Settings",
                "{place} has more than 200 people: new people are not put on your list, nor you on theirs. If "
                "you turn this off, a search finds you by your number only.",
            )
        case _:
            return ()

    def switch(parent: QWidget) -> QWidget:
        return ListedSwitch(context.messenger, parent)

    return (
        Custom(
            "",
            translate("Settings", "Known to the people here"),
            sentence.format(place=place.name),
            make=switch,
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "listed hide opt out everyone introduce"),
        ),
    )
