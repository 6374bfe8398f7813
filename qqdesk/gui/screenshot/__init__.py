"""Screenshots: freeze the screens, choose a region, mark it, and copy, save or send it.

`screenshot_controller`: from the key to the picture.
`screen_capture`: as each system allows; `frozen_screen`: the result.
`screen_overlay`: the window over a screen, with keys and mouse; `drags`: what a drag does. `overlay_painter` paints it.
`marks`, `tools`, `tool_bar`: what is drawn on it. `bar_place`: where the bars stand.
"""
