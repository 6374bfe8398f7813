"""The people of the demo."""

from dataclasses import dataclass, field

from qqdesk.protocol.codes import Sex, Status


@dataclass(frozen=True, slots=True)
class Role:
    """`face` is the N of `N.bmp`; `group` is the group in my list, None if not on it. `room_lines` are the answers of a
    member of the room to those who mention it.

    `lines` are the answers, in turn; `greeting` is sent first. `echoes` repeats each message, `request` is the reason
    of a contact request, and `wanders` changes the status at intervals.
    """

    nickname: str
    face: int
    group: str | None
    status: Status = Status.ONLINE
    sex: Sex = Sex.NOT_GIVEN
    age: int = 0
    province: str = ""
    about: str = ""
    lines: tuple[str, ...] = ()
    room_lines: tuple[str, ...] = ()
    greeting: str = ""
    echoes: bool = False
    request: str = ""
    wanders: bool = False
    others: dict[str, str] = field(default_factory=dict)


ME = Role(
    "You",
    face=1,
    group=None,
    about="This is the demo. Everything here is real: the server, the messages, and the people are small programs.",
    others={"city": "Anywhere"},
)

ECHO = Role(
    "Echo",
    face=123,
    group="Robots",
    about="I say what you say. Ten lines of Python are enough to make one of me.",
    greeting="Hello, and welcome! Write me something, and I will say it back. 你好！你写什么，我就说什么。",
    echoes=True,
)

PICTURE = "hills.jpg"
"""The picture that Echo sends, in `resources/demo/`."""
PICTURE_WORDS = ("picture", "图片")
PICTURE_CAPTION = (
    "Write “picture” for this one again. Send me a file or a picture, and I will say what I got.\n"
    "写“图片”，我再发一次。给我发文件或图片，我会说收到了什么。"
)
FILE_ANSWER = "I got {name}, {size}. 收到了。"

CAST: tuple[Role, ...] = (
    ECHO,
    Role(
        "Comet 彗星",
        face=125,
        group="Robots",
        about="I come and go. Watch the list.",
        lines=("Just passing by!", "Back in a moment.", "See you on the next orbit."),
        wanders=True,
    ),
    Role(
        "Nova",
        face=145,
        group=None,
        about="I would like to meet you.",
        request="Hello! I live on this server too. May I add you?",
        lines=("Nice to meet you!", "So good that you let me in."),
    ),
    Role(
        "妈妈",
        face=2,
        group="Family 家人",
        sex=Sex.FEMALE,
        age=52,
        province="云南省",
        about="种花，看书。",
        lines=("吃饭了吗？", "周末回家吗？", "天气凉了，多穿点。"),
        others={"city": "昆明"},
    ),
    Role("爷爷", face=29, group="Family 家人", status=Status.OFFLINE, sex=Sex.MALE, age=78, province="云南省"),
    Role(
        "小明",
        face=8,
        group="Family 家人",
        status=Status.BUSY,
        sex=Sex.MALE,
        age=15,
        province="云南省",
        about="写作业中…",
        lines=("在写作业呢", "等一下", "好的好的"),
    ),
    Role(
        "Aisha",
        face=7,
        group="",
        sex=Sex.FEMALE,
        age=29,
        province="Lisboa",
        about="Sketching, cycling, strong coffee.",
        lines=("Coffee at four?", "I was just thinking of you.", "Tell me more."),
        room_lines=("I bring the coffee, and two kinds of milk.", "Count me in!"),
        others={
            "home_page": "https://example.org/aisha",
            "city": "Lisboa",
            "signature": "Drawing every street of the town, one café at a time",
            "status_text": "Outside until four",
        },
    ),
    Role(
        "Lukas",
        face=19,
        group="",
        status=Status.BUSY,
        sex=Sex.MALE,
        age=31,
        province="Bayern",
        lines=("On the phone, one minute.", "Sounds good to me.", "Ha!"),
        room_lines=("In a call, but yes.", "I carry the tables."),
    ),
    Role("王芳", face=25, group="", sex=Sex.FEMALE, age=27, province="北京市", lines=("你好呀", "哈哈", "明天见")),
    Role("Tomás", face=32, group="", status=Status.OFFLINE, sex=Sex.MALE, age=40, province="Galicia"),
    Role(
        "陈伟 Chen Wei",
        face=22,
        group="Workshop",
        sex=Sex.MALE,
        age=36,
        province="广东省",
        about="Lathe, laser and a lot of tea.",
        lines=("The laser is free now.", "零件到了。", "I will bring the tea."),
        room_lines=("At ten. 我九点就到，给大家泡茶。", "The laser is free from two.", "没问题！"),
    ),
    Role(
        "Olga",
        face=9,
        group="Workshop",
        sex=Sex.FEMALE,
        age=44,
        province="Tartu",
        lines=("The drawings are on the bench.", "Tomorrow at nine, then.", "Good idea."),
        room_lines=("Good idea. I put it on the list.", "The key hangs beside the door.", "Yes, please!"),
    ),
    Role(
        "Priya",
        face=41,
        group="Workshop",
        status=Status.OFFLINE,
        sex=Sex.FEMALE,
        age=33,
        province="Kerala",
        room_lines=("See you on Saturday.",),
    ),
)

ROOM = "Workshop 工坊"
ROOM_FACE = 189
ROOM_NOTICE = "Open day on Saturday. We begin at ten, and there is cake."
ROOM_ADMIN = "Olga"
TALK = (
    ("Olga", "Saturday is our open day, and the sign is painted at last."),
    ("陈伟 Chen Wei", "The new parts are here 零件到了。 I show the laser."),
    ("Aisha", "And I bring the coffee. @{me} can you bake a cake?"),
)
"""What is said in the room at the beginning: the nickname and the text; the last line mentions the user."""
ASKED = "陈伟 Chen Wei"
"""The person that the user mentions in the picture."""
