"""Own pictures as faces, between two programs and a real server."""

from qqdesk.protocol.account_commands import ModifyInfo
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

PICTURE = b"\xff\xd8\xff a face"


def test_an_own_face_comes_to_contacts_and_stays_after_a_restart(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.wait(lambda: one.messenger.files.has_files)
    one.result(one.messenger.own_faces.save(PICTURE, {"face": 3}))
    mine = one.messenger.own_faces.path(ONE)
    assert mine is not None and mine.read_bytes() == PICTURE
    assert one.messenger.me.face == 3

    two.wait(lambda: two.messenger.own_faces.path(ONE) is not None)
    two.wait(lambda: any(ONE in change.numbers for change in two.of("roster_changed")))
    theirs = two.messenger.own_faces.path(ONE)
    assert theirs is not None and theirs.read_bytes() == PICTURE
    assert not two.messenger.own_faces.has_face(TWO)

    two.messenger.sign_out()
    two.wait_for("signed_out")
    assert two.messenger.own_faces.path(ONE) is None
    two.sign_in(server.address)
    two.wait(lambda: two.messenger.own_faces.path(ONE) == theirs)

    one.result(one.messenger.own_faces.remove())
    assert not one.messenger.own_faces.has_face(ONE)
    one.wait(lambda: not mine.exists())
    two.messenger.sign_out()
    two.wait_for("signed_out", 2)
    two.sign_in(server.address)
    two.wait(lambda: not two.messenger.own_faces.has_face(ONE))


def test_a_contact_who_signs_in_later_finds_the_face(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.wait(lambda: one.messenger.files.has_files)
    one.result(one.messenger.own_faces.save(PICTURE, {}))
    two = desk(TWO).sign_in(server.address)
    two.wait(lambda: two.messenger.own_faces.path(ONE) is not None)
    again = desk(ONE, "laptop").sign_in(server.address)
    again.wait(lambda: again.messenger.own_faces.path(ONE) is not None)
    one.result(one.messenger.request(ModifyInfo({"nickname": "Ann"})))
    assert one.messenger.own_faces.has_face(ONE), "another change of the profile leaves the face"
