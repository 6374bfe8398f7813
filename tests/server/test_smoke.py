"""The whole server once, from signing in to a message received."""

from pathlib import Path

import pytest

from tests.helpers.server import add_user, local_server, md5, running_server


@pytest.mark.parametrize("start", [running_server, local_server])
def test_a_message_goes_from_one_to_the_other(tmp_path: Path, start: object) -> None:
    with start(tmp_path) as server:  # type: ignore[operator]
        server.add_user(10001, nickname="甲")
        server.add_user(10002, nickname="乙", contacts=[10001])
        login = "VER=1.1&CMD=Login&SEQ=1&UIN={}&PS={}&M5=1&LC=9326B87B234E7235"
        for number in (10001, 10002):
            assert server.post(login.format(number, md5("secret"))) == (
                f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&RES=0&RS=0&HI=60&LI=300"
            )
        assert server.post("VER=1.1&CMD=List&SEQ=2&UIN=10002&TN=160&UN=0").endswith("&RES=0&FN=1&SN=1&UN=10001,")
        assert server.post("VER=1.1&CMD=Query_Stat&SEQ=3&UIN=10002&TN=50&UN=0").endswith(
            "&RES=0&FC=195,&FN=1&SN=1&ST=10,&UN=10001,&NK=甲,"
        )
        assert server.post("VER=1.1&CMD=CLTMSG&SEQ=4&UIN=10001&UN=10002&MG=你好 & a=b") == (
            "VER=1.1&CMD=CLTMSG&SEQ=4&UIN=10001&RES=0"
        )
        assert server.post("VER=1.1&CMD=GetMsgEx&SEQ=5&UIN=10002") == (
            "VER=1.1&CMD=GETMSGEX&SEQ=5&UIN=10002&RES=0&MN=1&MT=9,&UN=10001,&MG=你好 %26 a=b,"
        )
        assert server.post("VER=1.1&CMD=GetMsgEx&SEQ=6&UIN=10002").endswith("&RES=0&MN=0")


def test_users_can_be_there_before_the_server(tmp_path: Path) -> None:
    add_user(tmp_path / "server", 10001)
    with local_server(tmp_path) as server:
        assert "&RS=0&" in server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}")
