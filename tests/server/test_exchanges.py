"""The real server gives the replies of the golden exchanges."""

from qqdesk.protocol.commands import REQUESTS
from tests.server.exchanges import golden, play
from tests.server.world import World


def test_the_replies_are_those_of_the_exchanges(world: World) -> None:
    exchanges = golden()
    replies = play(world, exchanges)
    assert [(one["name"], one["reply"]) for one in exchanges] == [
        (one["name"], reply) for one, reply in zip(exchanges, replies, strict=True)
    ]


def test_every_command_has_an_exchange_that_succeeds() -> None:
    done = {
        one["request"].split("CMD=", 1)[1].split("&", 1)[0]
        for one in golden()
        if "&RES=0" in one["reply"] and "&RS=1" not in one["reply"]
    }
    assert {request.NAME for request in REQUESTS} <= done


def test_names_are_unique() -> None:
    names = [one["name"] for one in golden()]
    assert len(set(names)) == len(names)
