"""Screenshots: freeze the screens, choose a region, mark it, and copy, save or send it.

`screenshot_controller`: from the key to the picture.
`screen_capture`: the pictures of the screens, as each system allows.
`screen_overlay`: the window over a screen, with keys and mouse. `overlay_painter` paints it.
`region`: the chosen part, and its drags. `marks`, `text_editor`: what is drawn on it. `tool_bar`: the bars below.
"""
