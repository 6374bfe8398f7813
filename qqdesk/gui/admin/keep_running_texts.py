"""When the place on this computer is open, in words that are true on each system."""

from enum import Enum, auto

from PySide6.QtCore import QObject


class KeepRunning(Enum):
    """When the place on this computer is open."""

    WHILE_RUNNING = auto()
    SIGNED_IN = auto()
    ALWAYS = auto()


class KeepRunningTexts(QObject):
    def title(self, choice: KeepRunning) -> str:
        """Return the title of a row."""
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Open only while qqdesk runs")
            case KeepRunning.SIGNED_IN:
                return self.tr("Stays open while you are signed in to this computer")
            case KeepRunning.ALWAYS:
                return self.tr("Stays open, also before anybody signs in")

    def choice(self, choice: KeepRunning) -> str:
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Only while qqdesk runs")
            case KeepRunning.SIGNED_IN:
                return self.tr("While I am signed in to this computer")
            case KeepRunning.ALWAYS:
                return self.tr("Also before anybody signs in")

    def meaning(self, choice: KeepRunning) -> str:
        """Return what a choice means. A sign-out does not close the place on each system."""
        match choice:
            case KeepRunning.WHILE_RUNNING:
                return self.tr("Quitting qqdesk closes the place.")
            case KeepRunning.SIGNED_IN:
                return self.tr("It opens when you sign in, and quitting qqdesk does not close it.")
            case KeepRunning.ALWAYS:
                return self.tr("It opens with this computer, and stays open when you sign out.")

    def sleep(self, minutes: int | None) -> str:
        """Return when this computer sleeps, "" for never."""
        if minutes is None:
            return ""
        if minutes % 60 == 0:
            return self.tr("The place sleeps with this computer, after %n hour(s).", "", minutes // 60)
        return self.tr("The place sleeps with this computer, after %n minute(s).", "", minutes)
