"""A bot for rooms: mention it, and it chooses one of the members who are present."""

import argparse
import random

from qqdesk import Bot, Event, Message
from qqdesk.bot.events import Invitation, Joined

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is asked for")
options = parser.parse_args()

bot = Bot(options.address, options.number)


@bot.on_event
def join(event: Event) -> None:
    if isinstance(event, Invitation):
        event.accept()
    elif isinstance(event, Joined):
        bot.send(event.room, "Mention me, and I choose one of you.")


@bot.on_message
def choose(message: Message) -> None:
    # In a room answer only what is meant for the bot: two bots that answer everything never end.
    if not message.mentions_me:
        return
    present = [one for one in bot.members(message.room) if one.is_present and one.number != bot.number]
    if present:
        # The server stores one reply to each message: if the bot is killed here, the first choice stays.
        chosen = random.choice(present)
        message.reply(f"@{chosen.name} it is!", mentions=[chosen.number])


bot.run()
