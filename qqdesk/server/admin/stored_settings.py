"""Settings that administrators change while the server runs, in the database: functions on a connection.

They override the settings file. Flags and the environment override them: such a setting is fixed. The name never is.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from qqdesk.protocol.admin_commands import ChangePlace
from qqdesk.protocol.codes import RegistrationMode, Result
from qqdesk.server.accounts import place_log, shared_roster
from qqdesk.server.errors import RefusedError
from qqdesk.server.server_info import server_name
from qqdesk.server.settings.configuration import Configuration, from_text, written
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import PLACE

logger = logging.getLogger(__name__)

NAMES = ("name", "registration", "invites", "most_file_mib", "most_files_mib", "introduce", "nightly_backups")
CHANGED = "changed by administrators, in the database"
"""Where the value of such a setting was given."""


def read(db: Database) -> dict[str, str]:
    """Return the changed settings."""
    return dict(db.execute("SELECT name, value FROM place_settings ORDER BY name").fetchall())


def apply(configured: Settings, fixed: Collection[str], stored: Mapping[str, str]) -> Settings:
    """Return the settings that are in effect.

    A stored value may conflict with a later change of the settings file. Then it has no effect, and that is logged.
    """
    settings = configured
    for name in NAMES:
        if name in stored and name not in fixed:
            try:
                changed: dict[str, Any] = {name: from_text(name, stored[name])}
                settings = replace(settings, **changed)
            except ValueError as error:
                logger.warning("The place keeps %s = %s: %s", name, getattr(settings, name), error)
    return settings


def effective(configuration: Configuration, stored: Mapping[str, str]) -> Configuration:
    """Return the configuration with the settings that are in effect, for the operator."""
    settings = apply(configuration.settings, configuration.fixed, stored)
    changed = {name: CHANGED for name in stored if name not in configuration.fixed}
    return replace(configuration, settings=settings, given={**configuration.given, **changed})


def without_effect(configuration: Configuration, stored: Mapping[str, str]) -> list[str]:
    """Return a sentence for each given value that administrators have changed."""
    return [
        f"{configuration.given[name]}: {name} has no effect, since an administrator has changed it; "
        "`qqdesk-server place --reset` forgets the changes"
        for name in stored
        if name in configuration.given.keys() - configuration.fixed
        and stored[name] != _text(getattr(configuration.settings, name))
    ]


def change(
    db: Database, configured: Settings, fixed: Collection[str], changes: Mapping[str, Any], actor: int, time: int
) -> None:
    """Store changes by an administrator, or by the operator. Raises RefusedError.

    A place that everybody may join introduces no one, and does not begin with it by itself when it closes again.
    """
    for name in changes:
        if name in fixed:
            raise RefusedError(
                Result.REFUSED_BY_SERVER, f"the operator has fixed {name} with a flag or in the environment"
            )
    if changes.get("name"):
        changes = {**changes, "name": server_name(changes["name"])}
    if changes.get("registration") == RegistrationMode.OPEN and "introduce" not in fixed:
        changes = {"introduce": False, **changes}
    if changes.get("introduce"):
        shared_roster.prepare(db)
    stored = read(db)
    before = apply(configured, fixed, stored)
    try:
        replace(before, **changes)
    except ValueError as error:
        raise RefusedError(Result.REFUSED_BY_SERVER, str(error)) from None
    for name, value in changes.items():
        text = _text(value)
        if stored.get(name, _text(getattr(before, name))) != text:
            db.execute(
                "INSERT INTO place_settings (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, text),
            )
            place_log.note(db, time, actor, ChangePlace.NAME, detail=f"{name}={text}")
    db.notify(PLACE)


def _text(value: Any) -> str:
    """Return a value as it is stored."""
    return written(value) if isinstance(value, bool) else str(value)


def reset(db: Database, time: int) -> None:
    """Forget all changes, for the operator: the settings file is in effect again."""
    for name in read(db):
        place_log.note(db, time, place_log.OPERATOR, ChangePlace.NAME, detail=f"{name}=")
    db.execute("DELETE FROM place_settings")
    db.notify(PLACE)
