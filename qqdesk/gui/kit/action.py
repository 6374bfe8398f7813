"""The table of actions: their keys, and their entries in menus. The page of keys is made of it.

A place that uses an action gives only what it calls:

    add_keys(self, {Action.CLOSE: self.close, Action.STEP_PAGE: (self._next_page, self._previous_page)})
    add_entry(menu, Action.FILES, partial(navigator.open, routes.Files(chat)))
    button.setToolTip(Action.EMOJI.tip)
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from itertools import repeat

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.gui.shared.menus import add_action

Act = Callable[[], object]
_TYPED = "", "", True
_HISTORY, _FILES = QT_TR_NOOP("Message history"), QT_TR_NOOP("Pictures and files")


def _translate(source: str) -> str:
    # `QT_TR_NOOP` collects texts without a context.
    return QCoreApplication.translate("", source)


class Action(Enum):
    """Parts of the page of keys, effect, keys; icon and text of the entry in menus (default: the effect).

    The page shows them in this order. `is_typed`: a list or a field handles the keys, not a shortcut of the window.
    An action may have several keys, each with its own call: see `TABS`.

    An action that is new needs a row here and what it calls:

        EXPORT = "history", QT_TR_NOOP("Export…"), "Ctrl+E", "export"

        add_keys(self, {Action.EXPORT: self.menu.export})
        add_entry(self, Action.EXPORT, self.export)

    A sentence with a key reads it: `self.tr("Calendar ({key})").format(key=Action.CALENDAR.key)`.
    """

    SETTINGS = "every", QT_TR_NOOP("Settings"), "Ctrl+,", "settings"
    SHORTCUTS = "every", QT_TR_NOOP("This table"), "F1 Ctrl+/"
    SCREENSHOT = "every", QT_TR_NOOP("Take a screenshot"), "Ctrl+Alt+A", "screenshot", QT_TR_NOOP("Screenshot")
    QUIT = "every", QT_TR_NOOP("Quit"), "Ctrl+Q", "power"
    LEAVE = "every", QT_TR_NOOP("Close the search, the tab or the window"), "Esc", *_TYPED

    SEARCH = "main", QT_TR_NOOP("Search names and messages"), "Ctrl+F"
    LISTS = "main", QT_TR_NOOP("Contacts, or recent conversations"), "Ctrl+1 Ctrl+2"
    ROOM_LIST = "main", QT_TR_NOOP("Rooms, in the theme Classic blue"), "Ctrl+3"
    OPEN = "main", QT_TR_NOOP("Open the chat, or fold the group"), "Enter", "chat", QT_TR_NOOP("Send message"), True

    NEXT_TAB = "chat", QT_TR_NOOP("Next tab"), "Ctrl+Tab Ctrl+PgDown"
    PREVIOUS_TAB = "chat", QT_TR_NOOP("Previous tab"), "Ctrl+Shift+Tab Ctrl+PgUp"
    TABS = "chat", QT_TR_NOOP("Tab 1 to 9"), "Ctrl+1 Ctrl+2 Ctrl+3 Ctrl+4 Ctrl+5 Ctrl+6 Ctrl+7 Ctrl+8 Ctrl+9"
    MOVE_TAB = "chat", QT_TR_NOOP("Move the tab"), "Ctrl+Shift+PgDown Ctrl+Shift+PgUp"
    TEAR_TAB = "chat", QT_TR_NOOP("Move to a new window"), "Ctrl+Shift+N", "new-window"
    CLOSE_TAB = "chat", QT_TR_NOOP("Close the tab"), "Ctrl+W", "close", QT_TR_NOOP("Close")
    LEAVE_CHAT = "chat", QT_TR_NOOP("Close the tab; in one window Esc goes to the list"), "Esc"
    NEXT_UNREAD = "chat", QT_TR_NOOP("Next unread chat, in one window"), "Ctrl+Tab"
    STEP_CHAT = "chat", QT_TR_NOOP("Previous or next chat of the list, in one window"), "Alt+Up Alt+Down"
    FIND = "chat", QT_TR_NOOP("Find in this chat"), "Ctrl+F", "search"
    DAY = "chat", QT_TR_NOOP("Go to a day"), "Ctrl+G"
    STEP_MATCH = "chat", QT_TR_NOOP("Older or newer match, in the search"), "Enter Shift+Enter", *_TYPED

    JUMP = "main chat jump", QT_TR_NOOP("Jump to a contact…"), "Ctrl+K", "search"
    PROFILE = (
        *("main chat", QT_TR_NOOP("Profile of the contact, or members and settings of the room"), "Ctrl+I"),
        *("user", QT_TR_NOOP("View profile")),
    )
    HISTORY = "main chat", QT_TR_NOOP("Message history of the contact"), "Ctrl+H", "history", _HISTORY
    FILES = "main chat", QT_TR_NOOP("Pictures and files of the contact"), "F7", "picture", _FILES
    ALL_HISTORY = "main chat history", QT_TR_NOOP("Message history of everyone"), "Ctrl+Shift+F", "history", _HISTORY
    COPY_NUMBER = "main", QT_TR_NOOP("Copy the number"), "Ctrl+C"
    RENAME = "main", QT_TR_NOOP("Rename the contact or the group"), "F2", "edit", "", True
    DELETE = "main", QT_TR_NOOP("Delete the contact or the group, or hide from Recent"), "Del", "trash"
    PIN = "main", QT_TR_NOOP("Pin or unpin the conversation, in Recent"), "Ctrl+P", "pin"
    MOVE_GROUP = "main", QT_TR_NOOP("Move the group"), "Alt+Up Alt+Down"
    CARD = "main", QT_TR_NOOP("Show the card of the contact"), "Ctrl+Space", *_TYPED
    UNDO = "main", QT_TR_NOOP("Undo the last change of the list"), "Ctrl+Z", "", QT_TR_NOOP("Undo")
    ADD_PEOPLE = "main", QT_TR_NOOP("Add people"), "Ctrl+N"
    INVITE = "main", QT_TR_NOOP("Invite people…"), "Ctrl+Shift+A", "add-contact"
    NEW_ROOM = "main", QT_TR_NOOP("New room…"), "Ctrl+Shift+R", "users"
    ADMIN = "main", QT_TR_NOOP("The place, for its administrators"), "Ctrl+Shift+H", "home"
    OWN_PROFILE = "main", QT_TR_NOOP("My profile"), "Ctrl+Shift+I", "user"
    TRY = "main chat", QT_TR_NOOP("Try to connect now"), "F5"

    LARGER_TEXT = "chat", QT_TR_NOOP("Larger text"), "Ctrl++ Ctrl+=", "", QT_TR_NOOP("Larger")
    SMALLER_TEXT = "chat", QT_TR_NOOP("Smaller text"), "Ctrl+-", "", QT_TR_NOOP("Smaller")
    NORMAL_TEXT = "chat", QT_TR_NOOP("Normal text size"), "Ctrl+0", "", QT_TR_NOOP("Normal size")
    EMOJI = "chat", QT_TR_NOOP("Emoji"), "Ctrl+E", "emoticon"
    ATTACH = "chat", QT_TR_NOOP("Attach files"), "Ctrl+O", "paperclip"
    NUDGE = "chat", QT_TR_NOOP("Nudge the other person"), "Ctrl+Shift+G", "nudge", QT_TR_NOOP("Nudge")
    MEMBERS = (
        *("chat", QT_TR_NOOP("Show or fold away the members of a room, or the faces"), "F8"),
        *("users", QT_TR_NOOP("Members")),
    )
    ENTER_LOG = "chat", QT_TR_NOOP("Go to the messages, to select one"), "Ctrl+Up"
    STEP_MESSAGE = "chat", QT_TR_NOOP("Select the previous or next message, in the log"), "Up Down", *_TYPED
    SELECT_MESSAGES = "chat", QT_TR_NOOP("Select several messages, in the log"), "Shift+Up Shift+Down", *_TYPED
    SELECT_ALL = "chat", QT_TR_NOOP("Select all"), "Ctrl+A", *_TYPED
    REPLY = "chat", QT_TR_NOOP("Reply to the message"), "Ctrl+R", "reply", QT_TR_NOOP("Reply"), True
    REACT = "chat", QT_TR_NOOP("React to the message, in the log"), "R", "react", QT_TR_NOOP("React…"), True
    EDIT = "chat", QT_TR_NOOP("Edit the message, in the log"), "E", "edit", QT_TR_NOOP("Edit"), True

    SEND = "writing", QT_TR_NOOP("Send, or start a new line (see the settings)"), "Enter Ctrl+Enter", *_TYPED
    NEW_LINE = "writing", QT_TR_NOOP("Start a new line"), "Shift+Enter", *_TYPED
    EDIT_LAST = "writing", QT_TR_NOOP("Edit my last message, in the empty input"), "Up", *_TYPED
    MENTION = "writing", QT_TR_NOOP("Mention a member of the room"), "@", *_TYPED
    MOVE_ATTACHMENT = "writing", QT_TR_NOOP("Move the attachment"), "Ctrl+Left Ctrl+Right", *_TYPED
    REMOVE_ATTACHMENT = "writing", QT_TR_NOOP("Remove the attachment"), "Del", *_TYPED

    SEARCH_FIELD = "history files settings", QT_TR_NOOP("Go to the search field"), "Ctrl+F"
    CALENDAR = "history", QT_TR_NOOP("Calendar"), "F4"
    SEARCH_AGAIN = "history", QT_TR_NOOP("Search again"), "F5"
    OPEN_MESSAGE = "history", QT_TR_NOOP("Open the message in its chat"), "Enter", "chat", QT_TR_NOOP("Open chat"), True
    COPY = "chat history", QT_TR_NOOP("Copy the message or the selection"), "Ctrl+C", "copy", QT_TR_NOOP("Copy"), True
    DELETE_MESSAGE = "chat history", QT_TR_NOOP("Delete the message"), "Del", "trash", QT_TR_NOOP("Delete…"), True
    EXPORT = "history", QT_TR_NOOP("Export…"), "Ctrl+E", "export"
    IMPORT = "history", QT_TR_NOOP("Import…"), "Ctrl+O", "import"
    MENU = "main history", QT_TR_NOOP("Menu"), "F10"

    STEP_PICTURE = "viewer", QT_TR_NOOP("Previous or next picture"), "Left Right"
    END_PICTURE = "viewer", QT_TR_NOOP("First or last picture"), "Home End"
    ZOOM_IN = "viewer", QT_TR_NOOP("Larger"), "+ =", "zoom-in"
    ZOOM_OUT = "viewer", QT_TR_NOOP("Smaller"), "-", "zoom-out"
    FIT = "viewer", QT_TR_NOOP("Show the whole picture"), "0", "fit"
    ACTUAL_SIZE = "viewer", QT_TR_NOOP("100 %"), "1"
    TURN = "viewer", QT_TR_NOOP("Turn the view"), "R", "retry"
    COPY_PICTURE = "viewer", QT_TR_NOOP("Copy the picture"), "Ctrl+C", "copy", QT_TR_NOOP("Copy")

    FILE_LISTS = "files", QT_TR_NOOP("Pictures, or other files"), "Ctrl+1 Ctrl+2"
    OPEN_FILE = "files", QT_TR_NOOP("Open or download it"), "Enter", *_TYPED
    SAVE = "viewer files", QT_TR_NOOP("Save it"), "Ctrl+S"
    SHOW_IN_CHAT = "viewer files", QT_TR_NOOP("Show in the conversation"), "Ctrl+J", "chat"

    STEP_PAGE = "settings admin", QT_TR_NOOP("Next or previous page"), "Ctrl+PgDown Ctrl+PgUp"
    ENTER_RESULTS = "settings", QT_TR_NOOP("From the search field to the results"), "Down", *_TYPED
    CHANGE_SIDE = "settings admin", QT_TR_NOOP("From the list of pages into the page, or back"), "F6"
    RENAME_ROW = "settings", QT_TR_NOOP("Rename the device"), "F2", "edit", QT_TR_NOOP("Rename…"), True
    DELETE_ROW = "settings admin", QT_TR_NOOP("Delete the entry, or sign out the device"), "Del", "trash", "", True
    REFRESH = "admin", QT_TR_NOOP("Refresh, or try to connect now"), "F5"

    MOVE_REGION = "screenshot", QT_TR_NOOP("Move the region, with Shift faster"), "Up Down Left Right", *_TYPED
    TOOLS = "screenshot", QT_TR_NOOP("Rectangle, arrow, pen, text, mosaic"), "1 2 3 4 5", *_TYPED
    UNDO_MARK = "screenshot", QT_TR_NOOP("Undo or redo the last mark"), "Ctrl+Z Ctrl+Y", *_TYPED
    SEND_SCREENSHOT = "screenshot", QT_TR_NOOP("Send to the chat, or copy"), "Enter", *_TYPED
    KEEP_SCREENSHOT = "screenshot", QT_TR_NOOP("Copy or save"), "Ctrl+C Ctrl+S", *_TYPED
    CANCEL_SCREENSHOT = "screenshot", QT_TR_NOOP("Remove the mark, then the region, then cancel"), "Esc", *_TYPED

    STEP_CONTACT = "jump", QT_TR_NOOP("Next or previous contact"), "Up Down", *_TYPED
    OPEN_CONTACT = "jump", QT_TR_NOOP("Open the chat"), "Enter", *_TYPED
    CLOSE = "history viewer files settings admin jump", QT_TR_NOOP("Close"), "Ctrl+W Esc"

    ACCOUNTS = "start", QT_TR_NOOP("Choose another account"), "Alt+Down"
    BACK = "start", QT_TR_NOOP("Back"), "Alt+Left"
    SHOW_PASSWORD = "start", QT_TR_NOOP("Show or hide the password"), "Alt+V", *_TYPED

    def __init__(
        self, parts: str, effect: str, keys: str, icon: str = "", text: str = "", is_typed: bool = False
    ) -> None:
        self.parts, self.keys = parts.split(), keys.split()
        self.icon, self.is_typed = icon, is_typed
        self._effect, self._text = effect, text or effect

    @property
    def effect(self) -> str:
        return _translate(self._effect).removesuffix("…")

    @property
    def text(self) -> str:
        return _translate(self._text)

    @property
    def native_keys(self) -> list[str]:
        """The names of the keys on this system."""
        form = QKeySequence.SequenceFormat.NativeText
        return [QKeySequence(keys).toString(form) or keys for keys in self.keys]

    @property
    def key(self) -> str:
        """The name of the first key on this system."""
        return self.native_keys[0]

    @property
    def tip(self) -> str:
        return QCoreApplication.translate("", "{text} ({key})").format(text=self.text.removesuffix("…"), key=self.key)


Acts = Mapping[Action, Act | Sequence[Act]]


def add_keys(
    widget: QWidget,
    acts: Acts,
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    kind: type[QShortcut] = QShortcut,
) -> list[QShortcut]:
    """Make the shortcuts of actions, each with what all its keys call, or with what each of its keys calls."""
    made = []
    for action, calls in acts.items():
        for keys, act in zip(action.keys, repeat(calls) if callable(calls) else calls, strict=False):
            shortcut = kind(QKeySequence(keys), widget)
            shortcut.setContext(context)
            shortcut.activated.connect(act)
            made.append(shortcut)
    return made


def add_entry(
    menu: QMenu, action: Action, act: Act, text: str = "", icon: str = "", role: str = "text", *, has_key: bool = True
) -> QAction:
    """Add an action to a menu. The key is only displayed; the window handles it."""
    shown = action.keys[0] if has_key else ""
    return add_action(menu, text or action.text, act, icon or action.icon, shown, role)
