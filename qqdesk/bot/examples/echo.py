import sys

from qqdesk import Bot, Message

if len(sys.argv) != 3:
    sys.exit("usage: echo.py ADDRESS NUMBER")
bot = Bot(sys.argv[1], int(sys.argv[2]))


@bot.on_message
def echo(message: Message) -> None:
    message.reply(message.text)


bot.run()
