"""House rules of the worker: bugs are reported, secrets are not."""

import errno
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.atomic_file import FolderError
from qqdesk.client import errors
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine import receiver
from qqdesk.engine.events import RequestDone
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import EndReason, Result, Status
from qqdesk.protocol.commands import ChangeStatus
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.worker.api import SignIn
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


def test_no_repr_contains_a_password() -> None:
    hidden = [
        SignIn("host", 1, "secret-word"),
        RequestDone(1, ModifyPassword("secret-word", "secret-word"), Done()),
    ]
    assert "secret-word" not in repr(hidden)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.BadAddressError("x"), ProblemKind.BAD_ADDRESS),
        (
            errors.NetworkError(errors.NetworkErrorKind.UNREACHABLE, "x", outcome_unknown=False),
            ProblemKind.NO_CONNECTION,
        ),
        (errors.NetworkError(errors.NetworkErrorKind.TIMED_OUT, "x", outcome_unknown=True), ProblemKind.TIMED_OUT),
        (errors.NetworkError(errors.NetworkErrorKind.CERTIFICATE, "x", outcome_unknown=False), ProblemKind.CERTIFICATE),
        (errors.BadReplyError("x"), ProblemKind.NOT_A_SERVER),
        (errors.LoginRefusedError("x"), ProblemKind.WRONG_PASSWORD),
        (errors.NotSignedInError(None), ProblemKind.SESSION_ENDED),
        (errors.NotSignedInError(EndReason.SIGNED_OUT_BY_OWNER), ProblemKind.SIGNED_OUT_ELSEWHERE),
        (errors.NotSignedInError(EndReason.ENDED_BY_OPERATOR), ProblemKind.BANNED),
        (errors.RefusedError(Result.MAILBOX_FULL, "x"), ProblemKind.MAILBOX_FULL),
        (errors.RefusedError(Result.MALFORMED, "x"), ProblemKind.REFUSED_BY_SERVER),
        (errors.RefusedError(4711, "x"), ProblemKind.REFUSED_BY_SERVER),
        (errors.ClosedError(), ProblemKind.SESSION_ENDED),
        (HistoryError("x"), ProblemKind.DISK),
        (errors.LocalFileError(OSError(errno.ENOSPC, "full")), ProblemKind.DISK),
        (errors.LocalFileError(FolderError(errno.EACCES, "denied", "/x")), ProblemKind.FOLDER),
        (FolderError(errno.EROFS, "read-only", "/x"), ProblemKind.FOLDER),
        (RuntimeError("x"), ProblemKind.BUG),
    ],
)
def test_every_error_is_a_problem(error: Exception, kind: ProblemKind) -> None:
    assert problem_of(error).kind is kind


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 40))
def test_delays_grow_within_bounds(die: float, tries: int) -> None:
    backoff = Backoff(0.5, 30.0, lambda: die)
    delays = [backoff.next_delay() for _ in range(tries)]
    assert delays == sorted(delays)
    assert 0.25 <= delays[0] <= 0.75
    assert all(delay <= 45 for delay in delays)
    backoff.reset()
    assert backoff.next_delay() == delays[0]


def test_a_bug_in_the_sending_thread_is_reported_and_the_thread_continues(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = desk(ONE).sign_in(server.address)

    request = Client.request

    def broken(client: Client, wanted: Request, **options: Any) -> Reply:
        if isinstance(wanted, ChangeStatus):
            raise RuntimeError("a bug")
        return request(client, wanted, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Client, "request", broken)
        failed = one.failure(one.messenger.set_status(Status.BUSY))
    assert failed == Problem(ProblemKind.BUG, "RuntimeError")
    assert "a bug" in caplog.text
    one.reply(one.messenger.set_status(Status.BUSY))


def test_a_bug_in_the_receiving_thread_is_reported_and_the_thread_continues(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)

    def broken(*args: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(receiver, "Received", broken)
        two.send(ONE, "first")
        assert one.wait_for("problem_occurred").kind is ProblemKind.BUG
    assert "a bug" in caplog.text
    two.send(ONE, "second")
    one.wait(lambda: "second" in one.texts(TWO))


def test_the_data_stays_in_the_folder(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    (path,) = tmp_path.glob("desks/*/accounts/*/history.db")
    assert path.parent.name == f"{ONE}@{one.messenger.place_id}"
