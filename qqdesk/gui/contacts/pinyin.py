"""The pinyin of Chinese characters. Loading the library takes 60 ms and 13 MB, so the first search loads it."""

import importlib
import logging
import os
from functools import lru_cache

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from qqdesk.gui.contacts.people_index import PeopleIndex

log = logging.getLogger(__name__)

_SLICE_S = 0.003
_POLL_MS = 15
_LIBRARY = "pypinyin"


class _Import(QRunnable):
    def __init__(self) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.is_done = False

    def run(self) -> None:
        # Its phrases select one of several readings, but each reading should match. They take 40 MB and 170 ms.
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
        os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
        try:
            importlib.import_module(_LIBRARY)
        except ImportError as error:
            log.warning("Chinese names are not found by their sound: %s", error)
        self.is_done = True


@lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Return all readings of a character without tones; ü as v and as u. Needs the loaded library."""
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    said = found[0] if found else []
    return tuple(dict.fromkeys(each for one in said if one.isascii() for each in (one, one.replace("v", "u"))))


class IndexPreparation(QObject):
    """Completes an index in short slices of the GUI thread; loads the library in another thread if needed."""

    grown = Signal()
    """The index finds more than before."""

    def __init__(self, index: PeopleIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._import: _Import | None = None
        self._learned = False
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._work)

    @Slot()
    def start(self) -> None:
        """Start before the first search."""
        if not self._turn.isActive():
            self._turn.start(0)

    @property
    def is_busy(self) -> bool:
        return self._turn.isActive()

    @Slot()
    def _work(self) -> None:
        if not self._index.prepare(_SLICE_S):
            return
        if not self._index.needs_readings:
            self._turn.stop()
            if self._learned:
                self._learned = False
                self.grown.emit()
            return
        if self._import is None:
            self._import = _Import()
            QThreadPool.globalInstance().start(self._import)
            self._turn.setInterval(_POLL_MS)
        if self._import.is_done:
            self._turn.setInterval(0)
            self._learned = True
            self._index.set_readings(_known)


def _known(char: str) -> tuple[str, ...]:
    try:
        return readings(char)
    except ImportError:
        return ()
