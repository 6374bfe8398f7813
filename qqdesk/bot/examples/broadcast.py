"""Send the text from standard input to every contact of the bot, then exit.

echo "Lunch is ready" | qqdesk-cli bot broadcast.py 127.0.0.1:8000 10009 --key "lunch of 1 June"
"""

import argparse
import sys

from qqdesk import Bot, RefusedError

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is in the file QQDESK_PASSWORD_FILE")
parser.add_argument("--key", help="a name for this occasion: called again with it, nobody gets it twice")
options = parser.parse_args()

text = sys.stdin.read()
failures = 0
# Not `run`, because this bot does not wait for messages.
with Bot(options.address, options.number) as bot:
    for contact in bot.contacts:
        try:
            bot.send(contact.number, text, key=options.key)
        except RefusedError as error:
            # The contact may have blocked the bot, or the mailbox is full. Continue with the others.
            print(f"{contact.number}: {error}", file=sys.stderr)
            failures += 1
    print(f"sent to {len(bot.contacts) - failures}")
sys.exit(1 if failures else 0)
