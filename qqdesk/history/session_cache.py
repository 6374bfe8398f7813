"""The roster and my profile of the last session, to show before the server answers."""

import contextlib
import json
from collections.abc import Iterable
from typing import Any

from qqdesk.domain.contact import Me
from qqdesk.history.local_state import LocalState
from qqdesk.protocol.codes import Status

_ROSTER = "last-listed"
_PROFILE = "last-me"


class SessionCache:
    """Any thread may call. Raises HistoryError."""

    def __init__(self, local_state: LocalState) -> None:
        self._local_state = local_state
        self._written: dict[str, str] = {}

    def roster(self) -> tuple[int, ...]:
        """Return the numbers on the contact list."""
        text = self._load(_ROSTER)
        try:
            return tuple(map(int, text.split(","))) if text else ()
        except ValueError:
            return ()

    def save_roster(self, numbers: Iterable[int]) -> None:
        self._save(_ROSTER, ",".join(map(str, sorted(numbers))))

    def remove_from_roster(self, number: int) -> None:
        self.save_roster(other for other in self.roster() if other != number)

    def profile(self, number: int, status: Status) -> tuple[Me, bool]:
        """Return my profile, and whether the server supported the extensions."""
        stored: Any = None
        with contextlib.suppress(ValueError):
            stored = json.loads(self._load(_PROFILE) or "{}")
        if not isinstance(stored, dict):
            stored = {}
        face = stored.get("face")
        nickname, signature, status_text = (
            text if isinstance(text, str) else "" for text in map(stored.get, ("nickname", "signature", "status_text"))
        )
        return (
            Me(
                number,
                nickname,
                face if isinstance(face, int) and face >= 0 else 0,
                status,
                signature=signature,
                status_text=status_text,
            ),
            stored.get("extended") is True,
        )

    def save_profile(self, me: Me, *, extended: bool) -> None:
        kept = {
            "nickname": me.nickname,
            "face": me.face,
            "signature": me.signature,
            "status_text": me.status_text,
            "extended": extended,
        }
        self._save(_PROFILE, json.dumps(kept))

    def _load(self, name: str) -> str:
        return self._written.get(name) or self._local_state.get_fact(name)

    def _save(self, name: str, text: str) -> None:
        if self._load(name) != text:
            self._local_state.set_fact(name, text)
        self._written[name] = text
