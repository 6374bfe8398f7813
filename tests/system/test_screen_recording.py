"""The permission to record the screen, which macOS has."""

from types import SimpleNamespace

import pytest

from qqdesk.system.screen_recording import may_record_screen


class _Function:
    """A function of a library, on which ctypes notes its result."""

    restype: object = None

    def __init__(self, answer: bool) -> None:
        self._answer = answer
        self.calls = 0

    def __call__(self) -> bool:
        self.calls += 1
        return self._answer


@pytest.mark.parametrize(("is_allowed", "user_allows"), [(True, False), (False, True), (False, False)])
def test_the_user_is_asked_if_the_permission_is_missing(is_allowed: bool, user_allows: bool) -> None:
    known, asked = _Function(is_allowed), _Function(user_allows)
    graphics = SimpleNamespace(CGPreflightScreenCaptureAccess=known, CGRequestScreenCaptureAccess=asked)
    assert may_record_screen(graphics) is (is_allowed or user_allows)
    assert asked.calls == (not is_allowed)
