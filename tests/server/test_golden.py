"""The real server gives the replies of the classic samples, byte for byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.server import LocalServer, add_user, local_server

SAMPLES: dict[str, dict[str, Any]] = {
    sample["name"]: sample
    for sample in json.loads((Path(__file__).parent.parent / "golden" / "seed.json").read_text("utf-8"))["samples"]
}
LOGIN = SAMPLES["login request"]["request"]
ME = 29501213
OTHER = 415103947
FRIENDS = {561256: ("甲", 141), 1943497: ("乙", 270), 24259132: ("微程", 270)}
PROFILE = {
    "address": "云南昆明",
    "email": "Microprogramer@hotmail",
    "home_page": "msger.org(建设中...)",
    "occupation": "程序员",
    "postcode": "650000",
    "telephone": "0871-*******",
    "about": "网络为媒, 关系为本, 信息为财, 客户为主.\r\n",
    "province": " 云南省",
    "real_name": "刘 X",
    "school": "社会大学",
    "sex": 0,
}


def login(server: LocalServer, number: int) -> str:
    return server.post(LOGIN.replace(f"UIN={ME}", f"UIN={number}"))


@pytest.fixture
def server(tmp_path: Path) -> Any:
    folder = tmp_path / "server"
    for number, (nickname, face) in FRIENDS.items():
        profile: dict[str, Any] = PROFILE if number == 24259132 else {}
        add_user(folder, number, nickname=nickname, allow=0, face=face, **profile)
    add_user(folder, ME, contacts=[561256, 1943497])
    add_user(folder, OTHER, contacts=[1943497])
    with local_server(tmp_path) as server:
        yield server


def test_login(server: LocalServer) -> None:
    assert server.post(LOGIN) == SAMPLES["login granted"]["reply"]


def test_login_refused(server: LocalServer) -> None:
    wanted, _, reason = SAMPLES["login refused"]["reply"].rpartition("=")
    got = server.post(LOGIN.replace(f"UIN={ME}", "UIN=315103947").replace("SEQ=11281", "SEQ=11422"))
    assert got.rpartition("=")[0] == wanted
    assert reason


def test_list(server: LocalServer) -> None:
    login(server, ME)
    assert server.post(SAMPLES["list"]["request"]) == SAMPLES["list"]["reply"]


def test_status_of_contacts(server: LocalServer) -> None:
    login(server, ME)
    server.post(f"VER=1.1&CMD=AddToList&SEQ=1&UIN={ME}&UN=24259132")
    for number in FRIENDS:
        login(server, number)
    sample = SAMPLES["status of contacts"]
    wanted = sample["reply"].replace("SEQ=-1", "SEQ=12321")
    assert server.post(sample["request"]).startswith(wanted)


def test_profile(server: LocalServer) -> None:
    login(server, OTHER)
    sample = SAMPLES["profile"]
    # The old server escaped its profile texts twice; this one does so once.
    assert server.post(sample["request"]) == sample["reply"].replace("%252c", "%2c")


@pytest.mark.parametrize("name", ["add a contact", "delete a contact", "change status", "logout"])
def test_a_change_is_confirmed(server: LocalServer, name: str) -> None:
    login(server, OTHER)
    assert server.post(SAMPLES[name]["request"]) == SAMPLES[name]["reply"]


def test_answer_a_request(server: LocalServer) -> None:
    login(server, OTHER)
    login(server, 24259132)
    server.post(f"VER=1.1&CMD=Ack_AddToList&SEQ=1&UIN=24259132&UN={OTHER}&CD=2&RS=please")
    assert server.post(SAMPLES["answer a request"]["request"]) == SAMPLES["answer a request"]["reply"]


def test_send_and_receive(server: LocalServer) -> None:
    login(server, OTHER)
    server.post(f"VER=1.1&CMD=AddToList&SEQ=1&UIN={OTHER}&UN=24259132")
    assert server.post(SAMPLES["send"]["request"]) == SAMPLES["send"]["reply"]
    login(server, 24259132)
    server.post(f"VER=1.1&CMD=AddToList&SEQ=2&UIN=24259132&UN={ME}")
    login(server, ME)
    server.post("VER=1.1&CMD=Change_Stat&SEQ=3&UIN=24259132&ST=30")
    server.post(f"VER=1.1&CMD=AddToList&SEQ=4&UIN={ME}&UN=24259132")
    for sequence in (5, 6):
        server.post(f"VER=1.1&CMD=CLTMSG&SEQ={sequence}&UIN=24259132&UN={ME}&MG=asdfasdfasdf ")
    sample = SAMPLES["messages"]
    # The old server put a blank before each comma and an & at the end.
    wanted = sample["reply"].removesuffix("&").replace("30 ,", "30,")
    assert server.post(sample["request"]) == wanted
