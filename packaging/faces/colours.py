"""The family's colours by name, and the tones made from them."""

from PySide6.QtGui import QColor

INK = "#2C2838"

COLOURS = {
    "ink": INK,
    "white": "#FFFFFF",
    "milk": "#FBF4E8",
    # backgrounds and clothes
    "sky": "#8ECBF0",
    "blue": "#3D8BDB",
    "navy": "#2A4172",
    "night": "#232A4D",
    "ice": "#D3E7F4",
    "mint": "#A2DCC2",
    "green": "#4FAE79",
    "forest": "#256551",
    "teal": "#2C9AA3",
    "lime": "#B9D45C",
    "lemon": "#FAE08C",
    "sun": "#F7BC3D",
    "orange": "#F08A45",
    "coral": "#F07563",
    "red": "#D4464C",
    "wine": "#8C2F48",
    "rose": "#F8BAC4",
    "pink": "#EA7FA8",
    "lilac": "#C8B7EE",
    "violet": "#7F64C8",
    "plum": "#4D3270",
    "sand": "#E9D7B5",
    "cream": "#FAEFD8",
    "clay": "#B96F4C",
    "brown": "#7B4E36",
    "slate": "#5D6F8A",
    "fog": "#B9C4D1",
    "coal": "#3A3A48",
    # skins
    "porcelain": "#FCDFCB",
    "peach": "#F6CBA8",
    "wheat": "#EBB78A",
    "honey": "#D59A6B",
    "amber": "#B97A4E",
    "umber": "#9C6442",
    "cocoa": "#82513A",
    "ebony": "#6B4230",
    # hair
    "black": "#2B2631",
    "dark": "#4A322B",
    "chestnut": "#7D4B30",
    "auburn": "#A64A2C",
    "ginger": "#DD7330",
    "blond": "#EDC460",
    "grey": "#9EA3AE",
    "silver": "#DDE0E6",
}


def colour_of(name: str) -> str:
    """The #RRGGBB behind a name; a colour already written so comes back as it is."""
    return name if name.startswith("#") else COLOURS[name]


def mixed(first: str, second: str, part: float) -> str:
    """The first colour with a part (0 to 1) of the second mixed in."""
    a, b = QColor(colour_of(first)), QColor(colour_of(second))
    channels = zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * part):02X}" for x, y in channels)


def shade_of(colour: str) -> str:
    """The colour away from the light: cooler and darker, less so for colours already dark."""
    lightness = QColor(colour_of(colour)).lightnessF()
    return mixed(colour, "#3B1F63", 0.12 + 0.08 * (1 - lightness))


def lighter(colour: str) -> str:
    """A quiet lighter tone, for the patterns of a background."""
    return mixed(colour, "#FFFFFF", 0.17)
