"""The main window, the tray icon, and which windows there are.

`window_manager`: the windows of a session. `window_table`: those that exist while they are open, by route;
`dialog_registry`: which of them are open.
`main_window`: `main_head`, `banners`, list, `main_foot`. `head_lines`: my signature and status, edited in place.
`one_window`: list and chat in one window; `panes`: their places and widths. `close_action`: what closing means.
`hosted_place`: who can reach the place of this computer, and the question at the end.
`admin_opener`: the window of the place. `screenshots`: for which chat. `nudges`: those of others, and their rules.
`auto_away`: idle time. `download_settings`: downloads by themselves, a metered network.
"""
