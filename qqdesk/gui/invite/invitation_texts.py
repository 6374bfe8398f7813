"""The text that is sent with an invitation link, in any language of the program, and sentences about its limits."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QObject, QTranslator

from qqdesk import paths
from qqdesk.domain.invitation_link import InvitationLink, Reach, link_reach
from qqdesk.gui.shared.bidi import isolated

ENGLISH = "en"
_SENTENCES = (
    "Hi! We talk at {place} now. Open this link on your computer and press “Open in qqdesk”:\n{link}\n"
    "See you there! {name}"
)
_ROOM_SENTENCES = (
    "Hi! Join us in {room} at {place}. Open this link on your computer and press “Open in qqdesk”:\n{link}\n"
    "See you there! {name}"
)


def text_to_send(language: str, place: str, name: str, link: str, room: str = "") -> str:
    """Return a message with the link, in this language: a code such as zh_CN. `room` is the name of a room."""
    translator = QTranslator()
    translator.load(f"qqdesk_{language}", str(paths.resource("i18n")))
    translated = translator.translate(
        "InvitationText",
        "Hi! We talk at {place} now. Open this link on your computer and press “Open in qqdesk”:\n{link}\n"
        "See you there! {name}",
    )
    if not room:
        return (translated or _SENTENCES).format(place=place, name=name, link=link)
    translated = translator.translate(
        "InvitationText",
        "Hi! Join us in {room} at {place}. Open this link on your computer and press “Open in qqdesk”:\n{link}\n"
        "See you there! {name}",
    )
    return (translated or _ROOM_SENTENCES).format(place=place, name=name, link=link, room=room)


def reach_text(link: InvitationLink | None, place: str) -> str:
    """Return from where a link works, "" for anywhere. None: no link to the place would be safe."""
    translate = QCoreApplication.translate
    if link is None:
        sentence = translate("InviteWindow", "No link: {place} has no encryption for other computers")
        return sentence.format(place=isolated(place))
    return {
        Reach.ANYWHERE: "",
        Reach.THIS_NETWORK: translate("InviteWindow", "Works in this network only"),
        Reach.THIS_COMPUTER: translate("InviteWindow", "Works on this computer only"),
    }[link_reach(link)]


def short_day(time: int) -> str:
    """Return the day of `time` (milliseconds since 1970) without the year: 4 Dec."""
    form = QCoreApplication.translate("InvitationText", "d MMM")
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(time).date(), form)


class Counts(QObject):
    """Sentences with plural forms."""

    def left(self, uses: int, expires: int) -> str:
        """Return how many people may still join with a link, and until when."""
        return self.tr("%n left, until {day}", "", uses).format(day=short_day(expires))

    def people(self, uses: int) -> str:
        """Return how many people a link is for."""
        return self.tr("one person") if uses == 1 else self.tr("up to %n people", "", uses)

    def days(self, days: int) -> str:
        return self.tr("%n day(s)", "", days)

    def used(self, used: int) -> str:
        """Return how many people joined with a link."""
        return self.tr("%n joined", "", used) if used else self.tr("Nobody has joined yet")

    def came_in(self, name: str, others: int) -> str:
        """Return who joined while the window was open."""
        if others:
            return self.tr("{name} and %n other(s) have joined", "", others).format(name=isolated(name))
        return self.tr("{name} has joined").format(name=isolated(name))

    def also_ask(self, others: int) -> str:
        """Return how many more people ask to join."""
        return self.tr("%n other(s) ask too", "", others)
