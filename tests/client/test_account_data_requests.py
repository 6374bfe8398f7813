"""Requests for blocks, and for what an account keeps."""

from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.protocol.account_data import AccountValue
from qqdesk.protocol.codes import Result
from qqdesk.server.handlers import account_data
from tests.helpers.classic_server import ClassicServer
from tests.helpers.server import local_server


def test_blocks_and_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with local_server(tmp_path) as server:
        for number in (10001, 10002, 10003, 3456789012):
            server.add_user(number)
        with Client(server.address, 10001) as client:
            client.login(password_hash("secret"))
            for number in (3456789012, 10003, 10002):
                client.account_data.block(number)
            monkeypatch.setattr(account_data, "_LARGEST_PAGE", 1)
            assert client.account_data.list_blocked() == (10002, 10003, 3456789012)
            client.account_data.unblock(10003)
            assert client.account_data.list_blocked() == (10002, 3456789012)
            with pytest.raises(RefusedError) as refused:
                client.account_data.block(19999)
            assert refused.value.result == Result.NO_SUCH_USER

            values = AccountValue("group:家人, & 100%", "0", 1), AccountValue("remark:3456789012", '"%2c, ="', 2)
            first = client.account_data.change_values(values)
            assert first.before == 0 < first.revision
            found = client.account_data.values_since(0)
            assert found.last_page and found.revision == first.revision
            assert set(found.values) == set(values)
            assert client.account_data.values_since(found.revision).values == ()


def test_a_classic_server_refuses_account_data() -> None:
    with ClassicServer() as server:
        server.add_user(10001, "secret", "Anna")
        with Client(server.url, 10001) as client:
            client.login(password_hash("secret"))
            assert not client.extended
            with pytest.raises(RefusedError):
                client.account_data.values_since(0)
