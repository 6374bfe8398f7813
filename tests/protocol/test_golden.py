"""The codec builds and parses the golden samples and exchanges byte for byte."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qqdesk.protocol.codec import (
    Envelope,
    Refusal,
    build_refusal,
    build_reply,
    build_request,
    parse_reply,
    parse_request,
)
from qqdesk.protocol.codes import AddOutcome, Sex, face_number
from qqdesk.protocol.commands import (
    REQUESTS,
    AddToListReply,
    GetInfoReply,
    GetMessagesReply,
    ListReply,
    LoginReply,
    QueryStatusReply,
)
from qqdesk.protocol.errors import MalformedRequestError
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Record, Reply, Request

SAMPLES: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "golden" / "seed.json").read_text("utf-8"))[
    "samples"
]
EXCHANGES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "golden" / "exchanges.json").read_text("utf-8")
)["exchanges"]
REPLIES = [sample for sample in SAMPLES if "reply" in sample]
BLANKS: dict[str, dict[str, Any]] = {
    "Login": {"password_hash": "0" * 32},
    "CLTMSG": {"text": ""},
    "Ack_AddToList": {"answer": 0},
    "Change_Stat": {"status": 10},
}


def field(body: str, name: str) -> str:
    return body.split(f"{name}=", 1)[1].split("&", 1)[0]


def request_for(reply: str) -> Request:
    """Return a request of the command of this reply."""
    command = field(reply, "CMD").lower()
    kind = next(request for request in REQUESTS if request.NAME.lower() == command)
    values = dict(BLANKS.get(kind.NAME, {}))
    if "number" in kind.__dataclass_fields__:
        values["number"] = 1
    return kind(**values)


def read(sample: dict[str, Any], *, double_escaped: bool) -> Reply:
    reply = parse_reply(request_for(sample["reply"]), sample["reply"].encode(), double_escaped=double_escaped)
    assert isinstance(reply, Record)
    return reply


@pytest.mark.parametrize("sample", [s for s in SAMPLES if "request" in s], ids=lambda s: s["name"])
def test_a_request_is_built_and_parsed_as_in_the_sample(sample: dict[str, Any]) -> None:
    body = sample["request"].encode()
    envelope, request = parse_request(body)
    assert envelope == Envelope(field(sample["request"], "SEQ"), int(field(sample["request"], "UIN")))
    assert build_request(envelope, request) == body


def meaning(reply: Reply) -> Any:
    """Return the values of a reply under the names of the samples."""
    match reply:
        case LoginReply(refused=True):
            return {"signed_in": False, "reason": reply.reason}
        case LoginReply():
            return {"signed_in": True, "heartbeat_s": reply.heartbeat, "list_s": reply.list_refresh}
        case ListReply():
            return {"last_page": reply.last_page, "numbers": list(reply.numbers)}
        case QueryStatusReply():
            return {
                "faces": [face_number(contact.face) for contact in reply.contacts],
                "status": [contact.status for contact in reply.contacts],
                "nicknames": [contact.nickname for contact in reply.contacts],
            }
        case GetInfoReply(profile=Profile() as profile):
            return {
                "about": profile.about,
                "face": face_number(profile.face),
                "sex": Sex(profile.sex).name.lower(),
                "province": profile.province,
                "nickname": profile.nickname,
            }
        case AddToListReply():
            return {"outcome": AddOutcome(reply.outcome).name.lower()}
        case GetMessagesReply():
            return [[m.kind, m.sender, m.text if m.kind == 9 else m.text.strip()] for m in reply.messages]
        case _:
            return None


@pytest.mark.parametrize("sample", REPLIES, ids=lambda s: s["name"])
def test_a_reply_of_a_classic_server_is_parsed(sample: dict[str, Any]) -> None:
    expected: Any = sample.get("means")
    if sample["name"] == "messages":
        expected = expected["messages"]
    assert meaning(read(sample, double_escaped=True)) == expected


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda e: e["name"])
def test_an_exchange_is_built_as_in_the_sample(exchange: dict[str, Any]) -> None:
    body, answer = exchange["request"].encode(), exchange["reply"].encode()
    try:
        envelope, request = parse_request(body)
    except MalformedRequestError as error:
        assert exchange["sloppy"]
        envelope = Envelope(error.sequence, error.number, version=error.version)
        assert build_refusal(envelope, error.command, Refusal(error.result, error.reason)) == answer
        return
    assert (build_request(envelope, request) == body) is not exchange.get("sloppy", False)
    reply = parse_reply(request, answer)
    bare = replace(envelope, token=None)
    if isinstance(reply, Refusal):
        assert build_refusal(bare, request.NAME, reply) == answer
    else:
        assert build_reply(bare, type(request), reply) == answer
