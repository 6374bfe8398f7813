"""Announce an upload, and ask for a download. The contents have paths of their own, see `file_routes`."""

from qqdesk.protocol import file_commands as f
from qqdesk.server.files.tokens import Purpose
from qqdesk.server.request_context import RequestContext, handles, transfers_of


@handles(f.NewFile)
async def new_file(call: RequestContext, request: f.NewFile) -> f.NewFileReply:
    transfers = transfers_of(call)
    token, position = await transfers.announce(call.number, request, call.session.device)
    return f.NewFileReply(token, position)


@handles(f.GetFile)
async def get_file(call: RequestContext, request: f.GetFile) -> f.GetFileReply:
    transfers, file_id = transfers_of(call), bytes.fromhex(request.id)
    purpose = Purpose.THUMBNAIL if request.is_thumbnail else Purpose.DOWNLOAD
    content = await transfers.find_content(call.number, file_id, purpose)
    token = transfers.new_token(purpose, file_id, call.number, call.session.device)
    return f.GetFileReply(token, content.size, content.digest.hex())
