"""A navigator that opens nothing and records its calls."""

from collections.abc import Callable
from functools import partial


class RecordingNavigator:
    """It has the methods of `Navigator`; mypy reports a missing one."""

    open_main: Callable[..., None]
    toggle_main: Callable[..., None]
    open_chat: Callable[..., None]
    open_in_new_window: Callable[..., None]
    attach_files: Callable[..., None]
    open_next_unread: Callable[..., None]
    open_all_unread: Callable[..., None]
    open_message: Callable[..., None]
    open_quick_switch: Callable[..., None]
    take_screenshot: Callable[..., None]
    open_history: Callable[..., None]
    open_viewer: Callable[..., None]
    open_files: Callable[..., None]
    open_profile: Callable[..., None]
    open_own_profile: Callable[..., None]
    choose_face: Callable[..., None]
    change_password: Callable[..., None]
    add_device: Callable[..., None]
    add_contact: Callable[..., None]
    delete_contact: Callable[..., None]
    add_people: Callable[..., None]
    open_requests: Callable[..., None]
    open_blocked: Callable[..., None]
    open_invite: Callable[..., None]
    open_invitations: Callable[..., None]
    new_room: Callable[..., None]
    open_room: Callable[..., None]
    add_to_room: Callable[..., None]
    invite_to_room: Callable[..., None]
    join_place: Callable[..., None]
    open_place: Callable[..., None]
    open_admin: Callable[..., None]
    open_settings: Callable[..., None]
    open_devices: Callable[..., None]
    open_shortcuts: Callable[..., None]
    open_about: Callable[..., None]
    open_connection_check: Callable[..., None]
    open_security: Callable[..., None]
    compare_certificates: Callable[..., None]
    sign_out: Callable[..., None]
    quit: Callable[..., None]

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        """The name of each called method with its arguments."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return partial(self._record, name)

    def _record(self, *call: object) -> None:
        self.calls.append(call)
