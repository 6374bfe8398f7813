"""The animals: background, pattern and the drawing of each."""

from collections.abc import Callable
from functools import partial

from faces import beasts, farm, wings
from faces.board import Board


def larger(
    board: Board, draw: Callable[[Board], None], scale: float = 1.12, across: float = 0, down: float = 0
) -> None:
    """Draw an animal nearer to us."""
    with board.placed(across, down, scale):
        draw(board)


ANIMALS: list[tuple[str, str, Callable[[Board], None]]] = [
    (
        "teal",
        "disc",
        partial(
            larger, draw=partial(beasts.cat, fur="orange", inner="rose", muzzle="milk", markings="stripes"), scale=1.08
        ),
    ),
    (
        "lemon",
        "corner",
        partial(larger, draw=partial(beasts.dog, fur="#C98B57", ear="brown", muzzle="milk", kind="hound")),
    ),
    ("green", "disc", partial(larger, draw=beasts.panda)),
    ("ice", "ground", wings.penguin),
    ("navy", "corner", partial(beasts.fox, fur="#E8743B", white="milk", tip="ink")),
    ("mint", "plain", partial(larger, draw=partial(beasts.bear, fur="brown", muzzle="#E5C29A", inner="#B98257"))),
    ("pink", "disc", partial(beasts.rabbit, fur="white", inner="#F5A9B8")),
    ("plum", "sky", partial(wings.owl, feathers="#A5714A", belly="#F1DDB8", iris="sun")),
    ("rose", "rays", wings.frog),
    ("forest", "disc", partial(larger, draw=beasts.tiger)),
    ("sky", "corner", beasts.koala),
    (
        "sun",
        "plain",
        partial(
            larger,
            draw=partial(beasts.cat, fur="ink", inner="#5A5168", muzzle="#453F55", markings="plain", iris="lime"),
            scale=1.08,
        ),
    ),
    ("coral", "disc", partial(larger, draw=wings.whale, scale=0.95, across=-3)),
    ("lilac", "plain", beasts.hamster),
    ("blue", "rays", beasts.lion),
    (
        "orange",
        "corner",
        partial(larger, draw=partial(beasts.dog, fur="white", ear="ink", muzzle="#F4EEE8", kind="spotted")),
    ),
    ("mint", "disc", partial(larger, draw=farm.pig)),
    ("slate", "plain", partial(larger, draw=beasts.redpanda)),
    ("cream", "rays", wings.parrot),
    ("violet", "disc", partial(beasts.mouse, fur="fog", inner="#F3AEBB")),
    ("lime", "corner", farm.cow),
    ("sky", "disc", farm.giraffe),
    ("wine", "corner", farm.sheep),
    ("ice", "plain", wings.octopus),
    ("sand", "disc", beasts.raccoon),
    ("teal", "stripes", wings.chick),
    ("rose", "corner", beasts.elephant),
    ("blue", "ground", wings.fish),
    ("lemon", "disc", beasts.monkey),
    ("night", "sky", partial(farm.horse, coat="white", mane="pink", muzzle="#F8DCE4", horn=True)),
    (
        "green",
        "corner",
        partial(larger, draw=partial(beasts.dog, fur="#E39A54", ear="#D98A42", muzzle="milk", kind="spitz")),
    ),
    ("pink", "stripes", farm.zebra),
    ("mint", "corner", beasts.hedgehog),
    ("teal", "disc", wings.toucan),
    ("sky", "rays", wings.bee),
    ("coral", "corner", partial(larger, draw=partial(beasts.bear, fur="#F1F5FA", muzzle="#DCE5F0", inner="#F3B9C4"))),
    ("forest", "corner", farm.deer),
    ("sand", "ground", wings.crab),
    ("lilac", "disc", farm.dinosaur),
    ("navy", "corner", farm.dragon),
    (
        "slate",
        "disc",
        partial(beasts.cat, fur="#F1E2CC", inner="#6B4A41", muzzle="#6B4A41", markings="siamese", iris="sky"),
    ),
    ("blue", "corner", wings.duck),
    ("lemon", "plain", wings.ladybird),
    ("teal", "plain", wings.flamingo),
    ("cream", "ground", wings.turtle),
    ("sun", "disc", farm.bat),
    ("mint", "rays", beasts.squirrel),
    ("navy", "disc", wings.seal),
    ("coral", "stripes", partial(larger, draw=beasts.sloth)),
    ("lime", "disc", partial(farm.horse, coat="#9A5B3A", mane="ink", muzzle="#D9A884")),
    ("violet", "corner", partial(larger, draw=partial(beasts.dog, fur="#E2BE8F", ear="ink", muzzle="ink", kind="pug"))),
    ("cream", "plain", wings.butterfly),
    ("sky", "plain", farm.goat),
    ("rose", "plain", wings.snail),
    ("forest", "plain", partial(beasts.rabbit, fur="#B79A82", inner="#F1C6B8", lop=True)),
    (
        "orange",
        "plain",
        partial(larger, draw=partial(beasts.dog, fur="#66728A", ear="#566178", muzzle="white", kind="husky")),
    ),
    ("blue", "disc", wings.rooster),
    (
        "lilac",
        "corner",
        partial(
            larger,
            draw=partial(beasts.cat, fur="white", inner="rose", muzzle="#F4EEF2", markings="patches"),
            scale=1.08,
        ),
    ),
]
