"""All scenes. A test finds window classes without a scene."""

from tests.gallery import (
    chat_scenes,
    file_scenes,
    first_scenes,
    history_scenes,
    invite_scenes,
    join_scenes,
    main_scenes,
    people_scenes,
    picture_scenes,
    place_scenes,
    reset_scenes,
    room_chat_scenes,
    room_scenes,
    screenshot_scenes,
    settings_scenes,
    stay_scenes,
)

SCENES = (
    *first_scenes.SCENES,
    *join_scenes.SCENES,
    *reset_scenes.SCENES,
    *main_scenes.SCENES,
    *chat_scenes.SCENES,
    *history_scenes.SCENES,
    *people_scenes.SCENES,
    *picture_scenes.SCENES,
    *file_scenes.SCENES,
    *invite_scenes.SCENES,
    *place_scenes.SCENES,
    *stay_scenes.SCENES,
    *room_scenes.SCENES,
    *settings_scenes.SCENES,
    *room_chat_scenes.SCENES,
    *screenshot_scenes.SCENES,
)
