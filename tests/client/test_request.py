"""`Client.request`: a request class is all that a call needs."""

from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.protocol.codes import Result
from qqdesk.protocol.commands import REQUESTS, AddToList, DeleteFromList, GetInfo
from qqdesk.protocol.record import Done, Reply
from tests.helpers.server import local_server


def test_a_reply_has_the_class_of_its_request(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        for number in (10001, 10002):
            server.add_user(number)
        with Client(server.address, 10001) as client:
            client.login(password_hash("secret"))
            assert client.request(GetInfo(10002)).profile.number == 10002
            assert client.request(AddToList(10002)).number == 10002
            assert client.request(DeleteFromList(10002)) == Done()
            with pytest.raises(RefusedError) as refused:
                client.request(GetInfo(19999), timeout=20.0)
            assert refused.value.result == Result.NO_SUCH_USER


def test_every_request_names_its_reply() -> None:
    assert all(issubclass(request.REPLY, Reply) for request in REQUESTS)
