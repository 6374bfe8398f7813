"""`qqdesk-server place`: shows and changes the settings that administrators change in their program."""

import argparse

from qqdesk.cli.server.common import database, database_command, load_configuration, print_line, require_database
from qqdesk.clock import SystemClock
from qqdesk.protocol.admin_commands import Invites
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.server.accounts.place_log import OPERATOR
from qqdesk.server.admin import stored_settings
from qqdesk.server.settings.configuration import overview
from qqdesk.server.storage import untouched


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    place = database_command(
        commands,
        "place",
        _place,
        "show and change the name of the place, who may join and who knows whom, also while the server runs",
    )
    place.description = (
        "Show and change the name of the place, who may register, who may invite people, whether they know each other, "
        "and how large a file and all files may be, also while the server runs. Administrators change the same "
        "settings in their program. The changes are stored in the database and override server.toml; flags of run and "
        "the environment override both, except for the name."
    )
    place.add_argument("--name", metavar="NAME", help="the name; empty: the name of the computer")
    place.add_argument("--registration", choices=[str(mode) for mode in RegistrationMode], help="who may register")
    place.add_argument("--invites", choices=[str(who) for who in Invites], help="who may invite people")
    place.add_argument("--most-file-mib", metavar="MIB", type=int, help="MiB of the largest file")
    place.add_argument("--most-files-mib", metavar="MIB", type=int, help="MiB of all files")
    place.add_argument(
        "--introduce",
        action=argparse.BooleanOptionalAction,
        help="everybody has everybody on the list, up to 200 people, unless anyone may register",
    )
    place.add_argument(
        "--nightly-backups", action=argparse.BooleanOptionalAction, help="the server makes a backup every night"
    )
    place.add_argument("--reset", action="store_true", help="forget all changes: server.toml applies again")


def _place(options: argparse.Namespace) -> int:
    configuration = load_configuration(options)
    url, now = configuration.settings.database, SystemClock().now()
    changes = {name: getattr(options, name) for name in stored_settings.NAMES}
    changes = {name: value for name, value in changes.items() if value is not None}
    if changes or options.reset:
        with database(options) as db:
            if options.reset:
                stored_settings.reset(db, now)
            if changes:
                stored_settings.change(db, configuration.settings, configuration.fixed, changes, OPERATOR, now)
    if not url:
        require_database(options.data_dir)
    effective = stored_settings.effective(
        configuration, untouched.read(options.data_dir, url, stored_settings.read) or {}
    )
    print_line(overview(effective, stored_settings.NAMES))
    return 0
