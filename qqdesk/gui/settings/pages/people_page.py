"""The contact list, and my status when idle."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.invite.place_texts import why_no_invitations
from qqdesk.gui.settings.setting_rows import Action, Choice, Number, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    orders = (
        (str(SortBy.PRESENCE), translate("Settings", "Who is there first")),
        (str(SortBy.NAME), translate("Settings", "By name")),
        (str(SortBy.TALK), translate("Settings", "Whom I talked with last first")),
    )
    return (
        Action(
            "",
            translate("Settings", "Invite people"),
            translate("Settings", "A link that brings others to this place, with a QR code and a text to send."),
            button=translate("Settings", "Invite people…"),
            icon="link",
            act=context.navigator.open_invite,
            enabled_if=lambda _: not why_no_invitations(context.messenger),
            keywords=translate("Settings", "join invitation code newcomer add let in"),
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
            translate("Settings", "Hide those who are offline"),
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
            translate("Settings", "Busy when idle"),
            translate(
                "Settings",
                "You look busy after this computer was not used for this time, and online again when you are "
                "back. A status that you chose stays.",
            ),
            most=240,
            unit=translate("Settings", "min"),
            least_text=translate("Settings", "Never"),
            keywords=translate("Settings", "away automatic absent presence status lock screen"),
        ),
    )
