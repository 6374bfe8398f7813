"""When the place on this computer is open, in words that are true on each system."""

from enum import Enum, auto

from PySide6.QtCore import QObject


class Stay(Enum):
    """When the place on this computer is open."""

    WHILE_RUNNING = auto()
    SIGNED_IN = auto()
    ALWAYS = auto()


class StayTexts(QObject):
    def title(self, stay: Stay) -> str:
        """Return the title of a row."""
        match stay:
            case Stay.WHILE_RUNNING:
                return self.tr("Open only while qqdesk runs")
            case Stay.SIGNED_IN:
                return self.tr("Stays open while you are signed in to this computer")
            case Stay.ALWAYS:
                return self.tr("Stays open, also before anybody signs in")

    def choice(self, stay: Stay) -> str:
        match stay:
            case Stay.WHILE_RUNNING:
                return self.tr("Only while qqdesk runs")
            case Stay.SIGNED_IN:
                return self.tr("While I am signed in to this computer")
            case Stay.ALWAYS:
                return self.tr("Also before anybody signs in")

    def meaning(self, stay: Stay) -> str:
        """Return what a choice means. A sign-out does not close the place on each system."""
        match stay:
            case Stay.WHILE_RUNNING:
                return self.tr("Quitting qqdesk closes the place.")
            case Stay.SIGNED_IN:
                return self.tr("It opens when you sign in, and quitting qqdesk does not close it.")
            case Stay.ALWAYS:
                return self.tr("It opens with this computer, and stays open when you sign out.")

    def sleep(self, minutes: int | None) -> str:
        """Return when this computer sleeps, "" for never."""
        if minutes is None:
            return ""
        if minutes % 60 == 0:
            return self.tr("The place sleeps with this computer, after %n hour(s).", "", minutes // 60)
        return self.tr("The place sleeps with this computer, after %n minute(s).", "", minutes)
