"""The main window, the tray icon, and which windows there are.

`window_manager`: the windows of a session. `window_table`: those that exist while they are open, by route.
`main_window`: `main_head`, `banners`, the list, and in one window the chat beside it. `one_window`: that choice.
`close_action`: what closing means.
`hosted_place`: who can reach the place of this computer, its window, and the question at the end.
`screenshots`: for which chat. `nudges`: those of others, and their rules.
`auto_away`: idle time. `download_settings`: downloads by themselves, a metered network.
"""
