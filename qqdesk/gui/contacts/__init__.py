"""The contact list and the quick switch.

`contact_rows`: which rows, in which order; `contact_model`, `contact_delegate`, `contact_view`: data, painting, widget.
`unread_counts`: unread messages. `list_source`: people and rooms as one list. `row_lines`: the second line of a row.
`order_freeze`: no move under the pointer.
`two_height_list`: why the view computes places itself. `header_list_model`: rows between headings.
`recent_list`: recent conversations. `list_tabs`: the tabs above the list. `first_group`: the group without a name.
`list_search`, `name_match`, `people_index`, `pinyin`: the search; `found_messages`: messages among its results.
`contact_menu`: the menu of a person, in list and chat.
`room_actions`: that of a room; leaving, answering an invitation.
`contact_card`, `person_lines`: what a person says of themselves.
"""
