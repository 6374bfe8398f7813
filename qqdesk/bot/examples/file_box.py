"""A bot that keeps files: it saves what people send it in a folder, and sends a file back when they write its name."""

import argparse
from pathlib import Path

from qqdesk import Bot, Message

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is asked for")
parser.add_argument("folder", type=Path, help="the folder of the files")
options = parser.parse_args()

bot = Bot(options.address, options.number)


@bot.on_message
def answer(message: Message) -> None:
    if message.room:
        return
    folder = options.folder / str(message.sender)
    folder.mkdir(parents=True, exist_ok=True)
    if message.file is not None:
        # After a kill the message may come again: the same file is replaced.
        message.save_file(folder / message.file.name)
        message.reply(f"I have {message.file.name} now.")
        return
    names = sorted(path.name for path in folder.iterdir() if path.suffix != ".part")
    # Only a name from this list is opened: a path could lead elsewhere.
    if message.text.strip() in names:
        message.reply_file(folder / message.text.strip())
    else:
        message.reply("\n".join(["Write one of these names:", *names]) if names else "Send me a file.")


bot.run()
