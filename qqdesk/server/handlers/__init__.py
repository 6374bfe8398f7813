"""The handlers of the commands, and their table: functions from request to reply, independent of sockets."""

from collections.abc import Mapping

from qqdesk.protocol import account_data as data
from qqdesk.protocol import admin_commands as h
from qqdesk.protocol import change_commands as ch
from qqdesk.protocol import commands as c
from qqdesk.protocol import device_commands as d
from qqdesk.protocol import file_commands as f
from qqdesk.protocol import log_commands as log
from qqdesk.protocol import place_commands as p
from qqdesk.protocol import room_commands as r
from qqdesk.protocol.record import Request
from qqdesk.server.handlers import (
    account,
    account_data,
    admin,
    changes,
    contacts,
    conversations,
    devices,
    files,
    hello,
    invitations,
    messages,
    people,
    reachability,
    rooms,
    signing,
)
from qqdesk.server.request_context import Handler

HANDLERS: Mapping[type[Request], Handler] = {
    c.Hello: hello.hello,
    c.Login: signing.login,
    c.Logout: signing.logout,
    c.ChangeStatus: signing.change_status,
    c.ListContacts: people.list_contacts,
    c.QueryStatus: people.query_status,
    c.GetInfo: people.get_info,
    c.Finger: people.finger,
    c.AddToList: contacts.add_to_list,
    c.AnswerAdd: contacts.answer_add,
    c.ListRequests: contacts.list_requests,
    c.DeleteFromList: contacts.delete_from_list,
    c.SendMessage: messages.send_message,
    c.GetMessages: messages.get_messages,
    c.Typing: messages.typing,
    ch.Recall: changes.recall,
    ch.React: changes.react,
    ch.Edit: changes.edit,
    ch.Nudge: changes.nudge,
    log.ListConversations: conversations.list_conversations,
    log.GetLog: conversations.get_log,
    log.MarkSeen: conversations.mark_seen,
    log.ClearLog: conversations.clear_log,
    r.NewRoom: rooms.new_room,
    r.ListRooms: rooms.list_rooms,
    r.RoomInfo: rooms.room_info,
    r.ChangeRoom: rooms.change_room,
    c.Register: account.register,
    c.ModifyInfo: account.modify_info,
    c.ModifyPassword: account.modify_password,
    d.ListDevices: devices.list_devices,
    d.EndDevice: devices.end_device,
    d.NameDevice: devices.name_device,
    f.NewFile: files.new_file,
    f.GetFile: files.get_file,
    data.Block: account_data.block,
    data.Unblock: account_data.unblock,
    data.BlockList: account_data.block_list,
    data.GetValues: account_data.get_values,
    data.ChangeValues: account_data.change_values,
    p.ShowInvitation: invitations.show_invitation,
    p.CreateInvitation: invitations.create_invitation,
    p.ListInvitations: invitations.list_invitations,
    p.EndInvitation: invitations.end_invitation,
    p.RequestToJoin: invitations.request_to_join,
    p.ListJoinRequests: invitations.list_join_requests,
    p.AnswerJoinRequest: invitations.answer_join_request,
    p.CheckReach: reachability.check_reach,
    h.GetPlace: admin.get_place,
    h.ChangePlace: admin.change_place,
    h.BackUp: admin.back_up,
    h.FetchBackup: admin.fetch_backup,
    h.NotifyAll: admin.notify_all,
    h.ListPeople: admin.list_people,
    h.ChangePerson: admin.change_person,
    h.MakeResetCode: admin.make_reset_code,
    h.ListPlaceRooms: admin.list_place_rooms,
    h.DeleteRoom: admin.delete_room,
    h.GetPlaceLog: admin.get_place_log,
    h.ListAdministrators: admin.list_administrators,
    h.ResetPassword: admin.reset_password,
}
