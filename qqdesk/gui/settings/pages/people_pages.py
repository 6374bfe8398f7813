"""The pages on people, and on privacy and history."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.kit import routes
from qqdesk.gui.settings.row_controls import ProfileSwitch
from qqdesk.gui.settings.setting_rows import Action, Choice, Custom, Number, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.place_texts import why_no_invitations
from qqdesk.gui.shared.texts import keep_choices
from qqdesk.protocol.codes import SharedRoster

translate = QCoreApplication.translate


def people_rows(context: SettingsContext) -> tuple[Row, ...]:
    orders = (
        (str(SortBy.PRESENCE), translate("Settings", "Online first")),
        (str(SortBy.NAME), translate("Settings", "By name")),
        (str(SortBy.TALK), translate("Settings", "By last message")),
    )
    return (
        Action(
            "",
            translate("Settings", "Invite people"),
            translate("Settings", "A link that brings others to this place, with a QR code and a text to send."),
            button=translate("Settings", "Invite people…"),
            icon="link",
            act=partial(context.navigator.open, routes.Invite()),
            enabled_if=lambda _: not why_no_invitations(context.messenger),
            keywords=translate("Settings", "join invitation code newcomer add admit"),
        ),
        Choice(
            "contact_sort",
            translate("Settings", "Order of the contacts"),
            translate("Settings", "Within each group; Chinese names are sorted by pinyin."),
            options=orders,
            keywords=translate("Settings", "sort presence online alphabet recent"),
        ),
        Switch(
            "hide_offline",
            translate("Settings", "Hide offline contacts"),
            translate("Settings", "People with unread messages stay in the list, and a search finds everyone."),
            keywords=translate("Settings", "show only online contacts"),
        ),
        Switch(
            "small_faces",
            translate("Settings", "Small faces"),
            translate("Settings", "One line for each contact, so that more of them have room."),
            keywords=translate("Settings", "compact rows size avatar"),
        ),
        Number(
            "away_minutes",
            translate("Settings", "Away when idle"),
            translate(
                "Settings",
                "Others see you as Away when this computer was not used for this time. A status that you chose stays.",
            ),
            most=240,
            unit=translate("Settings", "min"),
            least_text=translate("Settings", "Never"),
            keywords=translate("Settings", "away automatic absent presence status lock screen"),
        ),
    )


def privacy_rows(context: SettingsContext) -> tuple[Row, ...]:

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
                "Older messages are deleted on all your devices, except unread and unsent ones. You are asked first.",
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
            act=partial(context.navigator.open, routes.Profile()),
            icon="user",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "consent permission contact request"),
        ),
        *_shared_roster_rows(context),
        Custom(
            "",
            translate("Settings", "Show when you were last here"),
            translate("Settings", "To people on whose list you are, if they show it, too."),
            make=partial(ProfileSwitch, context.messenger, "shows_seen"),
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "last seen online presence"),
        ),
        Custom(
            "",
            translate("Settings", "Show what you have read"),
            translate(
                "Settings", "Others see how far you have read. You see the same of people who turn this on, too."
            ),
            make=partial(ProfileSwitch, context.messenger, "shows_read"),
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "read marks receipts seen by"),
        ),
        Action(
            "",
            translate("Settings", "Blocked people"),
            translate("Settings", "People who can neither write to you nor see your status."),
            button=translate("Settings", "Open…"),
            act=partial(context.navigator.open, routes.Blocked()),
            icon="block",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "block unblock ignore ban"),
        ),
        Action(
            "",
            translate("Settings", "Message history"),
            translate("Settings", "Search, export, import and delete messages."),
            button=translate("Settings", "Open…"),
            act=lambda: context.navigator.open(routes.History()),
            icon="history",
            enabled_if=lambda settings: context.is_signed_in,
            keywords=translate("Settings", "backup archive"),
        ),
    )


def _shared_roster_rows(context: SettingsContext) -> tuple[Row, ...]:
    """Return the switch to opt out, in a place whose people know each other."""
    place = context.messenger.invitations.place
    match place.shared_roster:
        case SharedRoster.ON:
            sentence = translate(
                "Settings",
                "Everyone in {place} has you on their list, and you have them. If you turn this off, only "
                "people who were added by hand stay, and a search finds you by your number only.",
            )
        case SharedRoster.FULL:
            sentence = translate(
                "Settings",
                "{place} has more than 200 people: new people are not put on your list, nor you on theirs. If "
                "you turn this off, a search finds you by your number only.",
            )
        case _:
            return ()

    def switch(parent: QWidget) -> QWidget:
        return ProfileSwitch(context.messenger, "listed", parent)

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
