"""All keys by window, as a person reads them. A test compares them with the shortcuts that the windows really have."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from qqdesk.gui.shared.connection_message import TRY_KEY
from qqdesk.gui.shared.menus import INVITE_KEY, JUMP_KEY, QUIT_KEY, SETTINGS_KEY, SHORTCUTS_KEYS


@dataclass(frozen=True, slots=True)
class KeyLine:
    """Keys that do the same. `typed` are those of a list or a line, which are no shortcuts of the window."""

    keys: tuple[str, ...]
    words: str
    typed: bool = False

    def written(self) -> list[str]:
        """As this system writes them."""
        form = QKeySequence.SequenceFormat.NativeText
        return [QKeySequence(keys).toString(form) or keys for keys in self.keys]


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """`name` is for the code: which window it is."""

    name: str
    title: str
    lines: tuple[KeyLine, ...]


def key_groups() -> list[KeyGroup]:
    """In the language that is on."""
    translate = QCoreApplication.translate
    return [
        KeyGroup("every", translate("Keys", "Every window"), _every()),
        KeyGroup("main", translate("Keys", "Main window"), _main()),
        KeyGroup("chat", translate("Keys", "Chats"), _chat()),
        KeyGroup("writing", translate("Keys", "Writing"), _writing()),
        KeyGroup("history", translate("Keys", "Message history"), _history()),
        KeyGroup("settings", translate("Keys", "Settings"), _settings()),
        KeyGroup("jump", translate("Keys", "Jump to a contact"), _jump()),
    ]


def _every() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine((SETTINGS_KEY,), translate("Keys", "Settings")),
        KeyLine(SHORTCUTS_KEYS, translate("Keys", "This table")),
        KeyLine((QUIT_KEY,), translate("Keys", "Quit")),
        KeyLine(("Esc",), translate("Keys", "Close the window; first what is open in it"), typed=True),
    )


def _main() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Ctrl+F",), translate("Keys", "Search the list")),
        KeyLine((JUMP_KEY,), translate("Keys", "Jump to a contact")),
        KeyLine(("Return",), translate("Keys", "Open the chat, or fold the group"), typed=True),
        KeyLine(("Ctrl+I",), translate("Keys", "Profile of the contact")),
        KeyLine(("Ctrl+H",), translate("Keys", "Messages with the contact")),
        KeyLine(("Ctrl+C",), translate("Keys", "Copy the number")),
        KeyLine(("F2",), translate("Keys", "Another name for the contact or the group"), typed=True),
        KeyLine(("Del",), translate("Keys", "Delete the contact or the group")),
        KeyLine(("Alt+Up", "Alt+Down"), translate("Keys", "Move the group")),
        KeyLine(("Ctrl+Z",), translate("Keys", "Take the last change of the list back")),
        KeyLine(("Ctrl+N",), translate("Keys", "Add a contact")),
        KeyLine(("Ctrl+Shift+P",), translate("Keys", "Find people")),
        KeyLine((INVITE_KEY,), translate("Keys", "Invite people")),
        KeyLine(("Ctrl+Shift+F",), translate("Keys", "Message history")),
        KeyLine(("Ctrl+Shift+I",), translate("Keys", "My profile")),
        KeyLine((TRY_KEY,), translate("Keys", "Try to connect now")),
        KeyLine(("F10",), translate("Keys", "Menu")),
    )


def _chat() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Ctrl+Tab", "Ctrl+PgDown"), translate("Keys", "Next tab")),
        KeyLine(("Ctrl+Shift+Tab", "Ctrl+PgUp"), translate("Keys", "Tab before")),
        KeyLine(tuple(f"Ctrl+{digit}" for digit in range(1, 10)), translate("Keys", "The tab of that place")),
        KeyLine(("Ctrl+Shift+PgDown", "Ctrl+Shift+PgUp"), translate("Keys", "Move the tab")),
        KeyLine(("Ctrl+Shift+N",), translate("Keys", "Put the tab into a window of its own")),
        KeyLine(("Ctrl+W", "Esc"), translate("Keys", "Close the tab")),
        KeyLine(("Ctrl+F",), translate("Keys", "Find in the chat")),
        KeyLine(("Ctrl+H",), translate("Keys", "Messages with this contact")),
        KeyLine(("Ctrl+Shift+F",), translate("Keys", "Messages with everybody")),
        KeyLine(("Ctrl++", "Ctrl+="), translate("Keys", "Larger type")),
        KeyLine(("Ctrl+-",), translate("Keys", "Smaller type")),
        KeyLine(("Ctrl+0",), translate("Keys", "The usual size of type")),
        KeyLine(("Ctrl+E",), translate("Keys", "Emoji")),
        KeyLine((JUMP_KEY,), translate("Keys", "Jump to a contact")),
        KeyLine((TRY_KEY,), translate("Keys", "Try to connect now")),
        KeyLine(("Up", "Down"), translate("Keys", "From message to message, in the log"), typed=True),
        KeyLine(("Shift+Up", "Shift+Down"), translate("Keys", "Select messages, in the log"), typed=True),
        KeyLine(("Ctrl+C",), translate("Keys", "Copy the message, or what is chosen"), typed=True),
        KeyLine(("Ctrl+A",), translate("Keys", "Choose everything"), typed=True),
        KeyLine(("Ctrl+R",), translate("Keys", "Quote the message"), typed=True),
    )


def _writing() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Return", "Ctrl+Return"), translate("Keys", "Send, or a new line, as the settings say"), typed=True),
        KeyLine(("Shift+Return",), translate("Keys", "A new line"), typed=True),
    )


def _history() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Ctrl+F", "Ctrl+Shift+F"), translate("Keys", "To the search line")),
        KeyLine(("F4",), translate("Keys", "Calendar")),
        KeyLine(("F5",), translate("Keys", "Search again")),
        KeyLine(("Return",), translate("Keys", "Open the message in its chat"), typed=True),
        KeyLine(("Ctrl+C",), translate("Keys", "Copy the message"), typed=True),
        KeyLine(("Del",), translate("Keys", "Delete the message"), typed=True),
        KeyLine(("Ctrl+E",), translate("Keys", "Export")),
        KeyLine(("Ctrl+O",), translate("Keys", "Import")),
        KeyLine(("F10",), translate("Keys", "Menu")),
        KeyLine(("Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def _settings() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Ctrl+F",), translate("Keys", "To the search line")),
        KeyLine(("Ctrl+PgDown", "Ctrl+PgUp"), translate("Keys", "Another page")),
        KeyLine(("Down",), translate("Keys", "From the search line to what it found"), typed=True),
        KeyLine(("Ctrl+W",), translate("Keys", "Close")),
    )


def _jump() -> tuple[KeyLine, ...]:
    translate = QCoreApplication.translate
    return (
        KeyLine(("Up", "Down"), translate("Keys", "Another contact"), typed=True),
        KeyLine(("Return",), translate("Keys", "Open the chat"), typed=True),
        KeyLine((JUMP_KEY, "Ctrl+W"), translate("Keys", "Close")),
    )


def as_text(groups: list[KeyGroup]) -> str:
    """To print, or to send to somebody."""
    parts = []
    for group in groups:
        width = max(len(" / ".join(line.written())) for line in group.lines)
        lines = [f"  {' / '.join(line.written()):{width}}  {line.words}" for line in group.lines]
        parts.append("\n".join([group.title, *lines]))
    return "\n\n".join(parts) + "\n"
