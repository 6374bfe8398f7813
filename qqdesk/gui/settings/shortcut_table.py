"""The keyboard shortcuts of all windows. A test compares the table with the windows."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from qqdesk.gui.kit.connection_message import TRY_KEY
from qqdesk.gui.message_log.day_label import DAY_KEY
from qqdesk.gui.shared.menus import (
    ADD_PEOPLE_KEY,
    ADMIN_KEY,
    FILES_KEY,
    INVITE_KEY,
    JUMP_KEY,
    LOG_KEY,
    MEMBERS_KEY,
    NEW_ROOM_KEY,
    NUDGE_KEY,
    PIN_KEY,
    PROFILE_KEY,
    QUIT_KEY,
    SCREENSHOT_KEY,
    SETTINGS_KEY,
    SHORTCUTS_KEYS,
)

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ShortcutLine:
    """Keys with the same effect."""

    keys: tuple[str, ...]
    effect: str
    typed: bool = False
    """Handled by a list or a line, not by a QShortcut of the window."""

    def written(self) -> list[str]:
        """Return the names of the keys on this system."""
        form = QKeySequence.SequenceFormat.NativeText
        return [QKeySequence(keys).toString(form) or keys for keys in self.keys]


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    name: str
    """Names the window for tests."""
    title: str
    lines: tuple[ShortcutLine, ...]


def shortcut_groups() -> list[ShortcutGroup]:
    """Return the table in the current language."""
    return [
        ShortcutGroup("every", translate("Keys", "Every window"), _every()),
        ShortcutGroup("main", translate("Keys", "Main window"), _main()),
        ShortcutGroup("chat", translate("Keys", "Chats"), _chat()),
        ShortcutGroup("writing", translate("Keys", "Writing"), _writing()),
        ShortcutGroup("history", translate("Keys", "Message history"), _history()),
        ShortcutGroup("viewer", translate("Keys", "Viewer of pictures"), _viewer()),
        ShortcutGroup("files", translate("Keys", "Pictures and files"), _files()),
        ShortcutGroup("settings", translate("Keys", "Settings"), _settings()),
        ShortcutGroup("home", translate("Keys", "The place"), _home()),
        ShortcutGroup("screenshot", translate("Keys", "Screenshot"), _screenshot()),
        ShortcutGroup("jump", translate("Keys", "Jump to a contact"), _jump()),
    ]


def _every() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine((SETTINGS_KEY,), translate("Keys", "Settings")),
        ShortcutLine(SHORTCUTS_KEYS, translate("Keys", "This table")),
        ShortcutLine((SCREENSHOT_KEY,), translate("Keys", "Take a screenshot")),
        ShortcutLine((QUIT_KEY,), translate("Keys", "Quit")),
        ShortcutLine(("Esc",), translate("Keys", "Close the search, the tab or the window"), typed=True),
    )


def _main() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+F",), translate("Keys", "Search names and messages")),
        ShortcutLine(("Ctrl+1", "Ctrl+2"), translate("Keys", "Contacts, or recent conversations")),
        ShortcutLine(("Ctrl+3",), translate("Keys", "Rooms, in the theme Classic blue")),
        ShortcutLine((JUMP_KEY,), translate("Keys", "Jump to a contact")),
        ShortcutLine(("Enter",), translate("Keys", "Open the chat, or fold the group"), typed=True),
        ShortcutLine((PROFILE_KEY,), translate("Keys", "Profile of the contact, or members and settings of the room")),
        ShortcutLine(("Ctrl+H",), translate("Keys", "Message history of the contact")),
        ShortcutLine((FILES_KEY,), translate("Keys", "Pictures and files of the contact")),
        ShortcutLine(("Ctrl+C",), translate("Keys", "Copy the number")),
        ShortcutLine(("F2",), translate("Keys", "Rename the contact or the group"), typed=True),
        ShortcutLine(("Del",), translate("Keys", "Delete the contact or the group, or hide from Recent")),
        ShortcutLine((PIN_KEY,), translate("Keys", "Pin or unpin the conversation, in Recent")),
        ShortcutLine(("Alt+Up", "Alt+Down"), translate("Keys", "Move the group")),
        ShortcutLine(("Ctrl+Z",), translate("Keys", "Undo the last change of the list")),
        ShortcutLine((ADD_PEOPLE_KEY,), translate("Keys", "Add people")),
        ShortcutLine((INVITE_KEY,), translate("Keys", "Invite people")),
        ShortcutLine((NEW_ROOM_KEY,), translate("Keys", "New room")),
        ShortcutLine((ADMIN_KEY,), translate("Keys", "The place, for its administrators")),
        ShortcutLine(("Ctrl+Shift+F",), translate("Keys", "Message history")),
        ShortcutLine(("Ctrl+Shift+I",), translate("Keys", "My profile")),
        ShortcutLine((TRY_KEY,), translate("Keys", "Try to connect now")),
        ShortcutLine(("F10",), translate("Keys", "Menu")),
    )


def _chat() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+Tab", "Ctrl+PgDown"), translate("Keys", "Next tab")),
        ShortcutLine(("Ctrl+Shift+Tab", "Ctrl+PgUp"), translate("Keys", "Previous tab")),
        ShortcutLine(tuple(f"Ctrl+{digit}" for digit in range(1, 10)), translate("Keys", "Tab 1 to 9")),
        ShortcutLine(("Ctrl+Shift+PgDown", "Ctrl+Shift+PgUp"), translate("Keys", "Move the tab")),
        ShortcutLine(("Ctrl+Shift+N",), translate("Keys", "Move the tab to a new window")),
        ShortcutLine(("Ctrl+W", "Esc"), translate("Keys", "Close the tab; in one window Esc goes to the list")),
        ShortcutLine(("Ctrl+Tab",), translate("Keys", "Next unread chat, in one window")),
        ShortcutLine(("Alt+Up", "Alt+Down"), translate("Keys", "Previous or next chat of the list, in one window")),
        ShortcutLine(("Ctrl+F",), translate("Keys", "Find in the chat")),
        ShortcutLine((DAY_KEY,), translate("Keys", "Go to a day")),
        ShortcutLine(("Ctrl+H",), translate("Keys", "Message history of this contact")),
        ShortcutLine((PROFILE_KEY,), translate("Keys", "Profile of the contact, or members and settings of the room")),
        ShortcutLine((FILES_KEY,), translate("Keys", "Pictures and files of this contact")),
        ShortcutLine(("Ctrl+Shift+F",), translate("Keys", "Message history of everyone")),
        ShortcutLine(("Ctrl++", "Ctrl+="), translate("Keys", "Larger text")),
        ShortcutLine(("Ctrl+-",), translate("Keys", "Smaller text")),
        ShortcutLine(("Ctrl+0",), translate("Keys", "Normal text size")),
        ShortcutLine(("Ctrl+E",), translate("Keys", "Emoji")),
        ShortcutLine(("Ctrl+O",), translate("Keys", "Attach files")),
        ShortcutLine((NUDGE_KEY,), translate("Keys", "Nudge the other person")),
        ShortcutLine((MEMBERS_KEY,), translate("Keys", "Show or fold away the members of a room, or the faces")),
        ShortcutLine((JUMP_KEY,), translate("Keys", "Jump to a contact")),
        ShortcutLine((TRY_KEY,), translate("Keys", "Try to connect now")),
        ShortcutLine((LOG_KEY,), translate("Keys", "Go to the messages, to select one")),
        ShortcutLine(("Up", "Down"), translate("Keys", "Select the previous or next message, in the log"), typed=True),
        ShortcutLine(("Shift+Up", "Shift+Down"), translate("Keys", "Select several messages, in the log"), typed=True),
        ShortcutLine(("Ctrl+C",), translate("Keys", "Copy the message or the selection"), typed=True),
        ShortcutLine(("Ctrl+A",), translate("Keys", "Select all"), typed=True),
        ShortcutLine(("Ctrl+R",), translate("Keys", "Reply to the message"), typed=True),
        ShortcutLine(("R",), translate("Keys", "React to the message, in the log"), typed=True),
        ShortcutLine(("E",), translate("Keys", "Edit the message, in the log"), typed=True),
        ShortcutLine(("Del",), translate("Keys", "Delete the message, in the log"), typed=True),
    )


def _writing() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(
            ("Enter", "Ctrl+Enter"), translate("Keys", "Send, or start a new line (see the settings)"), typed=True
        ),
        ShortcutLine(("Shift+Enter",), translate("Keys", "Start a new line"), typed=True),
        ShortcutLine(("Up",), translate("Keys", "Edit my last message, in the empty input"), typed=True),
        ShortcutLine(("@",), translate("Keys", "Mention a member of the room"), typed=True),
        ShortcutLine(("Ctrl+Left", "Ctrl+Right"), translate("Keys", "Move the attachment"), typed=True),
        ShortcutLine(("Del",), translate("Keys", "Remove the attachment"), typed=True),
    )


def _history() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+F", "Ctrl+Shift+F"), translate("Keys", "Go to the search field")),
        ShortcutLine(("F4",), translate("Keys", "Calendar")),
        ShortcutLine(("F5",), translate("Keys", "Search again")),
        ShortcutLine(("Enter",), translate("Keys", "Open the message in its chat"), typed=True),
        ShortcutLine(("Ctrl+C",), translate("Keys", "Copy the message"), typed=True),
        ShortcutLine(("Del",), translate("Keys", "Delete the message"), typed=True),
        ShortcutLine(("Ctrl+E",), translate("Keys", "Export")),
        ShortcutLine(("Ctrl+O",), translate("Keys", "Import")),
        ShortcutLine(("F10",), translate("Keys", "Menu")),
        ShortcutLine(("Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def _viewer() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Left", "Right"), translate("Keys", "Previous or next picture")),
        ShortcutLine(("Home", "End"), translate("Keys", "First or last picture")),
        ShortcutLine(("+", "="), translate("Keys", "Larger")),
        ShortcutLine(("-",), translate("Keys", "Smaller")),
        ShortcutLine(("0",), translate("Keys", "Show the whole picture")),
        ShortcutLine(("1",), translate("Keys", "100 %")),
        ShortcutLine(("R",), translate("Keys", "Turn the view")),
        ShortcutLine(("Ctrl+C",), translate("Keys", "Copy the picture")),
        ShortcutLine(("Ctrl+S",), translate("Keys", "Save the picture")),
        ShortcutLine(("Ctrl+J",), translate("Keys", "Show it in the conversation")),
        ShortcutLine(("Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def _files() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+1", "Ctrl+2"), translate("Keys", "Pictures, or other files")),
        ShortcutLine(("Ctrl+F",), translate("Keys", "Go to the search field of the files")),
        ShortcutLine(("Enter",), translate("Keys", "Open or download it"), typed=True),
        ShortcutLine(("Ctrl+S",), translate("Keys", "Save it")),
        ShortcutLine(("Ctrl+J",), translate("Keys", "Show it in the conversation")),
        ShortcutLine(("Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def _settings() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+F",), translate("Keys", "Go to the search field")),
        ShortcutLine(("Ctrl+PgDown", "Ctrl+PgUp"), translate("Keys", "Next or previous page")),
        ShortcutLine(("Down",), translate("Keys", "From the search field to the results"), typed=True),
        ShortcutLine(("Ctrl+W",), translate("Keys", "Close")),
    )


def _home() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Ctrl+PgDown", "Ctrl+PgUp"), translate("Keys", "Next or previous page")),
        ShortcutLine(("F6",), translate("Keys", "From the list of pages into the page, or back")),
        ShortcutLine(("F5",), translate("Keys", "Refresh, or try to connect now")),
        ShortcutLine(("Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def _screenshot() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(
            ("Up", "Down", "Left", "Right"), translate("Keys", "Move the region, with Shift faster"), typed=True
        ),
        ShortcutLine(tuple("12345"), translate("Keys", "Rectangle, arrow, pen, text, mosaic"), typed=True),
        ShortcutLine(("Ctrl+Z", "Ctrl+Y"), translate("Keys", "Undo or redo the last mark"), typed=True),
        ShortcutLine(("Enter",), translate("Keys", "Send to the chat, or copy"), typed=True),
        ShortcutLine(("Ctrl+C", "Ctrl+S"), translate("Keys", "Copy or save"), typed=True),
        ShortcutLine(("Esc",), translate("Keys", "Remove the mark, then the region, then cancel"), typed=True),
    )


def _jump() -> tuple[ShortcutLine, ...]:
    return (
        ShortcutLine(("Up", "Down"), translate("Keys", "Next or previous contact"), typed=True),
        ShortcutLine(("Enter",), translate("Keys", "Open the chat"), typed=True),
        ShortcutLine((JUMP_KEY, "Ctrl+W", "Esc"), translate("Keys", "Close")),
    )


def as_text(groups: list[ShortcutGroup]) -> str:
    parts = []
    for group in groups:
        width = max(len(" / ".join(line.written())) for line in group.lines)
        lines = [f"  {' / '.join(line.written()):{width}}  {line.effect}" for line in group.lines]
        parts.append("\n".join([group.title, *lines]))
    return "\n\n".join(parts) + "\n"
