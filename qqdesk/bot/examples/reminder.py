"""A bot that reminds people: "remind me in 10 minutes to call home". Its reminders survive a restart."""

import argparse
import json
import re
import time
from pathlib import Path

from qqdesk import Bot, Message

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is asked for")
parser.add_argument("--file", type=Path, default=Path("reminders.json"), help="where reminders are kept (%(default)s)")
options = parser.parse_args()

bot = Bot(options.address, options.number)
REQUEST = re.compile(r"remind me in (\d{1,6}) (second|minute|hour|day)s? to (.+)", re.IGNORECASE | re.DOTALL)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

# By message: the person or room to remind, the time (seconds since 1970), the text.
reminders: dict[str, tuple[int, float, str]] = {}
if options.file.exists():
    reminders = json.loads(options.file.read_text("utf-8"))


def save() -> None:
    """Replace the file in one step, so that a power failure leaves the old or the new file."""
    new = options.file.with_suffix(".new")
    new.write_text(json.dumps(reminders), "utf-8")
    new.replace(options.file)


@bot.on_message
def add_reminder(message: Message) -> None:
    request = REQUEST.fullmatch(message.text.strip())
    if request is None:
        # In a room people write to each other, too.
        if not message.room:
            message.reply('Write me, for example: "remind me in 10 minutes to call home".')
        return
    # Count from the time of the message. If the bot is killed here, the message comes again with the same id, and
    # replaces this reminder.
    due = message.time.timestamp() + int(request[1]) * SECONDS[request[2].lower()]
    reminders[message.unique_id] = (message.room or message.sender, due, request[3])
    save()
    message.reply(f"In {request[1]} {request[2].lower()}(s), then.")


@bot.every(1)
def remind() -> None:
    for id_, (number, due, text) in list(reminders.items()):
        if due <= time.time():
            # The key prevents a second message if the bot is killed before it saves.
            bot.send(number, f"You wanted to {text}", key=f"reminder {id_}")
            del reminders[id_]
            save()


bot.run()
