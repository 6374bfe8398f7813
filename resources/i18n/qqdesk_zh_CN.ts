<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Pictures and files</source>
        <translation>图片和文件</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>This table</source>
        <translation>快捷键一览</translation>
    </message>
    <message>
        <source>Take a screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the search, the tab or the window</source>
        <translation>关闭搜索、标签或窗口</translation>
    </message>
    <message>
        <source>Search names and messages</source>
        <translation>搜索名称和消息</translation>
    </message>
    <message>
        <source>Contacts, or recent conversations</source>
        <translation>联系人或最近会话</translation>
    </message>
    <message>
        <source>Rooms, in the theme Classic blue</source>
        <translation>群（仅“经典蓝”主题）</translation>
    </message>
    <message>
        <source>Open the chat, or fold the group</source>
        <translation>打开聊天，或折叠分组</translation>
    </message>
    <message>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>下一个标签</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>上一个标签</translation>
    </message>
    <message>
        <source>Tab 1 to 9</source>
        <translation>第 1 至 9 个标签</translation>
    </message>
    <message>
        <source>Move the tab</source>
        <translation>移动标签</translation>
    </message>
    <message>
        <source>Move to a new window</source>
        <translation>移到新窗口</translation>
    </message>
    <message>
        <source>Close the tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the tab; in one window Esc goes to the list</source>
        <translation>关闭标签；单窗口时 Esc 回到列表</translation>
    </message>
    <message>
        <source>Next unread chat, in one window</source>
        <translation>下一个未读会话（单窗口）</translation>
    </message>
    <message>
        <source>Previous or next chat of the list, in one window</source>
        <translation>列表中的上一个或下一个会话（单窗口）</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>在此聊天中查找</translation>
    </message>
    <message>
        <source>Go to a day</source>
        <translation>跳到某一天</translation>
    </message>
    <message>
        <source>Older or newer match, in the search</source>
        <translation>查找时：更早或更晚的匹配</translation>
    </message>
    <message>
        <source>Jump to a contact…</source>
        <translation>跳转到好友…</translation>
    </message>
    <message>
        <source>Profile of the contact, or members and settings of the room</source>
        <translation>联系人的资料，或群的成员和设置</translation>
    </message>
    <message>
        <source>View profile</source>
        <translation>查看资料</translation>
    </message>
    <message>
        <source>Message history of the contact</source>
        <translation>与好友的消息记录</translation>
    </message>
    <message>
        <source>Pictures and files of the contact</source>
        <translation>该联系人的图片和文件</translation>
    </message>
    <message>
        <source>Message history of everyone</source>
        <translation>与所有人的消息记录</translation>
    </message>
    <message>
        <source>Copy the number</source>
        <translation>复制号码</translation>
    </message>
    <message>
        <source>Rename the contact or the group</source>
        <translation>修改好友备注或分组名称</translation>
    </message>
    <message>
        <source>Delete the contact or the group, or hide from Recent</source>
        <translation>删除联系人或分组，或从最近中隐藏</translation>
    </message>
    <message>
        <source>Pin or unpin the conversation, in Recent</source>
        <translation>在最近中置顶或取消置顶会话</translation>
    </message>
    <message>
        <source>Move the group</source>
        <translation>移动分组</translation>
    </message>
    <message>
        <source>Show the card of the contact</source>
        <translation>显示联系人名片</translation>
    </message>
    <message>
        <source>Undo the last change of the list</source>
        <translation>撤销列表的上次更改</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Add people</source>
        <translation>添加好友</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>邀请他人…</translation>
    </message>
    <message>
        <source>New room…</source>
        <translation>新建群…</translation>
    </message>
    <message>
        <source>The place, for its administrators</source>
        <translation>小站（供管理员使用）</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Try to connect now</source>
        <translation>立即重试连接</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>恢复文字大小</translation>
    </message>
    <message>
        <source>Normal size</source>
        <translation>恢复原大小</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Nudge the other person</source>
        <translation>抖动对方的窗口</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>抖动窗口</translation>
    </message>
    <message>
        <source>Show or fold away the members of a room, or the faces</source>
        <translation>显示或收起群成员或头像</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Go to the messages, to select one</source>
        <translation>转到消息，以便选择</translation>
    </message>
    <message>
        <source>Select the previous or next message, in the log</source>
        <translation>在记录中选择上一条或下一条消息</translation>
    </message>
    <message>
        <source>Select several messages, in the log</source>
        <translation>在记录中选择多条消息</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Reply to the message</source>
        <translation>回复消息</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>React to the message, in the log</source>
        <translation>回应消息（在消息列表中）</translation>
    </message>
    <message>
        <source>React…</source>
        <translation>回应…</translation>
    </message>
    <message>
        <source>Edit the message, in the log</source>
        <translation>编辑消息（在消息列表中）</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Send, or start a new line (see the settings)</source>
        <translation>发送或换行（由设置决定）</translation>
    </message>
    <message>
        <source>Start a new line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Edit my last message, in the empty input</source>
        <translation>在空输入框中编辑我的上一条消息</translation>
    </message>
    <message>
        <source>Mention a member of the room</source>
        <translation>提到群成员</translation>
    </message>
    <message>
        <source>Move the attachment</source>
        <translation>移动附件</translation>
    </message>
    <message>
        <source>Remove the attachment</source>
        <translation>移除附件</translation>
    </message>
    <message>
        <source>Go to the search field</source>
        <translation>转到搜索框</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>重新搜索</translation>
    </message>
    <message>
        <source>Open the message in its chat</source>
        <translation>在聊天中打开消息</translation>
    </message>
    <message>
        <source>Open chat</source>
        <translation>打开聊天</translation>
    </message>
    <message>
        <source>Copy the message or the selection</source>
        <translation>复制消息或所选内容</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete the message</source>
        <translation>删除消息</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Previous or next picture</source>
        <translation>上一张或下一张图片</translation>
    </message>
    <message>
        <source>First or last picture</source>
        <translation>第一张或最后一张图片</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100%</translation>
    </message>
    <message>
        <source>Turn the view</source>
        <translation>旋转视图</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Pictures, or other files</source>
        <translation>图片，或其他文件</translation>
    </message>
    <message>
        <source>Open or download it</source>
        <translation>打开或下载</translation>
    </message>
    <message>
        <source>Save it</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Show in the conversation</source>
        <translation>在对话中显示</translation>
    </message>
    <message>
        <source>Next or previous page</source>
        <translation>下一页或上一页</translation>
    </message>
    <message>
        <source>From the search field to the results</source>
        <translation>从搜索框转到结果</translation>
    </message>
    <message>
        <source>From the list of pages into the page, or back</source>
        <translation>在页面列表与页面之间切换</translation>
    </message>
    <message>
        <source>Rename the device</source>
        <translation>重命名设备</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete the entry, or sign out the device</source>
        <translation>删除该条目，或让设备退出登录</translation>
    </message>
    <message>
        <source>Refresh, or try to connect now</source>
        <translation>刷新，或立即尝试连接</translation>
    </message>
    <message>
        <source>Move the region, with Shift faster</source>
        <translation>移动选区，按住 Shift 更快</translation>
    </message>
    <message>
        <source>Rectangle, arrow, pen, text, mosaic</source>
        <translation>矩形、箭头、画笔、文字、马赛克</translation>
    </message>
    <message>
        <source>Undo or redo the last mark</source>
        <translation>撤销或重做上一个标注</translation>
    </message>
    <message>
        <source>Send to the chat, or copy</source>
        <translation>发送到会话，或复制</translation>
    </message>
    <message>
        <source>Copy or save</source>
        <translation>复制或保存</translation>
    </message>
    <message>
        <source>Remove the mark, then the region, then cancel</source>
        <translation>先放弃标注，再放弃选区，最后取消</translation>
    </message>
    <message>
        <source>Next or previous contact</source>
        <translation>下一个或上一个好友</translation>
    </message>
    <message>
        <source>Open the chat</source>
        <translation>打开聊天</translation>
    </message>
    <message>
        <source>Choose another account</source>
        <translation>选择其他账号</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Show or hide the password</source>
        <translation>显示或隐藏密码</translation>
    </message>
    <message>
        <source>{text} ({key})</source>
        <translation>{text}（{key}）</translation>
    </message>
</context>
<context>
    <name>AboutWindow</name>
    <message>
        <source>About qqdesk</source>
        <translation>关于 qqdesk</translation>
    </message>
    <message>
        <source>A messenger with a contact list, tabs and faces, at a place of your own. Nothing goes through a cloud.</source>
        <translation>带联系人列表、标签页和头像的即时通讯软件，使用您自己的小站，不经过任何云端。</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the version</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Libraries and licences</source>
        <translation>所用的库与许可证</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>AccessibleView</name>
    <message>
        <source>mentions you</source>
        <translation>提到了您</translation>
    </message>
    <message>
        <source>in reply to {name}: {text}</source>
        <translation>回复{name}：{text}</translation>
    </message>
    <message>
        <source>{emoji} from {people}</source>
        <translation>{people}回应了{emoji}</translation>
    </message>
    <message numerus="yes">
        <source>%n messages are selected</source>
        <translation>
            <numerusform>已选择 %n 条消息</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AccountActions</name>
    <message>
        <source>View profile</source>
        <translation>查看资料</translation>
    </message>
    <message>
        <source>Banned people cannot sign in.</source>
        <translation>已封禁的人无法登录。</translation>
    </message>
    <message>
        <source>Unban</source>
        <translation>解除封禁</translation>
    </message>
    <message>
        <source>Ban…</source>
        <translation>封禁…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Make administrator…</source>
        <translation>设为管理员…</translation>
    </message>
    <message>
        <source>No longer an administrator…</source>
        <translation>不再担任管理员…</translation>
    </message>
    <message>
        <source>No longer an administrator</source>
        <translation>取消管理员身份</translation>
    </message>
    <message>
        <source>This is you. Another administrator can do this.</source>
        <translation>这是您自己，可由另一位管理员操作。</translation>
    </message>
    <message>
        <source>The last administrator stays. Make somebody else one first.</source>
        <translation>必须保留最后一位管理员。请先将别人设为管理员。</translation>
    </message>
    <message>
        <source>They are signed out at once and cannot sign in any more. Their messages and contacts stay, and you can unban them.</source>
        <translation>对方会立即退出登录，且无法再登录。其消息和联系人会保留，您可以解除封禁。</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>封禁</translation>
    </message>
    <message>
        <source>Ban {name}?</source>
        <translation>要封禁 {name} 吗？</translation>
    </message>
    <message>
        <source>The account is deleted with its contacts and its received messages. What they wrote to others stays there. This cannot be undone.</source>
        <translation>该账号及其联系人和收到的消息会被删除。对方发给别人的消息仍会保留。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete account</source>
        <translation>删除账号</translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>要删除 {name} 吗？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Administrators admit, ban and delete people, give new passwords, delete rooms, write to everybody, make backups and change who may join. They do not see the messages of others.</source>
        <translation>管理员可以批准、封禁和删除成员，让人重设密码，删除群，向所有人发通知，备份，以及更改谁可以加入。管理员看不到别人的消息。</translation>
    </message>
    <message>
        <source>Make administrator</source>
        <translation>设为管理员</translation>
    </message>
    <message>
        <source>Make {name} an administrator?</source>
        <translation>要将 {name} 设为管理员吗？</translation>
    </message>
    <message>
        <source>You can no longer look after {place}. Another administrator can make you one again.</source>
        <translation>您将不能再管理 {place}。另一位管理员可以重新将您设为管理员。</translation>
    </message>
    <message>
        <source>Do you no longer want to be an administrator?</source>
        <translation>您不想再担任管理员了吗？</translation>
    </message>
    <message>
        <source>Step down</source>
        <translation>不再担任</translation>
    </message>
    <message>
        <source>{name} is banned</source>
        <translation>{name} 已被封禁</translation>
    </message>
    <message>
        <source>{name} may sign in again</source>
        <translation>{name} 可以重新登录了</translation>
    </message>
    <message>
        <source>{name} is deleted</source>
        <translation>{name} 已删除</translation>
    </message>
    <message>
        <source>{name} is an administrator now</source>
        <translation>{name} 现在是管理员</translation>
    </message>
    <message>
        <source>{name} is no longer an administrator</source>
        <translation>{name} 不再是管理员</translation>
    </message>
    <message>
        <source>New password…</source>
        <translation>新密码…</translation>
    </message>
</context>
<context>
    <name>AccountController</name>
    <message>
        <source>The keyring stayed locked. Type your password.</source>
        <translation>密钥环没有解锁。请输入密码。</translation>
    </message>
    <message>
        <source>There is no keyring on this system now. Type your password.</source>
        <translation>系统目前没有密钥环。请输入密码。</translation>
    </message>
    <message>
        <source>The keyring does not answer. Type your password.</source>
        <translation>密钥环没有响应。请输入密码。</translation>
    </message>
    <message>
        <source>The keyring could not be read. Type your password.</source>
        <translation>无法读取密钥环。请输入密码。</translation>
    </message>
    <message>
        <source>The password is not in the keyring any more. Type it.</source>
        <translation>密钥环中已没有这个密码。请输入密码。</translation>
    </message>
    <message>
        <source>The keyring stayed locked: the password is not saved.</source>
        <translation>密钥环没有解锁：密码没有记住。</translation>
    </message>
    <message>
        <source>There is no safe keyring here: you are asked for the password at each start.</source>
        <translation>这里没有能安全保存密码的密钥环：每次启动都会询问密码。</translation>
    </message>
    <message>
        <source>The keyring does not answer: the password is not saved.</source>
        <translation>密钥环没有响应：密码没有记住。</translation>
    </message>
    <message>
        <source>The keyring did not save the password: you are asked for it at the next start.</source>
        <translation>密钥环没有接受密码：下次启动时会询问。</translation>
    </message>
</context>
<context>
    <name>AccountList</name>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Accounts that were used</source>
        <translation>用过的账号</translation>
    </message>
    <message>
        <source>Remove from the list…</source>
        <translation>从列表中移除…</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Remove an account</source>
        <translation>移除账号</translation>
    </message>
    <message>
        <source>Remove {name} from the list?</source>
        <translation>要从列表中移除 {name} 吗？</translation>
    </message>
    <message>
        <source>The saved password is deleted. The messages stay on this computer, and you can sign in again.</source>
        <translation>保存的密码会被删除。消息仍保留在这台电脑上，之后可以重新登录。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Another account</source>
        <translation>其他账号</translation>
    </message>
</context>
<context>
    <name>AddDeviceDialog</name>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Open this link on your other computer, or paste it into qqdesk there. It asks for your password.</source>
        <translation>请在另一台电脑上打开此链接，或粘贴到那里的 qqdesk 中。它会要求输入您的密码。</translation>
    </message>
    <message>
        <source>Link to your account</source>
        <translation>您账号的链接</translation>
    </message>
    <message>
        <source>&amp;Copy link</source>
        <translation>复制链接(&amp;C)</translation>
    </message>
    <message>
        <source>To pass on with a phone</source>
        <translation>用手机转发</translation>
    </message>
    <message>
        <source>Was your password made by qqdesk, so that you do not know it? Then choose one first.</source>
        <translation>密码是 qqdesk 生成的，您不知道？请先设置一个。</translation>
    </message>
    <message>
        <source>Change &amp;password…</source>
        <translation>修改密码(&amp;P)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>AddMembersDialog</name>
    <message>
        <source>Add members to {room}</source>
        <translation>邀请好友加入 {room}</translation>
    </message>
    <message>
        <source>Invite others by &amp;link…</source>
        <translation>用链接邀请其他人(&amp;L)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>People who have you on their list are in at once. The others are asked.</source>
        <translation>已加您为好友的人会直接加入，其他人会收到邀请。</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Add %n people</source>
        <translation>
            <numerusform>添加 %n 人(&amp;A)</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
</context>
<context>
    <name>AddPeopleDialog</name>
    <message>
        <source>Add people</source>
        <translation>添加好友</translation>
    </message>
    <message>
        <source>What to find</source>
        <translation>查找内容</translation>
    </message>
    <message>
        <source>People</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群</translation>
    </message>
    <message>
        <source>Sho&amp;w more</source>
        <translation>显示更多(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Invite people…</source>
        <translation>邀请朋友(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;New room…</source>
        <translation>新建群(&amp;N)…</translation>
    </message>
    <message>
        <source>Send &amp;message</source>
        <translation>发送消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>加为好友(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Join</source>
        <translation>加入(&amp;J)</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>People that were found</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>On your list</source>
        <translation>在好友列表中</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>已申请</translation>
    </message>
    <message>
        <source>A&amp;bout</source>
        <translation>群资料(&amp;B)</translation>
    </message>
    <message>
        <source>A&amp;sk to join</source>
        <translation>申请加入(&amp;S)</translation>
    </message>
    <message>
        <source>View &amp;profile</source>
        <translation>查看资料(&amp;P)</translation>
    </message>
    <message>
        <source>This is your own number</source>
        <translation>这是您自己的号码</translation>
    </message>
    <message>
        <source>Type the number of another person.</source>
        <translation>请输入别人的号码。</translation>
    </message>
    <message>
        <source>Nobody else is here yet</source>
        <translation>这里还没有其他人</translation>
    </message>
    <message>
        <source>Invite people: they appear by themselves.</source>
        <translation>邀请朋友来吧，他们来了会自动出现。</translation>
    </message>
    <message>
        <source>Nobody was found</source>
        <translation>没有找到用户</translation>
    </message>
    <message>
        <source>Try a part of the name, or the number.</source>
        <translation>试试昵称的一部分，或者号码。</translation>
    </message>
    <message>
        <source>Nobody has this number.</source>
        <translation>没有人使用这个号码。</translation>
    </message>
    <message>
        <source>No rooms to join</source>
        <translation>没有可加入的群</translation>
    </message>
    <message>
        <source>Rooms that let others join appear here.</source>
        <translation>允许他人加入的群会显示在这里。</translation>
    </message>
</context>
<context>
    <name>AddressPage</name>
    <message>
        <source>Type an address</source>
        <translation>输入地址</translation>
    </message>
    <message>
        <source>chat.example.org or 192.168.1.5</source>
        <translation>chat.example.org 或 192.168.1.5</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Invitation code</source>
        <translation>邀请码</translation>
    </message>
    <message>
        <source>Ask to join</source>
        <translation>申请加入</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Address of the place</source>
        <translation>小站地址</translation>
    </message>
    <message>
        <source>It accepts no new people. Its administrator can create an account for you.</source>
        <translation>它不接收新成员。其管理员可以为您创建账号。</translation>
    </message>
    <message>
        <source>Everybody may join.</source>
        <translation>人人都可以加入。</translation>
    </message>
    <message>
        <source>People join by invitation, or by asking.</source>
        <translation>凭邀请或申请加入。</translation>
    </message>
    <message>
        <source>People join by invitation.</source>
        <translation>凭邀请加入。</translation>
    </message>
    <message>
        <source>Type the address of the place.</source>
        <translation>请输入小站的地址。</translation>
    </message>
    <message>
        <source>A code has {count} letters and digits.</source>
        <translation>邀请码有 {count} 个字母和数字。</translation>
    </message>
</context>
<context>
    <name>AddressRow</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy {address}</source>
        <translation>复制 {address}</translation>
    </message>
</context>
<context>
    <name>AdminHead</name>
    <message>
        <source>Rename the place</source>
        <translation>重命名小站</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
</context>
<context>
    <name>AdminOpener</name>
    <message>
        <source>You are no longer an administrator of {place}.</source>
        <translation>您已不再是 {place} 的管理员。</translation>
    </message>
</context>
<context>
    <name>AdminPage</name>
    <message>
        <source>Only administrators can do this.</source>
        <translation>只有管理员可以这样做。</translation>
    </message>
    <message>
        <source>It is no longer there. Another administrator may have been faster.</source>
        <translation>它已经不在了，可能其他管理员已先处理。</translation>
    </message>
    <message>
        <source>The place refuses this: {reason}</source>
        <translation>小站拒绝了此操作：{reason}</translation>
    </message>
</context>
<context>
    <name>AdminTexts</name>
    <message numerus="yes">
        <source>{present} of %n people are here</source>
        <translation>
            <numerusform>%n 人中有 {present} 人在线</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n day(s)</source>
        <translation>
            <numerusform>已开放 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n hour(s)</source>
        <translation>
            <numerusform>已开放 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n minute(s)</source>
        <translation>
            <numerusform>已开放 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last backup is %n day(s) old.</source>
        <translation>
            <numerusform>上次备份是 %n 天前。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody has come in from another computer yet</source>
        <translation>还没有人从其他电脑加入</translation>
    </message>
    <message numerus="yes">
        <source>%n people came in from other computers</source>
        <translation>
            <numerusform>%n 人从其他电脑加入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open invitation(s)</source>
        <translation>
            <numerusform>%n 个有效邀请</numerusform>
        </translation>
    </message>
    <message>
        <source>No open invitations</source>
        <translation>没有有效邀请</translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>显示全部 %n 人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more ask to join</source>
        <translation>
            <numerusform>另有 %n 人请求加入</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>People</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群</translation>
    </message>
    <message>
        <source>Invitations</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Notice to all</source>
        <translation>通知所有人</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>The connection is not encrypted</source>
        <translation>连接未加密</translation>
    </message>
    <message>
        <source>{place} is administered over an encrypted connection only, or from its own computer.</source>
        <translation>只能通过加密连接或在 {place} 所在的电脑上管理它。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>There is no connection to {place}.</source>
        <translation>未连接到 {place}。</translation>
    </message>
    <message>
        <source>There is no connection to {place}. As of {time}.</source>
        <translation>未连接到 {place}。以下是截至 {time} 的情况。</translation>
    </message>
    <message>
        <source>Rename the place</source>
        <translation>重命名小站</translation>
    </message>
    <message>
        <source>Name of the place, for everybody</source>
        <translation>小站的名称（所有人可见）</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>ApplicationController</name>
    <message>
        <source>Change the language</source>
        <translation>更改语言</translation>
    </message>
</context>
<context>
    <name>AttachmentList</name>
    <message numerus="yes">
        <source>At most %n files can be sent at once.</source>
        <translation>
            <numerusform>一次最多只能发送 %n 个文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Files cannot be sent here: the place does not take them.</source>
        <translation>无法在此发送文件：小站不接收文件。</translation>
    </message>
    <message>
        <source>“{name}” is too large: the place takes files of up to {size}.</source>
        <translation>“{name}”太大：小站只接收不超过 {size} 的文件。</translation>
    </message>
    <message>
        <source>The folder “{name}” has no files.</source>
        <translation>文件夹“{name}”中没有文件。</translation>
    </message>
    <message>
        <source>“{name}” cannot be read.</source>
        <translation>无法读取“{name}”。</translation>
    </message>
    <message>
        <source>Counting files…</source>
        <translation>正在统计文件…</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{files} · {percent} %</source>
        <translation>{files} · {percent}%</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
</context>
<context>
    <name>AttachmentStrip</name>
    <message>
        <source>How pictures are sent</source>
        <translation>图片的发送方式</translation>
    </message>
    <message>
        <source>Pictures, compressed</source>
        <translation>图片（压缩）</translation>
    </message>
    <message>
        <source>Pictures, original size</source>
        <translation>图片（原图）</translation>
    </message>
    <message>
        <source>Pictures as files</source>
        <translation>图片作为文件</translation>
    </message>
    <message>
        <source>Pictures are sent without place, time and camera, but files as they are.</source>
        <translation>发送图片时会去除地点、时间和相机信息；文件则原样发送。</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{pictures}, %n file(s)</source>
        <translation>
            <numerusform>{pictures}，%n 个文件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttachmentView</name>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>AutostartSwitch</name>
    <message>
        <source>The system did not accept the change: {why}</source>
        <translation>系统没有接受更改：{why}</translation>
    </message>
</context>
<context>
    <name>BackupBar</name>
    <message>
        <source>Backing up the place: {percent} %</source>
        <translation>正在备份小站：{percent}%</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Backed up just now</source>
        <translation>刚刚完成备份</translation>
    </message>
    <message>
        <source>The backup failed: {reason}</source>
        <translation>备份失败：{reason}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>BackupPage</name>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Progress of the backup</source>
        <translation>备份进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The place keeps its data in PostgreSQL. Its operator makes backups with pg_dump.</source>
        <translation>小站的数据保存在 PostgreSQL 中，由其管理者用 pg_dump 备份。</translation>
    </message>
    <message>
        <source>Move to another computer</source>
        <translation>搬到另一台电脑</translation>
    </message>
    <message>
        <source>People in the same network, and those who reach the place at the same address, have to do nothing. The others type its new address when they sign in; number and password stay the same.</source>
        <translation>同一网络中的人，以及仍能用原地址连接小站的人，无需做任何事。其他人登录时输入新的地址即可，号码和密码不变。</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translation>尚无备份</translation>
    </message>
    <message>
        <source>Without a backup, a broken disk ends the place and its messages</source>
        <translation>没有备份，磁盘一旦损坏，小站和消息就都没有了</translation>
    </message>
    <message>
        <source>Last backup: {time}</source>
        <translation>上次备份：{time}</translation>
    </message>
    <message>
        <source>Stop the place on its present computer, so that it does not run twice.</source>
        <translation>在原来的电脑上停止小站，以免同时运行两个。</translation>
    </message>
    <message>
        <source>Back up the place when nobody writes: what is written later stays here.</source>
        <translation>在没有人写消息时备份小站：之后写的消息会留在这里。</translation>
    </message>
    <message>
        <source>Here choose “Only while qqdesk runs” on the page Overview, quit qqdesk and close the place for everybody, so that it does not run twice.</source>
        <translation>在这台电脑上，于“概览”页选择“仅在 qqdesk 运行时”，然后退出 qqdesk，并对所有人关闭小站，以免同时运行两个。</translation>
    </message>
    <message>
        <source>Last copy on another disk: {time}</source>
        <translation>另一磁盘上的最近副本：{time}</translation>
    </message>
    <message>
        <source>The backups lie on the disk of the place only</source>
        <translation>备份只在小站的磁盘上</translation>
    </message>
    <message>
        <source>If it breaks, they are lost too</source>
        <translation>磁盘损坏时，备份也会丢失</translation>
    </message>
    <message>
        <source>Copy the newest backup of {folder} to the other computer, with the folder of the same name that ends in .files if there is one.</source>
        <translation>把 {folder} 中最新的备份复制到另一台电脑；如果有名称相同、以 .files 结尾的文件夹，也一起复制。</translation>
    </message>
    <message>
        <source>Install qqdesk on the other computer.</source>
        <translation>在另一台电脑上安装 qqdesk。</translation>
    </message>
    <message>
        <source>There choose Start a place for my people, then From a backup…, and the copied file.</source>
        <translation>在那里选择“为我的亲友开一个小站”，再选“从备份恢复…”，然后选择复制过去的文件。</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Backed up just now</source>
        <translation>刚刚完成备份</translation>
    </message>
    <message>
        <source>The backup was cancelled.</source>
        <translation>备份已取消。</translation>
    </message>
    <message>
        <source>The backup failed: {reason} Check that the disk has room and that the place may write into {folder}, then try again.</source>
        <translation>备份失败：{reason} 请确认磁盘有空间、小站可以写入 {folder}，然后重试。</translation>
    </message>
    <message>
        <source>Back up every night</source>
        <translation>每晚备份</translation>
    </message>
    <message>
        <source>The newest 14 stay, on the disk of the place</source>
        <translation>保留最新的14份，位于小站所在的磁盘</translation>
    </message>
    <message>
        <source>The operator has set this at the start of the server. It cannot be changed here.</source>
        <translation>服务器管理者在启动时已固定此项，无法在这里更改。</translation>
    </message>
    <message>
        <source>It survives when the disk of the place breaks</source>
        <translation>小站的磁盘损坏时，副本仍在</translation>
    </message>
    <message>
        <source>Saving: {percent} %</source>
        <translation>正在保存：{percent}%</translation>
    </message>
    <message>
        <source>A copy on this computer or another disk</source>
        <translation>在这台电脑或另一磁盘上的副本</translation>
    </message>
    <message>
        <source>Save a copy here…</source>
        <translation>在此保存副本…</translation>
    </message>
    <message>
        <source>Cancel saving the copy</source>
        <translation>取消保存副本</translation>
    </message>
    <message>
        <source>Choose a folder for the copy</source>
        <translation>选择保存副本的文件夹</translation>
    </message>
    <message>
        <source>This folder is on the disk of the backups. Choose one on another disk.</source>
        <translation>此文件夹与备份在同一磁盘上。请选择另一磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>The copy is saved: {path}</source>
        <translation>副本已保存：{path}</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message numerus="yes">
        <source>You were added to %n rooms.</source>
        <translation>
            <numerusform>您已被加入 %n 个群。</numerusform>
        </translation>
    </message>
    <message>
        <source>{names} and {count} more are online now.</source>
        <translation>{names} 和另外 {count} 人上线了。</translation>
    </message>
    <message>
        <source>{names} are online now.</source>
        <translation>{names} 上线了。</translation>
    </message>
    <message>
        <source>{name} is online now.</source>
        <translation>{name} 上线了。</translation>
    </message>
    <message numerus="yes">
        <source>{person} and %n other(s) have joined.</source>
        <translation>
            <numerusform>{person} 和另外 %n 人已加入。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BlockedDialog</name>
    <message>
        <source>People whom you blocked</source>
        <translation>您屏蔽的人</translation>
    </message>
    <message>
        <source>&amp;Unblock</source>
        <translation>取消屏蔽(&amp;U)</translation>
    </message>
    <message>
        <source>Blocked people</source>
        <translation>屏蔽名单</translation>
    </message>
    <message>
        <source>They cannot write to you, ask to add you, or see whether you are there.</source>
        <translation>对方无法给您发消息、请求加您为好友或看到您是否在线。</translation>
    </message>
    <message>
        <source>Not on your list</source>
        <translation>不在好友列表中</translation>
    </message>
    <message>
        <source>On your list</source>
        <translation>在好友列表中</translation>
    </message>
    <message>
        <source>People whom you block appear here.</source>
        <translation>您屏蔽的人会显示在这里。</translation>
    </message>
    <message>
        <source>Nobody is blocked</source>
        <translation>没有屏蔽任何人</translation>
    </message>
</context>
<context>
    <name>ChangedCertificateDialog</name>
    <message>
        <source>The certificate so far, known since {day}</source>
        <translation>原来的证书（自 {day}起使用）</translation>
    </message>
    <message>
        <source>The certificate so far</source>
        <translation>原来的证书</translation>
    </message>
    <message>
        <source>The place shows another certificate than before</source>
        <translation>小站出示的证书与以前不同</translation>
    </message>
    <message>
        <source>Perhaps {place} was set up again. But somebody may also pretend to be {place}, to learn your password and read your messages. Nothing was sent.</source>
        <translation>可能是 {place} 重新部署过，但也可能是有人冒充 {place}，企图获取您的密码并读取您写的内容。尚未发送任何内容。</translation>
    </message>
    <message>
        <source>Ask the owner of the place, by telephone or face to face, whether the certificate was changed, and compare the new fingerprint with them. Do not connect before that.</source>
        <translation>请通过电话或当面询问站主证书是否更换过，并与对方核对新的指纹。在此之前请不要连接。</translation>
    </message>
    <message>
        <source>So far the place had a certificate that an authority vouched for. It has none now.</source>
        <translation>此前，该小站的证书有权威机构担保，现在没有了。</translation>
    </message>
    <message>
        <source>The certificate that is shown now</source>
        <translation>现在出示的证书</translation>
    </message>
    <message>
        <source>&amp;Forget the old certificate…</source>
        <translation>删除旧证书(&amp;F)…</translation>
    </message>
    <message>
        <source>Do not connect</source>
        <translation>不连接</translation>
    </message>
</context>
<context>
    <name>ChatHead</name>
    <message>
        <source>Profile</source>
        <translation>查看资料</translation>
    </message>
    <message>
        <source>{status}, number {number}</source>
        <translation>{status}，号码 {number}</translation>
    </message>
</context>
<context>
    <name>ChatInput</name>
    <message>
        <source>Notices from the place cannot be answered.</source>
        <translation>小站通知不能回复。</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>This could not be opened: {address}</source>
        <translation>无法打开：{address}</translation>
    </message>
    <message>
        <source>You nudged {name}</source>
        <translation>您抖了抖{name}的窗口</translation>
    </message>
    <message numerus="yes">
        <source>You can nudge {name} again in %n second(s).</source>
        <translation>
            <numerusform>%n 秒后才能再次抖动{name}的窗口。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} cannot be nudged now.</source>
        <translation>现在不能抖动{name}的窗口。</translation>
    </message>
</context>
<context>
    <name>ChatPages</name>
    <message>
        <source>Choose a conversation</source>
        <translation>请选择一个会话</translation>
    </message>
    <message>
        <source>Close the chat</source>
        <translation>关闭聊天</translation>
    </message>
</context>
<context>
    <name>ChatTabs</name>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>{contact}, pinned</source>
        <translation>{contact}，已固定</translation>
    </message>
    <message>
        <source>{contact}, with a draft</source>
        <translation>{contact}，有草稿</translation>
    </message>
    <message>
        <source>Close the chat with {name}</source>
        <translation>关闭与 {name} 的聊天</translation>
    </message>
</context>
<context>
    <name>ChatWindow</name>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>({count}) {name}</source>
        <translation>({count}) {name}</translation>
    </message>
</context>
<context>
    <name>ChoicePage</name>
    <message>
        <source>How do you want to begin?</source>
        <translation>您想怎样开始？</translation>
    </message>
    <message>
        <source>Join people I know</source>
        <translation>加入我认识的人</translation>
    </message>
    <message>
        <source>Start a place for my people</source>
        <translation>为我的亲友开一个小站</translation>
    </message>
    <message>
        <source>It runs here, and you invite the others.</source>
        <translation>它在这台电脑上运行，由您邀请其他人。</translation>
    </message>
    <message>
        <source>I have a number already</source>
        <translation>我已有号码</translation>
    </message>
    <message>
        <source>Talk with your people, at a place of your own</source>
        <translation>在自己的小站，和自己的人聊天</translation>
    </message>
    <message>
        <source>By invitation, or at a place nearby.</source>
        <translation>凭邀请，或加入附近的小站。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>{name} is open on this computer.</source>
        <translation>{name} 已在这台电脑上开放。</translation>
    </message>
    <message>
        <source>{name} is open on this network.</source>
        <translation>{name} 已在此网络上开放。</translation>
    </message>
</context>
<context>
    <name>ChosenFace</name>
    <message>
        <source>Your picture</source>
        <translation>您的图片</translation>
    </message>
</context>
<context>
    <name>ClassicTools</name>
    <message>
        <source>Send file</source>
        <translation>发文件</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>History</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>资料</translation>
    </message>
    <message>
        <source>Add members</source>
        <translation>添加成员</translation>
    </message>
    <message>
        <source>Only the keepers of this room add members</source>
        <translation>只有群管理员可以添加成员</translation>
    </message>
    <message>
        <source>There are no rooms at this place</source>
        <translation>此小站没有群</translation>
    </message>
    <message>
        <source>Talk with more people, in a room</source>
        <translation>和更多人在群里聊</translation>
    </message>
    <message>
        <source>Only people on your list</source>
        <translation>仅限您列表中的人</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>What should happen when you close this window?</source>
        <translation>关闭此窗口时要做什么？</translation>
    </message>
    <message>
        <source>You stay signed in, and a click on the icon in the tray brings the window back.</source>
        <translation>您保持登录，点击托盘图标即可重新打开窗口。</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>继续运行(&amp;K)</translation>
    </message>
    <message>
        <source>You stay signed in, and the window stays in the task bar.</source>
        <translation>您保持登录，窗口留在任务栏。</translation>
    </message>
    <message>
        <source>You are signed out, and messages wait until you are back.</source>
        <translation>您将退出登录，消息会等您回来。</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>The settings have this under General.</source>
        <translation>以后可在“设置”的“常规”中更改。</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>给 {name} 的消息</translation>
    </message>
    <message>
        <source>Add a caption</source>
        <translation>添加说明文字</translation>
    </message>
    <message>
        <source>Picture {time}</source>
        <translation>图片 {time}</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n attachments?</source>
        <translation>
            <numerusform>移除 %n 个附件？</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message numerus="yes">
        <source>%n attachments are not sent yet.</source>
        <translation>
            <numerusform>有 %n 个附件尚未发送。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These are {length} characters. Send them as %n messages?</source>
        <translation>
            <numerusform>共 {length} 个字符，要分成 %n 条消息发送吗？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n messages</source>
        <translation>
            <numerusform>发送 %n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>This could not be saved on this computer, so it was not sent. Check that the disk has room.</source>
        <translation>无法保存到这台电脑，因此没有发送。请检查磁盘是否还有空间。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Send without saving</source>
        <translation>不保存，直接发送</translation>
    </message>
    <message>
        <source>{length} characters: more than one message</source>
        <translation>{length} 个字符：超过一条消息的长度</translation>
    </message>
    <message>
        <source>{length} of {most} characters</source>
        <translation>{length} / {most} 个字符</translation>
    </message>
    <message>
        <source>Sent as soon as everything is prepared</source>
        <translation>准备完成后立即发送</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
</context>
<context>
    <name>Connection</name>
    <message>
        <source>Encrypted connection</source>
        <translation>连接已加密</translation>
    </message>
    <message>
        <source>The connection is not encrypted</source>
        <translation>连接未加密</translation>
    </message>
    <message>
        <source>Others on the network between you and {place} can read what you write, and can sign in as you. Ask its owner to switch on HTTPS.</source>
        <translation>在您与 {place} 之间的任何人都能读取您写的内容，还能冒充您登录。请询问站主能否启用 HTTPS。</translation>
    </message>
    <message>
        <source>No one between you and {place} can read what you write. An authority that this computer trusts vouches for it.</source>
        <translation>在您与 {place} 之间没有人能读取您写的内容。本机信任的机构为它担保。</translation>
    </message>
    <message>
        <source>No one between you and {place} can read what you write. You accepted its certificate. If that changes, you are warned.</source>
        <translation>在您与 {place} 之间没有人能读取您写的内容。您已接受它的证书；如果证书发生变化，您会收到警告。</translation>
    </message>
</context>
<context>
    <name>ConnectionCheck</name>
    <message>
        <source>Encryption and certificate</source>
        <translation>加密与证书</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Name in the address</source>
        <translation>地址中的名称</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Waiting for messages</source>
        <translation>等待消息</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Your place on this computer</source>
        <translation>这台电脑上的小站</translation>
    </message>
    <message>
        <source>Not tried: an earlier step failed.</source>
        <translation>因上面的问题，未检查。</translation>
    </message>
    <message>
        <source>The look-up of {host} got no answer. Check this computer&apos;s network, then try again.</source>
        <translation>查询 {host} 没有回应。请先看本机是否已联网，然后重试。</translation>
    </message>
    <message>
        <source>The name {host} is unknown. Check the spelling, or ask for the address.</source>
        <translation>找不到名称 {host}。请检查有无输入错误，或询问小站的地址。</translation>
    </message>
    <message>
        <source>{host} is an address itself: no name to look up.</source>
        <translation>{host} 本身就是地址，无需查询名称。</translation>
    </message>
    <message>
        <source>{host} is {found}.</source>
        <translation>{host} 的地址是 {found}。</translation>
    </message>
    <message>
        <source>A program listens at {ports}.</source>
        <translation>端口 {ports} 已开放。</translation>
    </message>
    <message>
        <source>No program listens at {ports}. Ask whether the place is open, and at which port.</source>
        <translation>端口 {ports} 没有开放。请询问小站是否开着、使用哪个端口。</translation>
    </message>
    <message>
        <source>The place is on this computer: no one else can read along.</source>
        <translation>小站就在本机：没有别人能看到内容。</translation>
    </message>
    <message>
        <source>Not tried: at this place it would sign you out elsewhere.</source>
        <translation>未检查：在此小站这样会使您在别处下线。</translation>
    </message>
    <message>
        <source>The place answers a request for messages after {ms} ms.</source>
        <translation>询问消息，{ms} 毫秒后有应答。</translation>
    </message>
    <message>
        <source>This place does not give its time.</source>
        <translation>此小站不提供时间。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {minutes} min ahead of that of the place. Set it, best by the network.</source>
        <translation>本机时钟比小站快 {minutes} 分钟。请校准本机时钟，最好使用网络对时。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {minutes} min behind that of the place. Set it, best by the network.</source>
        <translation>本机时钟比小站慢 {minutes} 分钟。请校准本机时钟，最好使用网络对时。</translation>
    </message>
    <message>
        <source>The place cannot reach {addresses}. Allow port {port} in the firewall.</source>
        <translation>小站无法连接 {addresses}。请在防火墙中放行端口 {port}。</translation>
    </message>
    <message>
        <source>Port {ports} does not answer. A firewall may block it, or the computer is off.</source>
        <translation>端口 {ports} 没有任何回应。可能被防火墙拦截，或对方已关机。</translation>
    </message>
    <message>
        <source>It cannot be reached: {detail}. Check this computer&apos;s network: cable, Wi-Fi, VPN.</source>
        <translation>网络不通：{detail}。请检查本机的网络：网线、Wi-Fi、VPN。</translation>
    </message>
    <message>
        <source>A server of the classic kind answers within {ms} ms.</source>
        <translation>经典服务器在 {ms} 毫秒内应答。</translation>
    </message>
    <message>
        <source>{name} answers within {ms} ms.</source>
        <translation>{name} 在 {ms} 毫秒内应答。</translation>
    </message>
    <message>
        <source>Encrypted, with a certificate that an authority vouches for.</source>
        <translation>已加密，证书由权威机构担保。</translation>
    </message>
    <message>
        <source>Encrypted, with the certificate that was accepted here before.</source>
        <translation>已加密，证书此前已在此接受。</translation>
    </message>
    <message>
        <source>Not encrypted: others in the network can read messages.</source>
        <translation>未加密：网络中的其他人能看到内容。</translation>
    </message>
    <message>
        <source>Number {number} is signed in.</source>
        <translation>号码 {number} 已登录。</translation>
    </message>
    <message>
        <source>Not tried: number and password are not filled in.</source>
        <translation>未检查：没有填写号码和密码。</translation>
    </message>
    <message>
        <source>Number {number} can sign in with this password.</source>
        <translation>号码 {number} 用此密码可以登录。</translation>
    </message>
    <message>
        <source>Not tried: this needs you to be signed in.</source>
        <translation>未检查：登录后即可检查。</translation>
    </message>
    <message>
        <source>The connection breaks while it waits. A proxy or a firewall may end waiting connections.</source>
        <translation>等待时连接中断。代理或防火墙可能会切断等待中的连接。</translation>
    </message>
    <message>
        <source>Both clocks show the same time.</source>
        <translation>两边时钟一致。</translation>
    </message>
    <message>
        <source>Other computers reach {addresses}.</source>
        <translation>其他电脑能连上 {addresses}。</translation>
    </message>
    <message>
        <source>No other computer has reached {addresses} yet. If none can, allow port {port} in the firewall.</source>
        <translation>还没有其他电脑连上 {addresses}。如果都连不上，请在防火墙中放行端口 {port}。</translation>
    </message>
</context>
<context>
    <name>ConnectionCheckWindow</name>
    <message>
        <source>Connection check – qqdesk</source>
        <translation>连接检查 – qqdesk</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>检查进度</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Checking the connection…</source>
        <translation>正在检查连接…</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>请留意</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Not tried</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>There is a problem with the connection.</source>
        <translation>连接有问题。</translation>
    </message>
    <message>
        <source>Everything that was tried works.</source>
        <translation>已检查的项目正常。</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>一切正常。</translation>
    </message>
</context>
<context>
    <name>ConnectionDialog</name>
    <message>
        <source>Fingerprint of the certificate (SHA-256)</source>
        <translation>证书指纹（SHA-256）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ConnectionMessage</name>
    <message>
        <source>Decide…</source>
        <translation>决定…</translation>
    </message>
    <message>
        <source>Decide whether to connect without encryption</source>
        <translation>决定是否不加密连接</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Compare the certificates</source>
        <translation>比较证书</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Try now ({key})</source>
        <translation>立即重试（{key}）</translation>
    </message>
    <message>
        <source>You are offline. What you write is sent when you are online again.</source>
        <translation>您处于离线状态。您写的消息会在上线后发送。</translation>
    </message>
    <message>
        <source>You are offline.</source>
        <translation>您处于离线状态。</translation>
    </message>
    <message>
        <source>Go online</source>
        <translation>上线</translation>
    </message>
    <message>
        <source>Sign in again ({key})</source>
        <translation>重新登录（{key}）</translation>
    </message>
    <message>
        <source>No connection to the place. Trying now…</source>
        <translation>没有连接到小站。正在重试…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>The connection has ended.</source>
        <translation>连接已结束。</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Why is there no connection?</source>
        <translation>为什么没有连接？</translation>
    </message>
    <message>
        <source>Find the cause, step by step</source>
        <translation>一步一步查找原因</translation>
    </message>
    <message>
        <source>No connection to the place. Next try in {seconds}&#xa0;s.</source>
        <translation>没有连接到小站。{seconds}&#xa0;秒后重试。</translation>
    </message>
    <message>
        <source>No connection to the place.</source>
        <translation>没有连接到小站。</translation>
    </message>
    <message>
        <source>{state} Your messages wait, and are sent when the connection is back.</source>
        <translation>{state}您写的内容会保留，恢复后发出。</translation>
    </message>
</context>
<context>
    <name>Contact</name>
    <message>
        <source>Notices from the place</source>
        <translation>小站通知</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>Not on your list</source>
        <translation>不在好友列表中</translation>
    </message>
    <message>
        <source>{status} since {time}</source>
        <translation>{status}，自 {time}</translation>
    </message>
    <message>
        <source>{name}, {status}</source>
        <translation>{name}，{status}</translation>
    </message>
    <message>
        <source>{name}, {status}, 1 unread message</source>
        <translation>{name}，{status}，1 条未读消息</translation>
    </message>
    <message>
        <source>{name}, {status}, {count} unread messages</source>
        <translation>{name}，{status}，{count} 条未读消息</translation>
    </message>
    <message>
        <source>Last seen today, {time}</source>
        <translation>今天 {time} 在线</translation>
    </message>
    <message>
        <source>Last seen yesterday, {time}</source>
        <translation>昨天 {time} 在线</translation>
    </message>
    <message>
        <source>Last seen {day}</source>
        <translation>上次在线：{day}</translation>
    </message>
    <message>
        <source>{contact}, muted</source>
        <translation>{contact}，免打扰中</translation>
    </message>
    <message>
        <source>{contact}, pinned</source>
        <translation>{contact}，已置顶</translation>
    </message>
    <message>
        <source>My friends</source>
        <translation>我的好友</translation>
    </message>
    <message>
        <source>Everyone in {place} is on your list. New people are added to it.</source>
        <translation>{place} 里的每个人都在您的列表中，新来的人会自动加入。</translation>
    </message>
    <message>
        <source>{place} has more than 200 people. New people are not on your list: use Add people.</source>
        <translation>{place} 超过 200 人，新来的人不会自动加入您的列表：请使用“添加好友”。</translation>
    </message>
</context>
<context>
    <name>ContactActions</name>
    <message>
        <source>Open in a new window</source>
        <translation>在新窗口中打开</translation>
    </message>
    <message>
        <source>New group…</source>
        <translation>新建分组…</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>Delete {count} contacts…</source>
        <translation>删除 {count} 位好友…</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Expand all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <source>Move to group</source>
        <translation>移动到分组</translation>
    </message>
    <message>
        <source>Delete contact</source>
        <translation>删除好友</translation>
    </message>
    <message>
        <source>Delete {count} contacts?</source>
        <translation>要删除这 {count} 位好友吗？</translation>
    </message>
    <message>
        <source>This removes them from your list. Your messages with them stay on this computer.</source>
        <translation>对方会从您的好友列表中移除，你们的消息仍保留在这台电脑上。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>{person} is deleted.</source>
        <translation>已删除 {person}。</translation>
    </message>
    <message>
        <source>{count} contacts are deleted.</source>
        <translation>已删除 {count} 位好友。</translation>
    </message>
    <message>
        <source>{person} is removed from the list.</source>
        <translation>已将 {person} 从列表中移除。</translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>要删除好友 {name} 吗？</translation>
    </message>
</context>
<context>
    <name>ContactAdding</name>
    <message>
        <source>{name} is on your list now.</source>
        <translation>{name} 已加入您的好友列表。</translation>
    </message>
    <message>
        <source>{name} does not let anyone add them.</source>
        <translation>{name} 不允许任何人加为好友。</translation>
    </message>
    <message>
        <source>{name} wants to be asked first. Your message to them:</source>
        <translation>{name} 需要验证后才能添加。给对方的留言：</translation>
    </message>
    <message>
        <source>Hello, I am {name}.</source>
        <translation>您好，我是 {name}。</translation>
    </message>
    <message>
        <source>&amp;Send request</source>
        <translation>发送请求(&amp;S)</translation>
    </message>
    <message>
        <source>Send a request</source>
        <translation>发送请求</translation>
    </message>
    <message>
        <source>Your request was sent. {name} comes onto your list when they accept.</source>
        <translation>请求已发送。对方同意后，{name} 会出现在您的好友列表中。</translation>
    </message>
</context>
<context>
    <name>ContactCard</name>
    <message>
        <source>Number {number}</source>
        <translation>号码：{number}</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>“{text}”</translation>
    </message>
    <message>
        <source>In the group {group}</source>
        <translation>分组：{group}</translation>
    </message>
    <message>
        <source>1 message to them is not sent yet</source>
        <translation>有 1 条消息还没有发出</translation>
    </message>
    <message>
        <source>{count} messages to them are not sent yet</source>
        <translation>有 {count} 条消息还没有发出</translation>
    </message>
</context>
<context>
    <name>ContactDelegate</name>
    <message>
        <source>{name}:</source>
        <translation>{name}：</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
    <message>
        <source>({nickname})</source>
        <translation>（{nickname}）</translation>
    </message>
</context>
<context>
    <name>ContactMenu</name>
    <message>
        <source>Remark…</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Add to contacts</source>
        <translation>加为好友</translation>
    </message>
    <message>
        <source>Nudges from this person</source>
        <translation>接收此人的窗口抖动</translation>
    </message>
    <message>
        <source>Delete contact…</source>
        <translation>删除好友…</translation>
    </message>
    <message>
        <source>Your name for {person}, which only you see</source>
        <translation>给 {person} 起的备注名，只有您能看到</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>ContactModel</name>
    <message>
        <source>Room</source>
        <translation>群</translation>
    </message>
    <message>
        <source>{name}
Number {number}
{status}</source>
        <translation>{name}
号码 {number}
{status}</translation>
    </message>
    <message>
        <source>{group}, {total}, folded</source>
        <translation>{group}，共 {total} 个，已折叠</translation>
    </message>
    <message>
        <source>{group}, {total}</source>
        <translation>{group}，共 {total} 个</translation>
    </message>
    <message>
        <source>{group}, {present} of {total} online, folded</source>
        <translation>{group}，{total} 人中有 {present} 人在线，已折叠</translation>
    </message>
    <message>
        <source>{group}, {present} of {total} online</source>
        <translation>{group}，{total} 人中有 {present} 人在线</translation>
    </message>
    <message numerus="yes">
        <source>%n unread messages</source>
        <translation>
            <numerusform>%n 条未读消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>陌生人</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>In messages</source>
        <translation>聊天记录</translation>
    </message>
</context>
<context>
    <name>ContactPane</name>
    <message>
        <source>View: order, size and who is shown</source>
        <translation>显示方式：排序、大小和显示范围</translation>
    </message>
    <message>
        <source>Add people</source>
        <translation>添加好友</translation>
    </message>
    <message>
        <source>Nobody is online</source>
        <translation>没有人在线</translation>
    </message>
    <message>
        <source>Offline contacts are hidden.</source>
        <translation>离线好友已隐藏。</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>Nobody here yet</source>
        <translation>这里还没有人</translation>
    </message>
    <message>
        <source>No contacts yet</source>
        <translation>还没有联系人</translation>
    </message>
    <message>
        <source>Show everybody</source>
        <translation>显示所有人</translation>
    </message>
    <message>
        <source>Search among everybody</source>
        <translation>在所有用户中查找</translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation>还没有会话</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>No rooms yet</source>
        <translation>还没有群</translation>
    </message>
    <message>
        <source>New room…</source>
        <translation>新建群…</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Search names and messages</source>
        <translation>搜索名称和消息</translation>
    </message>
    <message>
        <source>Names, pinyin, numbers, and the text of messages ({key})</source>
        <translation>名称、拼音、号码和消息内容 ({key})</translation>
    </message>
    <message>
        <source>No name, number or message has “{text}”.</source>
        <translation>没有包含“{text}”的名称、号码或消息。</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>ContactView</name>
    <message>
        <source>Contacts</source>
        <translation>好友</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>CountTexts</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n people</source>
        <translation>
            <numerusform>来自 %n 个人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n conversations</source>
        <translation>
            <numerusform>来自 %n 个会话</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people ask to join</source>
        <translation>
            <numerusform>%n 人请求加入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people came online</source>
        <translation>
            <numerusform>%n 人上线了</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n left, until {day}</source>
        <translation>
            <numerusform>还剩 %n 个名额，{day}前有效</numerusform>
        </translation>
    </message>
    <message>
        <source>one person</source>
        <translation>1 人</translation>
    </message>
    <message numerus="yes">
        <source>up to %n people</source>
        <translation>
            <numerusform>最多 %n 人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n joined</source>
        <translation>
            <numerusform>已有 %n 人加入</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody has joined yet</source>
        <translation>还没有人加入</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n other(s) have joined</source>
        <translation>
            <numerusform>{name} 和另外 %n 人已加入</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} has joined</source>
        <translation>{name} 已加入</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) ask too</source>
        <translation>
            <numerusform>另有 %n 人也在等待</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CrashWindow</name>
    <message>
        <source>What you wrote is kept.</source>
        <translation>您写的内容都已保存。</translation>
    </message>
    <message>
        <source>Something went wrong in qqdesk.</source>
        <translation>qqdesk 出错了。</translation>
    </message>
    <message>
        <source>You can continue, but your last action may be lost. A restart repairs that.</source>
        <translation>可以继续使用，但刚才的操作可能没有完成。重新启动即可恢复正常。</translation>
    </message>
    <message>
        <source>A part of qqdesk has stopped.</source>
        <translation>qqdesk 的一部分已停止运行。</translation>
    </message>
    <message>
        <source>Until a restart, messages may neither come nor go. What you wrote is kept.</source>
        <translation>重新启动之前，消息可能收不到也发不出。您写的内容都已保存。</translation>
    </message>
    <message>
        <source>qqdesk ended unexpectedly the last time.</source>
        <translation>qqdesk 上次意外退出了。</translation>
    </message>
    <message>
        <source>qqdesk has ended unexpectedly several times.</source>
        <translation>qqdesk 已多次意外退出。</translation>
    </message>
    <message>
        <source>If this continues, install it again: your messages stay.</source>
        <translation>如果继续出现，请重新安装：您的消息会保留。</translation>
    </message>
    <message>
        <source>qqdesk cannot start.</source>
        <translation>qqdesk 无法启动。</translation>
    </message>
    <message>
        <source>Try again. If that does not help, install it again: your messages stay.</source>
        <translation>请重试。如果仍然不行，请重新安装：您的消息不会丢失。</translation>
    </message>
    <message>
        <source>Crash report – qqdesk</source>
        <translation>崩溃报告 – qqdesk</translation>
    </message>
    <message>
        <source>The report says where in the program it happened. It contains no message, name or password, and is not sent anywhere.</source>
        <translation>报告只说明问题出在程序的哪个位置，不含任何消息、姓名或密码，也不会发送给任何人。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续使用</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message numerus="yes">
        <source>%n errors so far</source>
        <translation>
            <numerusform>目前共 %n 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>The report cannot be saved there: {why}</source>
        <translation>报告无法保存到那里：{why}</translation>
    </message>
</context>
<context>
    <name>CropView</name>
    <message>
        <source>The part of the picture that is used. The arrow keys move it.</source>
        <translation>图片中要使用的部分。用方向键移动。</translation>
    </message>
</context>
<context>
    <name>DayCalendar</name>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>The month before</source>
        <translation>上个月</translation>
    </message>
    <message>
        <source>The next month</source>
        <translation>下个月</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>DayLabel</name>
    <message>
        <source>{day}, go to another day</source>
        <translation>{day}，跳到另一天</translation>
    </message>
</context>
<context>
    <name>DayPopup</name>
    <message>
        <source>Go to a day</source>
        <translation>跳到某一天</translation>
    </message>
</context>
<context>
    <name>DeleteBeforeDialog</name>
    <message>
        <source>Before</source>
        <translation>早于</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Delete before a date</source>
        <translation>删除某日之前的消息</translation>
    </message>
    <message>
        <source>The conversation with {name}</source>
        <translation>与 {name} 的对话</translation>
    </message>
    <message>
        <source>All conversations</source>
        <translation>全部对话</translation>
    </message>
    <message>
        <source>Which messages</source>
        <translation>哪些消息</translation>
    </message>
    <message>
        <source>Delete messages from before a date</source>
        <translation>删除某日之前的消息</translation>
    </message>
    <message>
        <source>&amp;Before</source>
        <translation>早于(&amp;B)</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message numerus="yes">
        <source>That is %Ln message(s).</source>
        <translation>
            <numerusform>共 %Ln 条消息。</numerusform>
        </translation>
    </message>
    <message>
        <source>There are no messages from before this day.</source>
        <translation>这一天之前没有消息。</translation>
    </message>
    <message>
        <source>The messages could not be counted. Try again in a moment.</source>
        <translation>无法统计消息。请稍后再试。</translation>
    </message>
</context>
<context>
    <name>DeleteGroupDialog</name>
    <message>
        <source>Delete group</source>
        <translation>删除分组</translation>
    </message>
    <message>
        <source>Its only member moves to:</source>
        <translation>组内的 1 位好友移到：</translation>
    </message>
    <message>
        <source>Its {count} people move to:</source>
        <translation>组内的 {count} 位好友移到：</translation>
    </message>
    <message>
        <source>Delete “{group}”?</source>
        <translation>要删除“{group}”吗？</translation>
    </message>
    <message>
        <source>New group of these people</source>
        <translation>这些人的新分组</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>Preparing the demo…</source>
        <translation>正在准备演示…</translation>
    </message>
    <message>
        <source>With pleasure! @{name}, when do we begin?</source>
        <translation>很乐意！@{name}，几点开始？</translation>
    </message>
</context>
<context>
    <name>Device</name>
    <message>
        <source>Old client</source>
        <translation>旧版客户端</translation>
    </message>
    <message>
        <source>Device without a name</source>
        <translation>未命名的设备</translation>
    </message>
</context>
<context>
    <name>DevicePanel</name>
    <message>
        <source>Sign out the others…</source>
        <translation>退出其他设备…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sign in to see the devices of your account.</source>
        <translation>登录后可查看您账号的设备。</translation>
    </message>
    <message>
        <source>Sign in on another computer and it appears here.</source>
        <translation>在另一台电脑上登录后，它会出现在这里。</translation>
    </message>
    <message>
        <source>A device that you sign out deletes its messages at its next contact. A lost computer keeps them until then, and opens them with its last password for the time set on that computer.</source>
        <translation>您让某台设备退出后，它下次连接时会删除自己的消息。丢失的电脑在那之前仍保留消息，并在该电脑设定的时间内可用上次的密码打开。</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>In use now</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>Address {address}</source>
        <translation>地址 {address}</translation>
    </message>
    <message>
        <source>Device {id}, address {address}</source>
        <translation>设备 {id}，地址 {address}</translation>
    </message>
    <message>
        <source>Sign out…</source>
        <translation>退出登录…</translation>
    </message>
    <message>
        <source>There is no connection, so devices cannot be listed or signed out.</source>
        <translation>没有连接，无法列出设备或让设备退出登录。</translation>
    </message>
    <message>
        <source>Rename device</source>
        <translation>重命名设备</translation>
    </message>
    <message>
        <source>Name of the device, for you only</source>
        <translation>设备名称，仅您可见</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Once it reaches the place it needs your password again, and the messages stored on it are deleted. What was imported there is gone; other messages are loaded from the place again.</source>
        <translation>它一连上小站就会再次要求输入您的密码，存在它上面的消息会被删除。在那里导入的消息会丢失；其他消息会重新从小站加载。</translation>
    </message>
    <message>
        <source>It is signed out at once. It may sign in again until you change your password.</source>
        <translation>它会立即退出登录。在您修改密码之前，它可能会再次登录。</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Sign out “{device}”?</source>
        <translation>要让“{device}”退出登录吗？</translation>
    </message>
    <message>
        <source>Sign out the others</source>
        <translation>退出其他设备</translation>
    </message>
    <message>
        <source>Sign out all devices but this one?</source>
        <translation>要让本机以外的所有设备退出登录吗？</translation>
    </message>
    <message>
        <source>Once they reach the place they need your password again, and the messages stored on them are deleted. What was imported there is gone; other messages are loaded from the place again.</source>
        <translation>它们一连上小站就会再次要求输入您的密码，存在它们上面的消息会被删除。在那里导入的消息会丢失；其他消息会重新从小站加载。</translation>
    </message>
    <message>
        <source>{device} was signed out</source>
        <translation>{device} 已退出登录</translation>
    </message>
</context>
<context>
    <name>EmojiPopup</name>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>搜索表情</translation>
    </message>
    <message>
        <source>Recently used</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>笑脸</translation>
    </message>
    <message>
        <source>Hands and people</source>
        <translation>手势和人物</translation>
    </message>
    <message>
        <source>Animals, plants and weather</source>
        <translation>动物、植物和天气</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>食物和饮料</translation>
    </message>
    <message>
        <source>Things</source>
        <translation>物品</translation>
    </message>
    <message>
        <source>Places and travel</source>
        <translation>地点和旅行</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>No emoji has this name.</source>
        <translation>没有这个名称的表情。</translation>
    </message>
</context>
<context>
    <name>EmptyPlaces</name>
    <message>
        <source>Looking for places on this network…</source>
        <translation>正在查找此网络中的小站…</translation>
    </message>
    <message>
        <source>No place found yet. Ask for a link, or type an address.</source>
        <translation>还没有找到小站。请索取链接，或输入地址。</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Messages of {who}</source>
        <translation>{who}的消息</translation>
    </message>
    <message>
        <source>Conversation with {who}</source>
        <translation>与{who}的对话</translation>
    </message>
    <message>
        <source>Exported on {time}. Times are those of this computer ({offset}).</source>
        <translation>导出于 {time}。时间为本机时间（{offset}）。</translation>
    </message>
    <message>
        <source>There are no messages.</source>
        <translation>没有消息。</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>尚未发送</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>[recalled]</source>
        <translation>[已撤回]</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export messages</source>
        <translation>导出消息</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Which messages</source>
        <translation>哪些消息</translation>
    </message>
    <message>
        <source>The conversation with {name}</source>
        <translation>与 {name} 的对话</translation>
    </message>
    <message>
        <source>All conversations</source>
        <translation>全部对话</translation>
    </message>
    <message>
        <source>File type</source>
        <translation>文件类型</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>To read and print: with faces, in any browser.</source>
        <translation>用于阅读和打印：带头像，任何浏览器都能打开。</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>To read anywhere, and to search with other programs.</source>
        <translation>在任何地方都能阅读，也可用其他程序搜索。</translation>
    </message>
    <message>
        <source>Data (JSON)</source>
        <translation>数据（JSON）</translation>
    </message>
    <message>
        <source>To import here again, on this computer or another.</source>
        <translation>可在这台或另一台电脑上重新导入。</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>文本文件 (*.txt)</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>JSON 文件 (*.json)</translation>
    </message>
</context>
<context>
    <name>FaceChooser</name>
    <message>
        <source>Choose a face</source>
        <translation>选择头像</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>头像</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>选择(&amp;C)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Picture from a &amp;file…</source>
        <translation>使用图片文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Remove my picture</source>
        <translation>移除我的图片(&amp;R)</translation>
    </message>
    <message>
        <source>Search: cat, girl, crab</source>
        <translation>搜索：猫、女孩、螃蟹</translation>
    </message>
    <message>
        <source>Search faces by a word</source>
        <translation>按词语搜索头像</translation>
    </message>
    <message>
        <source>{name}, which you had before</source>
        <translation>{name}，以前用过的头像</translation>
    </message>
</context>
<context>
    <name>FaceCrop</name>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.gif *.webp)</source>
        <translation>图片 (*.jpg *.jpeg *.png *.gif *.webp)</translation>
    </message>
    <message>
        <source>This file is not a picture that can be used.</source>
        <translation>这个文件不是可以使用的图片。</translation>
    </message>
</context>
<context>
    <name>FaceCropDialog</name>
    <message>
        <source>My picture</source>
        <translation>我的图片</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>&amp;Use this picture</source>
        <translation>使用这张图片(&amp;U)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Drag the picture to move it. People with an old program see your numbered face.</source>
        <translation>拖动图片以移动。使用旧程序的人看到的是您的编号头像。</translation>
    </message>
</context>
<context>
    <name>FaceRow</name>
    <message>
        <source>Your face: face {number}</source>
        <translation>您的头像：{number} 号</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More faces</source>
        <translation>更多头像</translation>
    </message>
    <message>
        <source>Choose face {number}</source>
        <translation>选用 {number} 号头像</translation>
    </message>
</context>
<context>
    <name>FaceSide</name>
    <message>
        <source>You</source>
        <translation>我</translation>
    </message>
</context>
<context>
    <name>FailedPicture</name>
    <message>
        <source>This picture cannot be shown</source>
        <translation>无法显示这张图片</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>FileActions</name>
    <message>
        <source>Open file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open “{name}”, which may be a program?</source>
        <translation>要打开“{name}”吗？它可能是程序。</translation>
    </message>
    <message>
        <source>A program can do whatever you can: read, change and send your files. Open it only if you know who sent it, and what it is.</source>
        <translation>程序能做您能做的一切：读取、更改和发送您的文件。只有知道是谁发来的、是什么，才打开它。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>选择其他文件夹</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找位置(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
</context>
<context>
    <name>FileList</name>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>FileTexts</name>
    <message>
        <source>Stopped at {done}</source>
        <translation>已停在 {done}</translation>
    </message>
    <message>
        <source>{size} · waiting</source>
        <translation>{size} · 等待中</translation>
    </message>
    <message>
        <source>{done} of {size}</source>
        <translation>{done} / {size}</translation>
    </message>
    <message>
        <source>{done} of {size} used</source>
        <translation>已用 {done} / {size}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/秒</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>剩余 {seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>剩余 {minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>剩余 {hours} 小时</translation>
    </message>
    <message>
        <source>Picture: {name}</source>
        <translation>图片：{name}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>File: {name}</source>
        <translation>文件：{name}</translation>
    </message>
</context>
<context>
    <name>FilesWindow</name>
    <message>
        <source>No pictures yet</source>
        <translation>还没有图片</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Search by name or sender</source>
        <translation>按名称或发送者搜索</translation>
    </message>
    <message>
        <source>Pictures that are sent in this conversation appear here.</source>
        <translation>在此对话中发送的图片会显示在这里。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Show in the conversation</source>
        <translation>在对话中显示</translation>
    </message>
    <message>
        <source>Pictures and files – {name}</source>
        <translation>图片和文件 – {name}</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No file has this name</source>
        <translation>没有这个名称的文件</translation>
    </message>
    <message>
        <source>Files that are sent in this conversation appear here.</source>
        <translation>在此对话中发送的文件会显示在这里。</translation>
    </message>
    <message>
        <source>This could not be opened: {path}</source>
        <translation>无法打开：{path}</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this chat</source>
        <translation>在此聊天中查找</translation>
    </message>
    <message>
        <source>Older match (Enter)</source>
        <translation>上一处（Enter）</translation>
    </message>
    <message>
        <source>Newer match (Shift+Enter)</source>
        <translation>下一处（Shift+Enter）</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Search is not possible now</source>
        <translation>现在无法查找</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at} 条，共 {count} 条</translation>
    </message>
    <message>
        <source>{at} of {count}+</source>
        <translation>第 {at} 条，共 {count}+ 条</translation>
    </message>
</context>
<context>
    <name>FingerprintBox</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation>复制指纹</translation>
    </message>
</context>
<context>
    <name>FirewallPage</name>
    <message>
        <source>A firewall on {host} blocks you</source>
        <translation>{host} 把您挡在外面</translation>
    </message>
    <message>
        <source>On that computer, open “Allow an app through Windows Firewall” and allow qqdesk-server in private networks. Delete rules that block it.</source>
        <translation>在那台电脑上打开“允许应用通过 Windows 防火墙”，在专用网络中允许 qqdesk-server，并删除阻止它的规则。</translation>
    </message>
    <message>
        <source>If it runs Windows</source>
        <translation>如果是 Windows</translation>
    </message>
    <message>
        <source>If it runs macOS</source>
        <translation>如果是 macOS</translation>
    </message>
    <message>
        <source>If it runs Linux</source>
        <translation>如果是 Linux</translation>
    </message>
    <message>
        <source>Is the other computer on?</source>
        <translation>另一台电脑开着吗？</translation>
    </message>
    <message>
        <source>A computer that sleeps does not answer. Wake it, then try again.</source>
        <translation>休眠的电脑不会应答。请唤醒它再试。</translation>
    </message>
    <message>
        <source>In System Settings, Network, Firewall, allow incoming connections for qqdesk.</source>
        <translation>在“系统设置”的“网络”“防火墙”中，允许 qqdesk 接收传入连接。</translation>
    </message>
    <message>
        <source>The Wi-Fi</source>
        <translation>Wi-Fi</translation>
    </message>
    <message>
        <source>A guest Wi-Fi keeps its computers apart. Use the same ordinary network for both.</source>
        <translation>访客 Wi-Fi 会隔离其中的电脑。请让两台电脑使用同一个普通网络。</translation>
    </message>
</context>
<context>
    <name>ForgottenPage</name>
    <message>
        <source>Forgot the password?</source>
        <translation>忘记密码？</translation>
    </message>
    <message>
        <source>I have a code, or a link</source>
        <translation>我有代码或链接</translation>
    </message>
    <message>
        <source>This place is on this computer, so you can set a new password yourself.</source>
        <translation>这个小站就在这台电脑上，您可以自己设置新密码。</translation>
    </message>
    <message>
        <source>You are the only administrator. On the computer of the place, {command} prints a code.</source>
        <translation>您是唯一的管理员。请在小站所在的电脑上运行 {command}，它会显示一个代码。</translation>
    </message>
    <message>
        <source>Ask the person who invited you for a code. With it you set a new password.</source>
        <translation>请向邀请您的人索取一次性代码，用它设置新密码。</translation>
    </message>
    <message>
        <source>{names} or {last}</source>
        <translation>{names} 或 {last}</translation>
    </message>
    <message>
        <source>Ask {names} for a code. With it you set a new password.</source>
        <translation>请向 {names} 索取一次性代码，用它设置新密码。</translation>
    </message>
    <message>
        <source>Set a new password</source>
        <translation>设置新密码</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Administrators make codes in the window of the place, under People.</source>
        <translation>管理员在小站窗口的“成员”页中生成代码。</translation>
    </message>
    <message>
        <source>Type or paste the code.</source>
        <translation>请输入或粘贴代码。</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Correct what is marked in red, then save again.</source>
        <translation>请先改正标红的内容，再保存。</translation>
    </message>
    <message>
        <source>Discard your changes?</source>
        <translation>要放弃更改吗？</translation>
    </message>
    <message>
        <source>&amp;Discard changes</source>
        <translation>放弃更改(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Keep editing</source>
        <translation>继续编辑(&amp;K)</translation>
    </message>
</context>
<context>
    <name>GroupActions</name>
    <message>
        <source>New group…</source>
        <translation>新建分组…</translation>
    </message>
    <message>
        <source>Rename group…</source>
        <translation>重命名分组…</translation>
    </message>
    <message>
        <source>Move group up</source>
        <translation>上移分组</translation>
    </message>
    <message>
        <source>Move group down</source>
        <translation>下移分组</translation>
    </message>
    <message>
        <source>Delete group…</source>
        <translation>删除分组…</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建分组</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>分组名称</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>“{group}” is a new group.</source>
        <translation>已新建分组“{group}”。</translation>
    </message>
    <message>
        <source>Rename group</source>
        <translation>重命名分组</translation>
    </message>
    <message>
        <source>New name of the group</source>
        <translation>分组的新名称</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>“{old}” is called “{new}” now.</source>
        <translation>“{old}”已改名为“{new}”。</translation>
    </message>
    <message>
        <source>There is a group of this name.</source>
        <translation>已有同名的分组。</translation>
    </message>
    <message>
        <source>{person} is in “{group}” now.</source>
        <translation>{person} 已移到“{group}”。</translation>
    </message>
    <message>
        <source>{count} people are in “{group}” now.</source>
        <translation>{count} 人已移到“{group}”。</translation>
    </message>
    <message>
        <source>“{group}” is deleted; its people are in “{other}” now.</source>
        <translation>“{group}”已删除，组内好友已移到“{other}”。</translation>
    </message>
    <message>
        <source>“{group}” is deleted.</source>
        <translation>“{group}”已删除。</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>The disk of the place is nearly full: {size} are free.</source>
        <translation>小站的磁盘快满了：剩余 {size}。</translation>
    </message>
    <message>
        <source>There is no backup of the place yet.</source>
        <translation>小站还没有备份。</translation>
    </message>
    <message>
        <source>The last copy of a backup on another disk is of {day}.</source>
        <translation>另一磁盘上最近的备份副本是 {day} 的。</translation>
    </message>
    <message>
        <source>No other computer has reached the place yet.</source>
        <translation>还没有其他电脑连上过小站。</translation>
    </message>
    <message>
        <source>The certificate of the place expired on {day}.</source>
        <translation>小站的证书已于 {day} 过期。</translation>
    </message>
    <message>
        <source>The certificate of the place expires on {day}.</source>
        <translation>小站的证书将于 {day} 过期。</translation>
    </message>
    <message>
        <source>The data of the place has a problem. {text}</source>
        <translation>小站的数据有问题。{text}</translation>
    </message>
    <message>
        <source>The certificate of the place has a problem. {text}</source>
        <translation>小站的证书有问题。{text}</translation>
    </message>
    <message>
        <source>The place reports a problem. {text}</source>
        <translation>小站报告了一个问题：{text}</translation>
    </message>
    <message>
        <source>The place runs version {old}, which is older than this program ({new}).</source>
        <translation>小站运行的是版本 {old}，比本程序（{new}）旧。</translation>
    </message>
    <message>
        <source>The place still runs version {old}. Restart it to run version {new}.</source>
        <translation>小站仍在运行版本 {old}。重启后将运行版本 {new}。</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Show storage</source>
        <translation>查看存储</translation>
    </message>
    <message>
        <source>Show network</source>
        <translation>查看网络</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>检查连接</translation>
    </message>
    <message>
        <source>Restart the place</source>
        <translation>重启小站</translation>
    </message>
    <message>
        <source>The backups lie on the disk of the place only. If it breaks, they are lost too.</source>
        <translation>备份只在小站所在的磁盘上。磁盘损坏时，备份也会丢失。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>保存副本…</translation>
    </message>
</context>
<context>
    <name>HealthBars</name>
    <message>
        <source>Show less</source>
        <translation>收起</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>{name} in {room}</source>
        <translation>{name} - {room}</translation>
    </message>
    <message>
        <source>{name} to {recipient}</source>
        <translation>{name} 发给 {recipient}</translation>
    </message>
</context>
<context>
    <name>HistoryActions</name>
    <message>
        <source>It is not sent yet. Discard it first; then you can delete it.</source>
        <translation>它尚未发出。请先放弃发送，然后才能删除。</translation>
    </message>
    <message>
        <source>This message cannot be deleted yet</source>
        <translation>现在还不能删除这条消息</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln message(s)?</source>
        <translation>
            <numerusform>要删除 %Ln 条消息吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Messages that are not sent yet stay.</source>
        <translation>尚未发出的会保留。</translation>
    </message>
    <message>
        <source>Delete the conversation with {name}?</source>
        <translation>要删除与 {name} 的对话吗？</translation>
    </message>
    <message>
        <source>All messages with {name} are deleted. Messages that are not sent yet stay.</source>
        <translation>与 {name} 的全部消息都会删除。尚未发出的会保留。</translation>
    </message>
    <message numerus="yes">
        <source>Keep messages for %Ln day(s) only?</source>
        <translation>
            <numerusform>只保留 %Ln 天的消息吗？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are older and are deleted now, others when they reach that age. Unread and unsent messages stay.</source>
        <translation>
            <numerusform>%Ln 条更早的消息会立即删除，其余的到期后删除。未读和未发出的会保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>The messages could not be counted</source>
        <translation>无法统计消息</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>Delete messages</source>
        <translation>删除消息</translation>
    </message>
</context>
<context>
    <name>HistoryContext</name>
    <message>
        <source>&amp;Open chat</source>
        <translation>打开聊天(&amp;O)</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Choose a message to see what was said around it.</source>
        <translation>选择一条消息，查看它前后的内容。</translation>
    </message>
    <message>
        <source>Open the chat with {name}</source>
        <translation>打开与 {name} 的聊天</translation>
    </message>
</context>
<context>
    <name>HistoryDeletion</name>
    <message>
        <source>Delete this message?</source>
        <translation>删除这条消息？</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>“{text}”</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Only here</source>
        <translation>仅在这里</translation>
    </message>
    <message>
        <source>Delete messages</source>
        <translation>删除消息</translation>
    </message>
    <message>
        <source>For everybody</source>
        <translation>为所有人</translation>
    </message>
    <message>
        <source>“Only here” deletes it on this computer, and others keep their copies. This cannot be undone.</source>
        <translation>“仅在这里”只从这台电脑上删除，其他人仍保留。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Deleting it for everybody was possible {time}.</source>
        <translation>{time}可以为所有人删除。</translation>
    </message>
    <message>
        <source>It is deleted on this computer only. This cannot be undone. Others keep their copies.</source>
        <translation>只从这台电脑上删除，且无法恢复。其他人那里的消息不受影响。</translation>
    </message>
    <message>
        <source>They are deleted on this computer only. This cannot be undone. Others keep their copies.</source>
        <translation>只从这台电脑上删除，且无法恢复。其他人那里的消息不受影响。</translation>
    </message>
    <message>
        <source>They are deleted on all your devices and at the place. This cannot be undone. Others keep their copies.</source>
        <translation>会从您的所有设备和小站上删除，且无法恢复。其他人那里的消息不受影响。</translation>
    </message>
</context>
<context>
    <name>HistoryFilters</name>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Search messages</source>
        <translation>搜索消息</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>全部消息</translation>
    </message>
    <message>
        <source>Sent by me</source>
        <translation>我发出的</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>我收到的</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>From – to…</source>
        <translation>从…到…</translation>
    </message>
</context>
<context>
    <name>HistoryJobs</name>
    <message>
        <source>The export was cancelled. No file was written.</source>
        <translation>导出已取消，没有写入文件。</translation>
    </message>
    <message numerus="yes">
        <source>The import was cancelled. %Ln message(s) had come in by then.</source>
        <translation>
            <numerusform>导入已取消。此前已导入 %Ln 条消息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The deletion was cancelled. %Ln message(s) were gone by then.</source>
        <translation>
            <numerusform>删除已取消。此前已删除 %Ln 条消息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) were written to “{file}”.</source>
        <translation>
            <numerusform>已将 %Ln 条消息写入“{file}”。</numerusform>
        </translation>
    </message>
    <message>
        <source>“{file}” has no message that was not here already.</source>
        <translation>“{file}”中没有新的消息。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) of “{file}” are new here.</source>
        <translation>
            <numerusform>从“{file}”导入了 %Ln 条新消息。</numerusform>
        </translation>
    </message>
    <message>
        <source>There was no message to delete.</source>
        <translation>没有可删除的消息。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) were deleted.</source>
        <translation>
            <numerusform>已删除 %Ln 条消息。</numerusform>
        </translation>
    </message>
    <message>
        <source>The export failed. {why}</source>
        <translation>导出失败。{why}</translation>
    </message>
    <message>
        <source>The import failed. {why}</source>
        <translation>导入失败。{why}</translation>
    </message>
    <message>
        <source>The deletion failed. {why}</source>
        <translation>删除失败。{why}</translation>
    </message>
    <message>
        <source>Writing “{file}”</source>
        <translation>正在写入“{file}”</translation>
    </message>
    <message>
        <source>Reading “{file}”</source>
        <translation>正在读取“{file}”</translation>
    </message>
    <message>
        <source>Deleting messages</source>
        <translation>正在删除消息</translation>
    </message>
    <message>
        <source>{what}: cancelling…</source>
        <translation>{what}：正在取消…</translation>
    </message>
    <message>
        <source>{what}…</source>
        <translation>{what}…</translation>
    </message>
    <message>
        <source>{what}: {percent}&#xa0;%</source>
        <translation>{what}：{percent}%</translation>
    </message>
</context>
<context>
    <name>HistoryMenu</name>
    <message>
        <source>Delete conversation…</source>
        <translation>删除对话…</translation>
    </message>
    <message>
        <source>Delete before a date…</source>
        <translation>删除某日之前的消息…</translation>
    </message>
    <message>
        <source>Keep messages</source>
        <translation>保留消息</translation>
    </message>
    <message>
        <source>Delete conversation with {name}…</source>
        <translation>删除与 {name} 的对话…</translation>
    </message>
</context>
<context>
    <name>HistoryResults</name>
    <message>
        <source>No messages yet</source>
        <translation>还没有消息</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>搜索全部消息</translation>
    </message>
    <message>
        <source>The messages could not be searched. They are still there: try again in a moment.</source>
        <translation>无法搜索消息。消息仍然在：请稍后再试。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}+ messages</source>
        <translation>{count}+ 条消息</translation>
    </message>
    <message>
        <source>No message has “{text}”</source>
        <translation>没有消息包含“{text}”</translation>
    </message>
    <message>
        <source>Try fewer characters: every part of a word is found.</source>
        <translation>试试更少的字：词语的任何部分都能找到。</translation>
    </message>
    <message>
        <source>The messages that you send and receive are kept on this computer.</source>
        <translation>您发出和收到的消息都保存在这台电脑上。</translation>
    </message>
    <message>
        <source>No messages here</source>
        <translation>这里没有消息</translation>
    </message>
    <message>
        <source>Only a part of your messages was searched: see the filters above.</source>
        <translation>只搜索了一部分消息：请看上面的选项。</translation>
    </message>
</context>
<context>
    <name>HistoryWindow</name>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Message history – {name}</source>
        <translation>消息记录 – {name}</translation>
    </message>
    <message>
        <source>Delete message…</source>
        <translation>删除消息…</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln message(s)…</source>
        <translation>
            <numerusform>删除 %Ln 条消息…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HitView</name>
    <message>
        <source>Messages that were found</source>
        <translation>找到的消息</translation>
    </message>
</context>
<context>
    <name>HostedPlace</name>
    <message>
        <source>Port {taken} is used by another program, so {place} is at port {port}.</source>
        <translation>端口 {taken} 被另一个程序占用，所以{place}使用端口 {port}。</translation>
    </message>
    <message>
        <source>the place on this computer</source>
        <translation>这台电脑上的小站</translation>
    </message>
    <message>
        <source>The system did not accept the change: {why}</source>
        <translation>系统没有接受更改：{why}</translation>
    </message>
</context>
<context>
    <name>HoverBar</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>React</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import messages</source>
        <translation>导入消息</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>InvitationText</name>
    <message>
        <source>Hi! We talk at {place} now. Open this link on your computer and press “Open in qqdesk”:
{link}
See you there! {name}</source>
        <translation>您好！我们现在在“{place}”聊天。请在电脑上打开这个链接，然后点“在 qqdesk 中打开”：
{link}
到时见！{name}</translation>
    </message>
    <message>
        <source>Hi! Join us in {room} at {place}. Open this link on your computer and press “Open in qqdesk”:
{link}
See you there! {name}</source>
        <translation>你好！来 {place} 加入我们的群“{room}”吧。请在电脑上打开这个链接，点“在 qqdesk 中打开”：
{link}
到时候见！{name}</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>InvitationTextEdit</name>
    <message>
        <source>A text to send</source>
        <translation>可发送的文字</translation>
    </message>
</context>
<context>
    <name>InvitationsPage</name>
    <message>
        <source>Valid invitations</source>
        <translation>有效的邀请</translation>
    </message>
    <message>
        <source>There are no valid invitations.</source>
        <translation>没有有效的邀请。</translation>
    </message>
    <message>
        <source>Who may join</source>
        <translation>谁可以加入</translation>
    </message>
    <message>
        <source>Who may invite</source>
        <translation>谁可以邀请</translation>
    </message>
    <message>
        <source>People with an invitation</source>
        <translation>有邀请的人</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Anyone who can reach the place can make an account.</source>
        <translation>任何能连接小站的人都可以创建账号。</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>不允许任何人</translation>
    </message>
    <message>
        <source>Invitations do not work meanwhile.</source>
        <translation>期间邀请无效。</translation>
    </message>
    <message>
        <source>Others can ask to join, and an administrator admits them.</source>
        <translation>其他人可以申请加入，由管理员批准。</translation>
    </message>
    <message>
        <source>Administrators</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Others can ask them for an invitation.</source>
        <translation>其他人可以向管理员索取邀请。</translation>
    </message>
    <message>
        <source>Everybody at the place</source>
        <translation>小站里的所有人</translation>
    </message>
    <message>
        <source>Each sees and withdraws their own links.</source>
        <translation>每个人只能看到和撤回自己的链接。</translation>
    </message>
    <message>
        <source>The operator has set this at the start of the server. It cannot be changed here.</source>
        <translation>服务器管理者在启动时已固定此项，无法在这里更改。</translation>
    </message>
    <message>
        <source>Not possible while everybody here is on everybody&apos;s list.</source>
        <translation>小站里的人互在列表中时，不能选择此项。</translation>
    </message>
    <message>
        <source>Not possible with more than 200 people. Lists keep the people who are on them.</source>
        <translation>超过 200 人时不能选择此项。已在列表中的人会保留。</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>撤回…</translation>
    </message>
    <message>
        <source>Who knows whom</source>
        <translation>谁认识谁</translation>
    </message>
    <message>
        <source>Everybody knows everybody</source>
        <translation>大家互相认识</translation>
    </message>
    <message>
        <source>All are on everybody&apos;s list, newcomers too, up to 200 people.</source>
        <translation>所有人都在彼此的列表中，新来的人也是，最多200人。</translation>
    </message>
    <message>
        <source>People add each other</source>
        <translation>各自互相添加</translation>
    </message>
    <message>
        <source>A list has only those who were added or came by a person&apos;s invitation.</source>
        <translation>列表中只有自己添加的人，以及凭其邀请加入的人。</translation>
    </message>
    <message>
        <source>Not possible while everybody may join.</source>
        <translation>任何人都可加入时，不能选择此项。</translation>
    </message>
</context>
<context>
    <name>InvitationsWindow</name>
    <message>
        <source>All invitations</source>
        <translation>全部邀请</translation>
    </message>
    <message>
        <source>&amp;Withdraw</source>
        <translation>撤回(&amp;W)</translation>
    </message>
    <message>
        <source>No one can join with it any more. People who joined stay.</source>
        <translation>撤回后不能再用它加入；已加入的人不受影响。</translation>
    </message>
    <message>
        <source>No invitations</source>
        <translation>没有邀请</translation>
    </message>
    <message>
        <source>Valid invitations appear here.</source>
        <translation>有效的邀请会显示在这里。</translation>
    </message>
</context>
<context>
    <name>Invite</name>
    <message>
        <source>there is no connection</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>this place has no invitations</source>
        <translation>该小站不支持邀请</translation>
    </message>
    <message>
        <source>{place} accepts no new people</source>
        <translation>{place} 不接收新人</translation>
    </message>
    <message>
        <source>only administrators of {place} can</source>
        <translation>只有 {place} 的管理员可以邀请</translation>
    </message>
</context>
<context>
    <name>InviteState</name>
    <message>
        <source>Opening {place} to this network…</source>
        <translation>正在向本网络开放 {place}…</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>请稍等片刻。</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>You cannot invite people now</source>
        <translation>现在无法邀请</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>There is no new link</source>
        <translation>没有生成新链接</translation>
    </message>
    <message>
        <source>Open to this network</source>
        <translation>向本网络开放</translation>
    </message>
    <message>
        <source>Not open to this network</source>
        <translation>未向本网络开放</translation>
    </message>
    <message>
        <source>Last reached from another computer: {time}</source>
        <translation>其他电脑最近一次连接：{time}</translation>
    </message>
    <message>
        <source>This line changes when somebody joins.</source>
        <translation>有人加入时，此行会改变。</translation>
    </message>
    <message>
        <source>The link works on this computer only.</source>
        <translation>链接只在这台电脑上有效。</translation>
    </message>
    <message>
        <source>This computer is not in a network</source>
        <translation>这台电脑未连接网络</translation>
    </message>
    <message>
        <source>The system will ask: choose Allow.</source>
        <translation>系统会询问：请选择“允许”。</translation>
    </message>
    <message>
        <source>Nobody from another computer yet</source>
        <translation>还没有来自其他电脑的人</translation>
    </message>
    <message>
        <source>This line changes when one connects.</source>
        <translation>一旦有人连上，这里就会变化。</translation>
    </message>
    <message>
        <source>What to check</source>
        <translation>排查原因</translation>
    </message>
    <message>
        <source>This line changes as soon as somebody does.</source>
        <translation>一旦有人加入，这里就会变化。</translation>
    </message>
    <message>
        <source>You have too many invitations. Withdraw one of them.</source>
        <translation>您的邀请太多了，请先撤回一个。</translation>
    </message>
    <message>
        <source>The place did not allow it.</source>
        <translation>小站不允许。</translation>
    </message>
    <message>
        <source>At {time}, from another computer</source>
        <translation>{time}，来自另一台电脑</translation>
    </message>
    <message>
        <source>At {time}</source>
        <translation>{time}</translation>
    </message>
    <message>
        <source>Say hello</source>
        <translation>打个招呼</translation>
    </message>
    <message>
        <source>Waiting for somebody to join</source>
        <translation>等待有人加入</translation>
    </message>
</context>
<context>
    <name>InviteWindow</name>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>复制文字</translation>
    </message>
    <message>
        <source>All invitations</source>
        <translation>全部邀请</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Invitation link</source>
        <translation>邀请链接</translation>
    </message>
    <message>
        <source>Creating the link…</source>
        <translation>链接马上就好…</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Copy the link (Ctrl+C)</source>
        <translation>复制链接 (Ctrl+C)</translation>
    </message>
    <message>
        <source>For how many people</source>
        <translation>适用人数</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>Good for</source>
        <translation>可用于</translation>
    </message>
    <message>
        <source>and</source>
        <translation>，有效期</translation>
    </message>
    <message>
        <source>To pass on with a phone</source>
        <translation>用手机转发</translation>
    </message>
    <message>
        <source>A text to send</source>
        <translation>可发送的文字</translation>
    </message>
    <message>
        <source>Language of the text</source>
        <translation>文字的语言</translation>
    </message>
    <message>
        <source>Invite people to {place}</source>
        <translation>邀请他人加入 {place}</translation>
    </message>
    <message>
        <source>No link: {place} has no encryption for other computers</source>
        <translation>没有链接：{place} 对其他电脑没有加密</translation>
    </message>
    <message>
        <source>Works in this network only</source>
        <translation>只在本网络内有效</translation>
    </message>
    <message>
        <source>Works on this computer only</source>
        <translation>只在这台电脑上有效</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>JoinByLinkPage</name>
    <message>
        <source>Looking for the place…</source>
        <translation>正在寻找小站…</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>This does not work</source>
        <translation>无法加入</translation>
    </message>
    <message>
        <source>Setting…</source>
        <translation>正在设置…</translation>
    </message>
    <message>
        <source>Set and sign in</source>
        <translation>设置并登录</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在申请…</translation>
    </message>
    <message>
        <source>Ask to join</source>
        <translation>申请加入</translation>
    </message>
    <message>
        <source>Joining…</source>
        <translation>正在加入…</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>The connection is encrypted</source>
        <translation>连接已加密</translation>
    </message>
    <message>
        <source>Certificate matches the invitation</source>
        <translation>证书与邀请相符</translation>
    </message>
    <message>
        <source>An authority vouches for the certificate</source>
        <translation>证书由受信任的机构担保</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Its certificate is remembered when you join</source>
        <translation>加入时会记下它的证书</translation>
    </message>
    <message>
        <source>The connection is not encrypted</source>
        <translation>连接未加密</translation>
    </message>
    <message>
        <source>Copied: send it</source>
        <translation>已复制，请发送</translation>
    </message>
</context>
<context>
    <name>JoinController</name>
    <message>
        <source>Join another place</source>
        <translation>加入另一个小站</translation>
    </message>
    <message>
        <source>{place} has admitted you. “Join another place…” in the menu leads there.</source>
        <translation>{place} 已让您加入。菜单中的“加入另一个小站…”可以前往。</translation>
    </message>
</context>
<context>
    <name>JoinPage</name>
    <message>
        <source>Join people I know</source>
        <translation>加入我认识的人</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>正在查找</translation>
    </message>
    <message>
        <source>I have an invitation</source>
        <translation>我有邀请</translation>
    </message>
    <message>
        <source>Places near you</source>
        <translation>附近的小站</translation>
    </message>
    <message>
        <source>Type an address</source>
        <translation>输入地址</translation>
    </message>
    <message>
        <source>Place not listed?</source>
        <translation>没有列出小站？</translation>
    </message>
    <message>
        <source>There is no invitation link in this text. Copy the whole link.</source>
        <translation>这段文字里没有邀请链接。请复制完整的链接。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>The search is over.</source>
        <translation>查找结束。</translation>
    </message>
    <message>
        <source>Paste the link or the code here</source>
        <translation>在此粘贴链接或邀请码</translation>
    </message>
    <message>
        <source>Invitation link or code</source>
        <translation>邀请链接或邀请码</translation>
    </message>
    <message>
        <source>This is the code of an invitation. Choose its place below, or type its address.</source>
        <translation>这是邀请码。请在下面选择它的小站，或输入小站的地址。</translation>
    </message>
    <message>
        <source>This is the code of an invitation. Type the address of its place.</source>
        <translation>这是邀请码。请输入它的小站的地址。</translation>
    </message>
    <message>
        <source>You copied a qqdesk link.</source>
        <translation>您复制了一个 qqdesk 链接。</translation>
    </message>
</context>
<context>
    <name>JoinRequestBar</name>
    <message>
        <source>{name} asks to join</source>
        <translation>{name} 请求加入</translation>
    </message>
    <message>
        <source>Admit</source>
        <translation>允许加入</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Admit {name}</source>
        <translation>允许 {name} 加入</translation>
    </message>
    <message>
        <source>Do not admit {name} now</source>
        <translation>暂不让 {name} 加入</translation>
    </message>
</context>
<context>
    <name>Joining</name>
    <message>
        <source>{place} is not running now. It runs while the program on {host} does.</source>
        <translation>{place} 现在没有运行。只有 {host} 上的程序运行时它才运行。</translation>
    </message>
    <message>
        <source>{host} does not answer. It may be off, or its firewall keeps this computer out.</source>
        <translation>{host} 没有应答。它可能关机了，或者它的防火墙挡住了这台电脑。</translation>
    </message>
    <message>
        <source>This computer is in no network. Connect it, then try again.</source>
        <translation>这台电脑没有连接网络。请连接后再试。</translation>
    </message>
    <message>
        <source>{host} is in another network than this computer, which is in {network}. Join the same Wi-Fi, then try again.</source>
        <translation>{host} 在另一个网络里，而这台电脑在 {network} 里。请连接同一个 Wi-Fi 后再试。</translation>
    </message>
    <message>
        <source>The proxy of this computer does not lead to {host}.</source>
        <translation>这台电脑的代理无法通往 {host}。</translation>
    </message>
    <message>
        <source>This is an invitation to {place}. A new password needs the code of an administrator.</source>
        <translation>这是加入 {place} 的邀请。设置新密码需要管理员的代码。</translation>
    </message>
    <message>
        <source>{place} has not admitted you.</source>
        <translation>{place} 没有让您加入。</translation>
    </message>
    <message>
        <source>{host} shows another certificate than it should. Somebody may be listening in, so nothing was sent.</source>
        <translation>{host} 出示的证书不对，中间可能有人冒充，因此未发送任何内容。</translation>
    </message>
    <message>
        <source>No authority vouches for the certificate of {host}, so nothing was sent.</source>
        <translation>没有机构为 {host} 的证书担保，因此未发送任何内容。</translation>
    </message>
    <message>
        <source>The clock of this computer is {minutes} minutes off, so the certificate cannot be checked. Set the clock, then try again.</source>
        <translation>这台电脑的时钟差了 {minutes} 分钟，因此无法检查证书。请校准时钟后再试。</translation>
    </message>
    <message>
        <source>{place} runs an older version that knows no invitations.</source>
        <translation>{place} 的版本较旧，不支持邀请。</translation>
    </message>
    <message>
        <source>{place} accepts no new people. Its administrator can create an account for you.</source>
        <translation>{place} 不接收新成员。其管理员可以为您创建账号。</translation>
    </message>
    <message>
        <source>{place} lets people in by invitation only.</source>
        <translation>加入 {place} 必须有邀请。</translation>
    </message>
    <message>
        <source>Too many attempts from this network. Try again in {seconds} seconds.</source>
        <translation>此网络的尝试次数过多。请在 {seconds} 秒后再试。</translation>
    </message>
    <message>
        <source>Another program answers at {host}.</source>
        <translation>{host} 上应答的是别的程序。</translation>
    </message>
    <message>
        <source>This is not an address. Write a name such as chat.example.org, or name:port.</source>
        <translation>地址不正确。请输入主机名（如 chat.example.org），或“主机名:端口”。</translation>
    </message>
    <message>
        <source>The answer was lost, so your account may exist already.</source>
        <translation>没有收到答复，您的账号可能已经创建。</translation>
    </message>
    <message>
        <source>{place} had an error, and nothing was changed.</source>
        <translation>{place} 出错了，没有任何改动。</translation>
    </message>
    <message>
        <source>{place} runs an older version that knows no codes for a new password.</source>
        <translation>{place} 运行的版本较旧，不支持用代码设置新密码。</translation>
    </message>
    <message>
        <source>The answer was lost, so the new password may be set already.</source>
        <translation>没有收到答复，新密码可能已经设置。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>What to check…</source>
        <translation>排查原因…</translation>
    </message>
    <message>
        <source>1 member</source>
        <translation>1 位成员</translation>
    </message>
    <message>
        <source>{count} members</source>
        <translation>{count} 位成员</translation>
    </message>
    <message>
        <source>Ask {name} for another link</source>
        <translation>请 {name} 再发一个链接</translation>
    </message>
    <message>
        <source>Ask for another code</source>
        <translation>索取新代码</translation>
    </message>
    <message>
        <source>This code is mistyped, used up, or too old. A code is good for one day.</source>
        <translation>这个代码输入有误、已用过或已过期。代码的有效期为一天。</translation>
    </message>
    <message>
        <source>Ask for another link</source>
        <translation>索取新链接</translation>
    </message>
    <message>
        <source>Ask for an update</source>
        <translation>请对方更新</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次申请</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>My qqdesk code for a new password does not work. Please send me another one.</source>
        <translation>我用来设置 qqdesk 新密码的代码无效，请再发一个给我。</translation>
    </message>
    <message>
        <source>I want to join you with qqdesk, but your version is too old for invitations.</source>
        <translation>我想用 qqdesk 加入您的小站，但您的版本太旧，不支持邀请。</translation>
    </message>
    <message>
        <source>Your invitation to {place} does not work. Please send me another link.</source>
        <translation>您发的 {place} 邀请无法使用，请再发一个链接给我。</translation>
    </message>
    <message>
        <source>Your qqdesk invitation does not work. Please send me another link.</source>
        <translation>您发的 qqdesk 邀请无法使用，请再发一个链接给我。</translation>
    </message>
    <message>
        <source>{name} invites you to the room {room}</source>
        <translation>{name} 邀请您加入群 {room}</translation>
    </message>
    <message>
        <source>{name} invites you</source>
        <translation>{name} 邀请您</translation>
    </message>
    <message>
        <source>You are invited to the room {room}</source>
        <translation>您受邀加入群 {room}</translation>
    </message>
    <message>
        <source>You are invited</source>
        <translation>您收到了邀请</translation>
    </message>
    <message>
        <source>No place answers at {host} now. Ask whether it runs.</source>
        <translation>{host} 现在没有小站应答。请询问对方小站是否开着。</translation>
    </message>
    <message>
        <source>This link is used up, withdrawn or too old.</source>
        <translation>这个链接已用完、已撤回或已过期。</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to newest (%n)</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Jump to newest</source>
        <translation>回到最新消息</translation>
    </message>
</context>
<context>
    <name>KeepRunningDialog</name>
    <message>
        <source>When {place} is open</source>
        <translation>{place} 何时开放</translation>
    </message>
    <message>
        <source>The system did not accept the change: {why}</source>
        <translation>系统没有接受更改：{why}</translation>
    </message>
</context>
<context>
    <name>KeepRunningRow</name>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change when the place is open</source>
        <translation>更改小站的开放时间</translation>
    </message>
</context>
<context>
    <name>KeepRunningTexts</name>
    <message>
        <source>Open only while qqdesk runs</source>
        <translation>仅在 qqdesk 运行时开放</translation>
    </message>
    <message>
        <source>Stays open while you are signed in to this computer</source>
        <translation>您登录这台电脑期间一直开放</translation>
    </message>
    <message>
        <source>Stays open, also before anybody signs in</source>
        <translation>一直开放，无人登录电脑时也开放</translation>
    </message>
    <message>
        <source>Only while qqdesk runs</source>
        <translation>仅在 qqdesk 运行时</translation>
    </message>
    <message>
        <source>While I am signed in to this computer</source>
        <translation>我登录这台电脑期间</translation>
    </message>
    <message>
        <source>Also before anybody signs in</source>
        <translation>无人登录电脑时也开放</translation>
    </message>
    <message>
        <source>Quitting qqdesk closes the place.</source>
        <translation>退出 qqdesk 会关闭小站。</translation>
    </message>
    <message>
        <source>It opens when you sign in, and quitting qqdesk does not close it.</source>
        <translation>您登录电脑时开放，退出 qqdesk 不会关闭它。</translation>
    </message>
    <message>
        <source>It opens with this computer, and stays open when you sign out.</source>
        <translation>电脑启动时开放，您注销后仍然开放。</translation>
    </message>
    <message numerus="yes">
        <source>The place sleeps with this computer, after %n hour(s).</source>
        <translation>
            <numerusform>%n 小时后，小站会随这台电脑一起休眠。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The place sleeps with this computer, after %n minute(s).</source>
        <translation>
            <numerusform>%n 分钟后，小站会随这台电脑一起休眠。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Every window</source>
        <translation>所有窗口</translation>
    </message>
    <message>
        <source>Main window</source>
        <translation>主窗口</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Viewer of pictures</source>
        <translation>图片查看器</translation>
    </message>
    <message>
        <source>Pictures and files</source>
        <translation>图片和文件</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>The place</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Jump to a contact</source>
        <translation>跳转到好友</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
</context>
<context>
    <name>LanguageQuestion</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Change the language now?</source>
        <translation>现在更改语言吗？</translation>
    </message>
    <message>
        <source>The windows close for a moment and come back in the other language, with the chats that are open and what is written in them.</source>
        <translation>窗口会关闭片刻，然后以新的语言重新打开，打开的聊天和已写的内容都会保留。</translation>
    </message>
    <message>
        <source>Change now</source>
        <translation>立即更改</translation>
    </message>
    <message>
        <source>At the next start</source>
        <translation>下次启动时</translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>It leads to</source>
        <translation>实际指向</translation>
    </message>
    <message>
        <source>The whole address</source>
        <translation>完整地址</translation>
    </message>
    <message>
        <source>Open something that may be a program?</source>
        <translation>要打开的可能是程序，继续吗？</translation>
    </message>
    <message>
        <source>Open a file on another computer?</source>
        <translation>打开另一台电脑上的文件？</translation>
    </message>
    <message>
        <source>Open a file on this computer?</source>
        <translation>打开本机上的文件？</translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>打开此链接？</translation>
    </message>
    <message>
        <source>It starts a program, which can do whatever you can: read, change and send your files.</source>
        <translation>这个链接会启动一个程序。它能做您能做的一切：读取、修改和发送您的文件。</translation>
    </message>
    <message>
        <source>It opens a file on this computer, with the program for that kind of file.</source>
        <translation>它会用相应的程序打开本机上的内容。</translation>
    </message>
    <message>
        <source>It opens a file on another computer in the network, and may reveal your user name to that computer.</source>
        <translation>它会打开网络中另一台电脑上的内容，并可能把您的用户名告诉那台电脑。</translation>
    </message>
    <message>
        <source>The address mixes letters of several scripts, which look alike: this is how addresses are forged.</source>
        <translation>该地址混用了外形相似的多种文字：伪造的地址正是这样写的。</translation>
    </message>
    <message>
        <source>The address has letters that can look like others. Below it is written without them.</source>
        <translation>该地址含有可能与其他字母混淆的字符，下面是不含这些字符的写法。</translation>
    </message>
    <message>
        <source>It does not lead to where the text says.</source>
        <translation>它并不指向文字所写的地方。</translation>
    </message>
    <message>
        <source>The text before the “@” looks like a website but is not.</source>
        <translation>“@”之前的部分看似网址，其实不是。</translation>
    </message>
    <message>
        <source>It contains characters that are invisible, or that reverse others.</source>
        <translation>其中含有看不见的字符，或会颠倒其他字符顺序的字符。</translation>
    </message>
    <message>
        <source>Open it only if you know who sent it, and what it is.</source>
        <translation>请在确知发送者和内容后再打开。</translation>
    </message>
    <message>
        <source>Copy &amp;address</source>
        <translation>复制地址(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LinkRefusal</name>
    <message>
        <source>This link is not an invitation</source>
        <translation>此链接不是邀请链接</translation>
    </message>
    <message>
        <source>Nothing was done. Ask for another link.</source>
        <translation>未做任何操作。请索取其他链接。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The link was not opened</source>
        <translation>链接未打开</translation>
    </message>
    <message>
        <source>No other option may stand beside {option} and the link.</source>
        <translation>{option} 和链接之外不能有其他选项。</translation>
    </message>
    <message>
        <source>This link is not complete</source>
        <translation>链接不完整</translation>
    </message>
    <message>
        <source>Copy the whole link from the message, or ask for it again.</source>
        <translation>请从消息中复制整个链接，或请对方重新发送。</translation>
    </message>
</context>
<context>
    <name>ListDrag</name>
    <message>
        <source>{count} people</source>
        <translation>{count} 人</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>发送文件</translation>
    </message>
    <message>
        <source>Add to the room</source>
        <translation>加入该群</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>新建群</translation>
    </message>
</context>
<context>
    <name>ListTabs</name>
    <message>
        <source>Lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>群</translation>
    </message>
    <message numerus="yes">
        <source>Recent, %n unread messages</source>
        <translation>
            <numerusform>最近，%n 条未读消息</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListedInvitations</name>
    <message>
        <source>{used} · makes an administrator</source>
        <translation>{used} · 加入后成为管理员</translation>
    </message>
    <message>
        <source>{used} · also admits to the room {room}</source>
        <translation>{used} · 同时加入群 {room}</translation>
    </message>
    <message>
        <source>From the operator</source>
        <translation>来自服务器管理者</translation>
    </message>
    <message>
        <source>From you, the current link</source>
        <translation>来自您，当前的链接</translation>
    </message>
    <message>
        <source>From you</source>
        <translation>来自您</translation>
    </message>
    <message>
        <source>From {name}</source>
        <translation>来自 {name}</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回邀请</translation>
    </message>
    <message>
        <source>Withdraw this invitation?</source>
        <translation>要撤回此邀请吗？</translation>
    </message>
    <message>
        <source>Links with it stop working. People who joined stay.</source>
        <translation>含此邀请的链接将失效。已经加入的人不受影响。</translation>
    </message>
</context>
<context>
    <name>LogLook</name>
    <message>
        <source>Bubbles</source>
        <translation>气泡</translation>
    </message>
    <message>
        <source>Compact lines</source>
        <translation>紧凑行</translation>
    </message>
    <message>
        <source>Message style</source>
        <translation>消息样式</translation>
    </message>
    <message>
        <source>Text size: {percent} %</source>
        <translation>文字大小：{percent}%</translation>
    </message>
</context>
<context>
    <name>LogMenu</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>立即发送</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>不再发送</translation>
    </message>
    <message>
        <source>Write it again</source>
        <translation>重新编辑</translation>
    </message>
    <message>
        <source>Go to the original</source>
        <translation>转到原消息</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Copy link address</source>
        <translation>复制链接地址</translation>
    </message>
    <message>
        <source>Open {address}</source>
        <translation>打开 {address}</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>What administrators do at the place appears here.</source>
        <translation>管理员在小站所做的操作会显示在这里。</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
</context>
<context>
    <name>LogTexts</name>
    <message>
        <source>{day}, {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>Not sent: you discarded it</source>
        <translation>未发送：您已放弃</translation>
    </message>
    <message>
        <source>Not sent: {reason}</source>
        <translation>未发送：{reason}</translation>
    </message>
    <message>
        <source>Waiting: there is no connection</source>
        <translation>等待中：没有连接</translation>
    </message>
    <message>
        <source>Waiting: it is sent after the next sign-in</source>
        <translation>等待中：下次登录后发送</translation>
    </message>
    <message>
        <source>Waiting: it cannot be saved on this computer</source>
        <translation>等待中：本机文件无法写入</translation>
    </message>
    <message>
        <source>Waiting: earlier messages are sent first</source>
        <translation>等待中：先发送前面的消息</translation>
    </message>
    <message>
        <source>{sentence}. Next try in {seconds} s</source>
        <translation>{sentence}。{seconds} 秒后重试</translation>
    </message>
    <message>
        <source>The room began on {day}</source>
        <translation>本群创建于 {day}</translation>
    </message>
    <message>
        <source>Sent: the place keeps it until it is fetched</source>
        <translation>已发送：小站会保存到对方接收为止</translation>
    </message>
    <message>
        <source>Waiting: the place asked for a pause</source>
        <translation>等待中：小站要求稍候</translation>
    </message>
    <message>
        <source>Waiting: the place had an error</source>
        <translation>等待中：小站出错</translation>
    </message>
    <message>
        <source>Older messages are at the place.</source>
        <translation>更早的消息在小站上。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>You took back a message</source>
        <translation>您撤回了一条消息</translation>
    </message>
    <message>
        <source>{name} took back a message</source>
        <translation>{name}撤回了一条消息</translation>
    </message>
    <message>
        <source>You took back a message of {author}</source>
        <translation>您撤回了{author}的一条消息</translation>
    </message>
    <message>
        <source>{name} took back a message of yours</source>
        <translation>{name}撤回了您的一条消息</translation>
    </message>
    <message>
        <source>{name} took back a message of {author}</source>
        <translation>{name}撤回了{author}的一条消息</translation>
    </message>
    <message>
        <source>Write it again</source>
        <translation>重新编辑</translation>
    </message>
    <message>
        <source>edited {time}</source>
        <translation>已编辑 {time}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Loading earlier messages…</source>
        <translation>正在载入更早的消息…</translation>
    </message>
    <message>
        <source>No messages yet.</source>
        <translation>还没有消息。</translation>
    </message>
    <message>
        <source>Go to message</source>
        <translation>转到消息</translation>
    </message>
    <message>
        <source>Message not here</source>
        <translation>消息不在这里</translation>
    </message>
    <message>
        <source>Message taken back</source>
        <translation>消息已撤回</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
</context>
<context>
    <name>MainFoot</name>
    <message>
        <source>Add people</source>
        <translation>添加好友</translation>
    </message>
    <message>
        <source>Find, invite and add people, or make a room ({key})</source>
        <translation>查找、邀请、添加好友，或新建群（{key}）</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Join another place…</source>
        <translation>加入另一个小站…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Invite people: {reason}</source>
        <translation>邀请他人：{reason}</translation>
    </message>
</context>
<context>
    <name>MainHead</name>
    <message>
        <source>My face and profile</source>
        <translation>我的头像与资料</translation>
    </message>
    <message>
        <source>Change face…</source>
        <translation>更换头像…</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>个性签名</translation>
    </message>
    <message>
        <source>Status text</source>
        <translation>状态文字</translation>
    </message>
    <message>
        <source>Status text…</source>
        <translation>状态文字…</translation>
    </message>
    <message>
        <source>Clear status text</source>
        <translation>清除状态文字</translation>
    </message>
    <message>
        <source>Number {number}</source>
        <translation>号码：{number}</translation>
    </message>
    <message>
        <source>Place {address}</source>
        <translation>小站：{address}</translation>
    </message>
    <message>
        <source>{status} · {words}</source>
        <translation>{status} · {words}</translation>
    </message>
    <message>
        <source>My status: {status}</source>
        <translation>我的状态：{status}</translation>
    </message>
    <message>
        <source>How others see me</source>
        <translation>其他人看到的状态</translation>
    </message>
    <message>
        <source>This computer was not used for a while: others see you as Away, unless you use another device.</source>
        <translation>这台电脑已有一段时间无人使用：您显示为离开，除非您正在使用其他设备。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>({count}) {name}</source>
        <translation>({count}) {name}</translation>
    </message>
</context>
<context>
    <name>MemberActions</name>
    <message>
        <source>Add to contacts</source>
        <translation>加为好友</translation>
    </message>
    <message>
        <source>Admit</source>
        <translation>同意加入</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Withdraw the invitation</source>
        <translation>撤回邀请</translation>
    </message>
    <message>
        <source>No longer a keeper</source>
        <translation>取消管理员</translation>
    </message>
    <message>
        <source>Make keeper</source>
        <translation>设为管理员</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移出…</translation>
    </message>
    <message>
        <source>May not write</source>
        <translation>禁言</translation>
    </message>
    <message>
        <source>May write again</source>
        <translation>解除禁言</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>For a week</source>
        <translation>一周</translation>
    </message>
    <message>
        <source>Remove {name} from {room}?</source>
        <translation>把 {name} 移出 {room}？</translation>
    </message>
    <message>
        <source>They get no more messages from the room. They keep those that they have.</source>
        <translation>对方不再收到群里的消息，已有的消息会保留。</translation>
    </message>
    <message>
        <source>Remove from the room</source>
        <translation>移出群</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移出</translation>
    </message>
</context>
<context>
    <name>MemberList</name>
    <message>
        <source>keeper of the room</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>may not write</source>
        <translation>被禁言</translation>
    </message>
    <message>
        <source>(you)</source>
        <translation>（您）</translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
</context>
<context>
    <name>MentionCompletion</name>
    <message>
        <source>Members to mention</source>
        <translation>可提到的成员</translation>
    </message>
    <message numerus="yes">
        <source>%n members, Up and Down choose, Enter inserts the name</source>
        <translation>
            <numerusform>%n 位成员，上下键选择，回车插入名字</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>{place}…</source>
        <translation>{place}…</translation>
    </message>
</context>
<context>
    <name>MessageListView</name>
    <message>
        <source>Messages with {name}</source>
        <translation>与 {name} 的聊天记录</translation>
    </message>
</context>
<context>
    <name>MessageState</name>
    <message>
        <source>Waiting to be sent</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>正在发送</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
</context>
<context>
    <name>MoreButton</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>Mute</name>
    <message>
        <source>Muted</source>
        <translation>免打扰中</translation>
    </message>
    <message>
        <source>Muted until {time}</source>
        <translation>免打扰至 {time}</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消免打扰</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>永久</translation>
    </message>
</context>
<context>
    <name>NameFault</name>
    <message>
        <source>At most {count} characters are possible.</source>
        <translation>最多 {count} 个字。</translation>
    </message>
    <message>
        <source>It contains characters that cannot be displayed.</source>
        <translation>含有无法显示的字符。</translation>
    </message>
    <message>
        <source>There are {count} groups already, which is the maximum.</source>
        <translation>已经有 {count} 个分组，不能再多了。</translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>NativeNotifications</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NetworkPage</name>
    <message>
        <source>Open to this network</source>
        <translation>向本网络开放</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>检查连接</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>指纹（SHA-256）</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>The place restarts…</source>
        <translation>小站正在重启…</translation>
    </message>
    <message>
        <source>This can be changed on the computer of the place only</source>
        <translation>只能在小站所在的电脑上更改</translation>
    </message>
    <message>
        <source>Other computers can reach {place}</source>
        <translation>其他电脑可以连接 {place}</translation>
    </message>
    <message>
        <source>Only this computer can reach {place}</source>
        <translation>只有这台电脑能连接 {place}</translation>
    </message>
    <message>
        <source>No other computer has reached the place yet</source>
        <translation>还没有其他电脑连接过小站</translation>
    </message>
    <message>
        <source>Last reached: {time}</source>
        <translation>最近一次连接：{time}</translation>
    </message>
    <message>
        <source>Port {port}</source>
        <translation>端口 {port}</translation>
    </message>
    <message>
        <source>Port {port}, encrypted: {tls_port}</source>
        <translation>端口 {port}，加密端口 {tls_port}</translation>
    </message>
    <message>
        <source>Expired on {date}.</source>
        <translation>已于 {date} 过期。</translation>
    </message>
    <message>
        <source>Valid until {date}.</source>
        <translation>有效期至 {date}。</translation>
    </message>
</context>
<context>
    <name>NewAccount</name>
    <message>
        <source>Putting the password into the keyring…</source>
        <translation>正在把密码存入密钥环…</translation>
    </message>
    <message>
        <source>The keyring is asking for its password; look for its window.</source>
        <translation>密钥环正在询问它的密码，请查看它的窗口。</translation>
    </message>
    <message>
        <source>The keyring did not save the password. Choose one.</source>
        <translation>密钥环没有收下密码。请自己设一个。</translation>
    </message>
    <message>
        <source>Setting the new password…</source>
        <translation>正在设置新密码…</translation>
    </message>
    <message>
        <source>Making your account…</source>
        <translation>正在创建您的账号…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
</context>
<context>
    <name>NewAccountSignIn</name>
    <message>
        <source>Your picture was not set as your face. {problem}</source>
        <translation>您的图片未能设为头像。{problem}</translation>
    </message>
</context>
<context>
    <name>NewRoomWindow</name>
    <message>
        <source>Picture of the room: {number}</source>
        <translation>群头像：头像 {number}</translation>
    </message>
    <message>
        <source>People who have you on their list are in at once. The others are asked.</source>
        <translation>已加您为好友的人会直接加入，其他人会收到邀请。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>新建群</translation>
    </message>
    <message>
        <source>&amp;People</source>
        <translation>成员(&amp;P)</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>头像</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>正在创建…</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Create with %n people</source>
        <translation>
            <numerusform>创建，共邀请 %n 人(&amp;C)</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>创建(&amp;C)</translation>
    </message>
</context>
<context>
    <name>NotListedPage</name>
    <message>
        <source>Place not listed?</source>
        <translation>没有列出小站？</translation>
    </message>
    <message>
        <source>The other computer has to let the ports {ports} in.</source>
        <translation>另一台电脑必须放行端口 {ports}。</translation>
    </message>
    <message>
        <source>Is the place running?</source>
        <translation>小站在运行吗？</translation>
    </message>
    <message>
        <source>It runs while the program runs on the computer where it was started.</source>
        <translation>只有创建它的电脑上的程序在运行时，它才运行。</translation>
    </message>
    <message>
        <source>Is it open to the network?</source>
        <translation>它对网络开放吗？</translation>
    </message>
    <message>
        <source>On that computer, “Invite people” says whether others can reach it.</source>
        <translation>那台电脑上的“邀请”会显示别人能否连到它。</translation>
    </message>
    <message>
        <source>Are both computers in the same Wi-Fi?</source>
        <translation>两台电脑在同一个 Wi-Fi 里吗？</translation>
    </message>
    <message>
        <source>A guest Wi-Fi often keeps its computers apart. A VPN may do so, too.</source>
        <translation>访客 Wi-Fi 常常隔离其中的电脑，VPN 也可能如此。</translation>
    </message>
    <message>
        <source>Does a firewall keep you out?</source>
        <translation>是防火墙把您挡在外面吗？</translation>
    </message>
    <message>
        <source>Is the place elsewhere?</source>
        <translation>小站在别处吗？</translation>
    </message>
    <message>
        <source>Ask for an invitation link, or type its address. It is listed only in its network.</source>
        <translation>请索取邀请链接，或输入它的地址。小站只在自己的网络里列出。</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>{person} has joined.</source>
        <translation>{person} 已加入。</translation>
    </message>
    <message>
        <source>{person} added you to their list.</source>
        <translation>{person} 已加您为好友。</translation>
    </message>
    <message>
        <source>{person} accepted your request and is on your list now.</source>
        <translation>{person} 接受了您的好友请求，已加入您的好友列表。</translation>
    </message>
    <message>
        <source>{person} declined your request: “{reason}”</source>
        <translation>{person} 拒绝了您的好友请求：“{reason}”</translation>
    </message>
    <message>
        <source>{person} declined your request.</source>
        <translation>{person} 拒绝了您的好友请求。</translation>
    </message>
    <message>
        <source>Notice from {person}: “{reason}”</source>
        <translation>{person} 的通知：“{reason}”</translation>
    </message>
    <message>
        <source>{person} invites you to the room {room}.</source>
        <translation>{person} 邀请您加入群 {room}。</translation>
    </message>
    <message>
        <source>You are in the room {room} now.</source>
        <translation>您已加入群 {room}。</translation>
    </message>
    <message>
        <source>You are no longer in the room {room}.</source>
        <translation>您已不在群 {room} 中。</translation>
    </message>
    <message>
        <source>{person} added you to the room {room}.</source>
        <translation>{person} 已将您加入群 {room}。</translation>
    </message>
    <message>
        <source>{person} removed you from the room {room}.</source>
        <translation>{person} 已将您移出群 {room}。</translation>
    </message>
    <message>
        <source>{person} asks to join the room {room}: “{reason}”</source>
        <translation>{person} 申请加入群 {room}：“{reason}”</translation>
    </message>
    <message>
        <source>{person} asks to join the room {room}.</source>
        <translation>{person} 申请加入群 {room}。</translation>
    </message>
    <message>
        <source>Your request to join the room {room} was declined: “{reason}”</source>
        <translation>您加入群 {room} 的申请被拒绝：“{reason}”</translation>
    </message>
    <message>
        <source>Your request to join the room {room} was declined.</source>
        <translation>您加入群 {room} 的申请被拒绝。</translation>
    </message>
    <message>
        <source>Notice from {person}</source>
        <translation>来自 {person} 的通知</translation>
    </message>
</context>
<context>
    <name>NoticePage</name>
    <message>
        <source>Text of the notice</source>
        <translation>通知内容</translation>
    </message>
    <message>
        <source>For example: The place is closed on Sunday from 10 to 12.</source>
        <translation>例如：小站周日 10 点至 12 点关闭。</translation>
    </message>
    <message>
        <source>Send…</source>
        <translation>发送…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln person(s) get this notice as a message from the place.</source>
        <translation>
            <numerusform>有 %Ln 人会收到这则通知，它以小站消息的形式发送。</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} of {most} characters</source>
        <translation>{count} / {most} 个字符</translation>
    </message>
    <message>
        <source>Notice to all</source>
        <translation>通知所有人</translation>
    </message>
    <message numerus="yes">
        <source>Send this notice to %Ln person(s)?</source>
        <translation>
            <numerusform>要把这则通知发送给 %Ln 人吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>It cannot be taken back.</source>
        <translation>发送后无法撤回。</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message numerus="yes">
        <source>Sent to %Ln person(s).</source>
        <translation>
            <numerusform>已发送给 %Ln 人。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln person(s) were left out: too many messages wait for them.</source>
        <translation>
            <numerusform>有 %Ln 人没有收到：他们的未读消息太多。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticePopup</name>
    <message>
        <source>Notice of the room</source>
        <translation>群公告</translation>
    </message>
    <message>
        <source>{name}, {time}</source>
        <translation>{name}，{time}</translation>
    </message>
</context>
<context>
    <name>Notification</name>
    <message>
        <source>{name} asks to add you</source>
        <translation>{name} 请求加您为好友</translation>
    </message>
    <message>
        <source>{name} asks to join</source>
        <translation>{name} 请求加入</translation>
    </message>
    <message>
        <source>There is news for you.</source>
        <translation>您有新的通知。</translation>
    </message>
    <message>
        <source>{time}, from {address}. If it was not you, sign it out.</source>
        <translation>{time}，来自 {address}。如果不是您本人，请让它退出登录。</translation>
    </message>
    <message>
        <source>{name} came online</source>
        <translation>{name} 上线了</translation>
    </message>
    <message>
        <source>A new device signed in</source>
        <translation>有新设备登录</translation>
    </message>
    <message>
        <source>New device: {device}</source>
        <translation>新设备：{device}</translation>
    </message>
    <message>
        <source>You were nudged</source>
        <translation>有人抖动了您的窗口</translation>
    </message>
    <message>
        <source>{name} nudged you</source>
        <translation>{name}抖了抖您的窗口</translation>
    </message>
    <message>
        <source>You are not connected</source>
        <translation>您已断开连接</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>{name} · {count}</source>
        <translation>{name} · {count}</translation>
    </message>
    <message>
        <source>{name} in {room}</source>
        <translation>{name} - {room}</translation>
    </message>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
</context>
<context>
    <name>Nudges</name>
    <message>
        <source>{name} nudged you</source>
        <translation>{name}抖了抖您的窗口</translation>
    </message>
</context>
<context>
    <name>NumberEdit</name>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
</context>
<context>
    <name>OlderMessagesBar</name>
    <message>
        <source>Load them</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Older messages are only at the place.</source>
        <translation>更早的消息只在小站上。</translation>
    </message>
    <message>
        <source>Loading older messages: {count}</source>
        <translation>正在获取更早的消息：{count}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Not all older messages could be loaded. {why}</source>
        <translation>未能取得全部更早的消息。{why}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>OpenPlacePage</name>
    <message>
        <source>Open it to this network?</source>
        <translation>要向此网络开放吗？</translation>
    </message>
    <message>
        <source>Open to this network</source>
        <translation>向此网络开放</translation>
    </message>
    <message>
        <source>Windows will ask about its firewall next. Choose “Allow access”, or no one can connect.</source>
        <translation>接下来 Windows 会询问防火墙。请选择“允许访问”，否则没有人能进来。</translation>
    </message>
    <message>
        <source>macOS may ask about incoming connections next. Choose “Allow”, or no one can connect.</source>
        <translation>接下来 macOS 可能会询问传入连接。请选择“允许”，否则没有人能进来。</translation>
    </message>
    <message>
        <source>Only this computer, for now</source>
        <translation>暂时只限这台电脑</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Next: invite your people</source>
        <translation>下一步：邀请亲友</translation>
    </message>
    <message>
        <source>{name} is running</source>
        <translation>{name} 正在运行</translation>
    </message>
    <message>
        <source>Computers on {network} can find {name}. People join with your invitation, or when you admit them.</source>
        <translation>{network} 上的电脑可以找到 {name}。别人凭您的邀请加入，或由您放行。</translation>
    </message>
    <message>
        <source>Computers in the same network can find {name}. People join with your invitation, or when you admit them.</source>
        <translation>同一网络中的电脑可以找到 {name}。别人凭您的邀请加入，或由您放行。</translation>
    </message>
    <message>
        <source>Other people who use this computer can join. You can open it later.</source>
        <translation>使用这台电脑的其他人可以加入。以后可以再开放。</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>People</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>You are the only member</source>
        <translation>您是唯一的成员</translation>
    </message>
    <message>
        <source>The place</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>The place restarts…</source>
        <translation>小站正在重启…</translation>
    </message>
    <message>
        <source>Only its own computer can reach {place}</source>
        <translation>只有小站所在的电脑能连上 {place}</translation>
    </message>
    <message>
        <source>Only this computer can reach {place}</source>
        <translation>只有这台电脑能连上 {place}</translation>
    </message>
    <message>
        <source>{address}, port {port}</source>
        <translation>{address}，端口 {port}</translation>
    </message>
    <message>
        <source>Open to this network</source>
        <translation>向本网络开放</translation>
    </message>
    <message>
        <source>Others join with an invitation.</source>
        <translation>其他人通过邀请加入。</translation>
    </message>
    <message>
        <source>{name}: {left}</source>
        <translation>{name}：{left}</translation>
    </message>
    <message>
        <source>{size} free on its disk</source>
        <translation>磁盘剩余 {size}</translation>
    </message>
    <message>
        <source>{size} used</source>
        <translation>已用 {size}</translation>
    </message>
</context>
<context>
    <name>PageHead</name>
    <message>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>免打扰中</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>{page}, needs care</source>
        <translation>{page}，需要处理</translation>
    </message>
</context>
<context>
    <name>PageSection</name>
    <message>
        <source>Restore defaults…</source>
        <translation>恢复默认…</translation>
    </message>
    <message>
        <source>Restore the defaults of this page</source>
        <translation>恢复本页的默认设置</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Restore the defaults of “{page}”?</source>
        <translation>恢复“{page}”的默认设置？</translation>
    </message>
    <message>
        <source>Your choices on this page are reset. The other pages stay.</source>
        <translation>本页的选择将被清除，其他页面不变。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>PagedWindow</name>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>Old password</source>
        <translation>旧密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>确认新密码</translation>
    </message>
    <message>
        <source>&amp;Sign out all other devices</source>
        <translation>让所有其他设备退出登录(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Change password</source>
        <translation>修改密码(&amp;C)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>&amp;Old password</source>
        <translation>旧密码(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;New password</source>
        <translation>新密码(&amp;N)</translation>
    </message>
    <message>
        <source>New password a&amp;gain</source>
        <translation>确认新密码(&amp;G)</translation>
    </message>
    <message>
        <source>In the keyring</source>
        <translation>保存在密钥环中</translation>
    </message>
    <message>
        <source>At least {least} characters. Your other devices need the new one at their next sign-in.</source>
        <translation>至少 {least} 个字符。您的其他设备下次登录时需要新密码。</translation>
    </message>
    <message>
        <source>This place cannot change passwords. Ask its owner.</source>
        <translation>此小站不支持修改密码，请联系站主。</translation>
    </message>
    <message>
        <source>The new password is too short: at least {least} characters.</source>
        <translation>新密码太短，请至少输入 {least} 个字符。</translation>
    </message>
    <message>
        <source>The two new passwords are not the same. Type the second one again.</source>
        <translation>两次输入的新密码不一致，请重新输入。</translation>
    </message>
    <message>
        <source>The new password is the old one. Choose another.</source>
        <translation>新密码与旧密码相同，请换一个。</translation>
    </message>
    <message>
        <source>Changing…</source>
        <translation>正在修改…</translation>
    </message>
    <message>
        <source>The old password is not right. Type it again.</source>
        <translation>旧密码不正确，请重新输入。</translation>
    </message>
    <message>
        <source>The messages stored on them are deleted, also imported ones.</source>
        <translation>存在它们上面的消息会被删除，导入的消息也一样。</translation>
    </message>
</context>
<context>
    <name>PasswordEdit</name>
    <message>
        <source>Hide the password ({key})</source>
        <translation>隐藏密码（{key}）</translation>
    </message>
    <message>
        <source>Show the password ({key})</source>
        <translation>显示密码（{key}）</translation>
    </message>
</context>
<context>
    <name>PasswordReset</name>
    <message>
        <source>Forgot the password?</source>
        <translation>忘记密码？</translation>
    </message>
    <message>
        <source>There is no code in this text. A code has 20 letters and digits.</source>
        <translation>这段文字中没有代码。代码有 20 个字母和数字。</translation>
    </message>
    <message>
        <source>Paste the whole link: this computer does not know the place of the code.</source>
        <translation>请粘贴完整的链接：这台电脑不知道代码属于哪个小站。</translation>
    </message>
    <message>
        <source>Looking for the place…</source>
        <translation>正在寻找小站…</translation>
    </message>
    <message>
        <source>Opening the place…</source>
        <translation>正在打开小站…</translation>
    </message>
    <message>
        <source>This computer could not make a code.</source>
        <translation>这台电脑无法生成代码。</translation>
    </message>
</context>
<context>
    <name>PathPicker</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>PauseMenu</name>
    <message>
        <source>Notifications on</source>
        <translation>开启通知</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>到明天</translation>
    </message>
    <message>
        <source>Until I turn them on</source>
        <translation>直到我重新开启</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>暂停通知</translation>
    </message>
    <message>
        <source>Notifications are paused</source>
        <translation>通知已暂停</translation>
    </message>
    <message>
        <source>Notifications are paused until {time}</source>
        <translation>通知已暂停至 {time}</translation>
    </message>
</context>
<context>
    <name>PeopleListDialog</name>
    <message>
        <source>View &amp;profile</source>
        <translation>查看资料(&amp;P)</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>Name or number</source>
        <translation>名字或号码</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索成员</translation>
    </message>
    <message>
        <source>People</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
</context>
<context>
    <name>PeoplePicker</name>
    <message>
        <source>Search contacts</source>
        <translation>搜索好友</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>No one else to choose</source>
        <translation>没有可选的人</translation>
    </message>
    <message>
        <source>{name} chosen</source>
        <translation>已选择 {name}</translation>
    </message>
    <message>
        <source>{name} not chosen</source>
        <translation>已取消选择 {name}</translation>
    </message>
</context>
<context>
    <name>PeopleSearch</name>
    <message>
        <source>M&amp;ore</source>
        <translation>更多(&amp;O)</translation>
    </message>
    <message>
        <source>This place does not search by nickname.</source>
        <translation>此小站不支持按昵称查找。</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>A&amp;ge</source>
        <translation>年龄(&amp;G)</translation>
    </message>
    <message>
        <source>Se&amp;x</source>
        <translation>性别(&amp;X)</translation>
    </message>
    <message>
        <source>Pro&amp;vince</source>
        <translation>省份(&amp;V)</translation>
    </message>
    <message>
        <source>Number or nickname</source>
        <translation>号码或昵称</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
</context>
<context>
    <name>Person</name>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>{age} years</source>
        <translation>{age} 岁</translation>
    </message>
</context>
<context>
    <name>PersonActions</name>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>屏蔽…</translation>
    </message>
    <message>
        <source>Online alert</source>
        <translation>上线时提醒我</translation>
    </message>
    <message>
        <source>They can no longer write to you, ask to add you, or see whether you are there. They are not notified, but they can notice: you look offline to them, and the place refuses their messages. Nothing is deleted, and you can unblock them at any time.</source>
        <translation>对方将无法给您发消息、请求加您为好友，也看不到您是否在线。对方不会收到提示，但可能会察觉：您对其显示为离线，且小站会拒绝其消息。不会删除任何内容，您随时可以取消屏蔽。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>屏蔽</translation>
    </message>
    <message>
        <source>Block {name}?</source>
        <translation>要屏蔽 {name} 吗？</translation>
    </message>
</context>
<context>
    <name>PersonCombo</name>
    <message>
        <source>Person</source>
        <translation>好友</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>{name} ({number})</source>
        <translation>{name} ({number})</translation>
    </message>
</context>
<context>
    <name>PersonFields</name>
    <message>
        <source>What do the others call you?</source>
        <translation>大家怎么称呼您？</translation>
    </message>
    <message>
        <source>Nickname</source>
        <translation>昵称</translation>
    </message>
    <message>
        <source>Password, at least {count} characters</source>
        <translation>密码，至少 {count} 个字符</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Make one for me</source>
        <translation>替我生成一个</translation>
    </message>
    <message>
        <source>Choose my own</source>
        <translation>我自己设密码</translation>
    </message>
    <message>
        <source>A password is made for you and kept in this computer&apos;s keyring. {link}</source>
        <translation>密码会自动生成，并存入本机的密钥环。{link}</translation>
    </message>
    <message>
        <source>The same password again</source>
        <translation>再次输入该密码</translation>
    </message>
    <message>
        <source>Your face</source>
        <translation>您的头像</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>Type a nickname: the name that others see.</source>
        <translation>请填写昵称，就是别人看到的名字。</translation>
    </message>
    <message>
        <source>Choose a password of at least {count} characters.</source>
        <translation>请设置至少 {count} 个字符的密码。</translation>
    </message>
    <message>
        <source>The two passwords are not the same. Type the second one again.</source>
        <translation>两次输入的密码不一致。请重新输入第二个。</translation>
    </message>
    <message>
        <source>Without a keyring, you type it at each start.</source>
        <translation>没有密钥环，每次启动时需要输入密码。</translation>
    </message>
</context>
<context>
    <name>PersonNotes</name>
    <message>
        <source>Only you see this name</source>
        <translation>只有您能看到此名称</translation>
    </message>
    <message>
        <source>Re&amp;mark</source>
        <translation>备注(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Group</source>
        <translation>分组(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Online alert</source>
        <translation>上线提醒(&amp;O)</translation>
    </message>
</context>
<context>
    <name>PersonPartner</name>
    <message>
        <source>Write to {name}</source>
        <translation>写给{name}</translation>
    </message>
    <message>
        <source>You have blocked this person.</source>
        <translation>您已屏蔽此人。</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>屏蔽…</translation>
    </message>
    <message>
        <source>This person is not on your list.</source>
        <translation>对方不是您的好友。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>加为好友</translation>
    </message>
</context>
<context>
    <name>PictureGrid</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{name} from {person}, {time}</source>
        <translation>{name}，来自{person}，{time}</translation>
    </message>
</context>
<context>
    <name>PlaceJoin</name>
    <message>
        <source>You are at this place already. Joining makes another account.</source>
        <translation>您已在这个小站。再次加入会创建另一个账号。</translation>
    </message>
    <message>
        <source>Notifying the administrators of the place…</source>
        <translation>正在通知小站的管理员…</translation>
    </message>
</context>
<context>
    <name>PlaceList</name>
    <message>
        <source>Places near you</source>
        <translation>附近的小站</translation>
    </message>
</context>
<context>
    <name>PlaceLogTexts</name>
    <message>
        <source>The operator</source>
        <translation>服务器管理者</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>{name}</source>
        <comment>before a verb</comment>
        <translation>{name} </translation>
    </message>
    <message>
        <source>{who} banned {person}</source>
        <translation>{who}封禁了 {person}</translation>
    </message>
    <message>
        <source>{who} lifted the ban of {person}</source>
        <translation>{who}解除了对 {person} 的封禁</translation>
    </message>
    <message>
        <source>{who} deleted the account of {person}</source>
        <translation>{who}删除了 {person} 的账号</translation>
    </message>
    <message>
        <source>{who} made {person} an administrator</source>
        <translation>{who}将 {person} 设为管理员</translation>
    </message>
    <message>
        <source>{who} made {person} an ordinary user</source>
        <translation>{who}将 {person} 设为普通用户</translation>
    </message>
    <message>
        <source>{who} made a code for a new password of {person}</source>
        <translation>{who}为 {person} 生成了重设密码的代码</translation>
    </message>
    <message>
        <source>{who} set a new password with a code</source>
        <translation>{who}用代码设置了新密码</translation>
    </message>
    <message>
        <source>{who} deleted the room “{detail}”</source>
        <translation>{who}删除了群“{detail}”</translation>
    </message>
    <message numerus="yes">
        <source>{who} sent a notice to %Ln person(s)</source>
        <translation>
            <numerusform>{who}向 %Ln 人发送了通知</numerusform>
        </translation>
    </message>
    <message>
        <source>{who} created the room “{detail}”</source>
        <translation>{who}创建了群“{detail}”</translation>
    </message>
    <message>
        <source>{who} changed the room “{detail}”</source>
        <translation>{who}更改了群“{detail}”</translation>
    </message>
    <message>
        <source>{who} created an invitation</source>
        <translation>{who}创建了邀请</translation>
    </message>
    <message>
        <source>{who} withdrew an invitation</source>
        <translation>{who}撤回了邀请</translation>
    </message>
    <message>
        <source>{who} let {detail} in</source>
        <translation>{who}同意 {detail} 加入</translation>
    </message>
    <message>
        <source>{who} did not let {detail} in</source>
        <translation>{who}没有同意 {detail} 加入</translation>
    </message>
    <message>
        <source>{who} created the account of {person}</source>
        <translation>{who}创建了 {person} 的账号</translation>
    </message>
    <message>
        <source>{who} set a new password for {person}</source>
        <translation>{who}为 {person} 设置了新密码</translation>
    </message>
    <message>
        <source>{who} restored the place from {detail}</source>
        <translation>{who}用备份 {detail} 恢复了小站</translation>
    </message>
    <message>
        <source>{who} stopped a backup</source>
        <translation>{who}停止了备份</translation>
    </message>
    <message>
        <source>{who} started a backup, which failed: {detail}</source>
        <translation>{who}开始的备份失败了：{detail}</translation>
    </message>
    <message>
        <source>{who} backed up the place</source>
        <translation>{who}备份了小站</translation>
    </message>
    <message>
        <source>{who}: {action} {detail}</source>
        <translation>{who}执行了 {action} {detail}</translation>
    </message>
    <message>
        <source>{who} returned the setting “{name}” to that of the settings file</source>
        <translation>{who}将设置“{name}”恢复为设置文件中的值</translation>
    </message>
    <message>
        <source>{who} renamed the place to “{value}”</source>
        <translation>{who}将小站改名为“{value}”</translation>
    </message>
    <message>
        <source>{who} let everybody create an account</source>
        <translation>{who}允许所有人创建账号</translation>
    </message>
    <message>
        <source>{who} let only people with an invitation create an account</source>
        <translation>{who}只允许有邀请的人创建账号</translation>
    </message>
    <message>
        <source>{who} closed the place to new people</source>
        <translation>{who}不再让小站接收新人</translation>
    </message>
    <message>
        <source>{who} let everybody invite people</source>
        <translation>{who}允许所有人邀请</translation>
    </message>
    <message>
        <source>{who} let only administrators invite people</source>
        <translation>{who}只允许管理员邀请</translation>
    </message>
    <message>
        <source>{who} set “{name}” to “{value}”</source>
        <translation>{who}将“{name}”设为“{value}”</translation>
    </message>
    <message>
        <source>{who} set the size of the largest file to {value} MB</source>
        <translation>{who}将最大文件大小设为 {value} MB</translation>
    </message>
    <message>
        <source>{who} put everybody on everybody&apos;s list</source>
        <translation>{who}让所有人都在彼此的列表中</translation>
    </message>
    <message>
        <source>{who} let people add each other</source>
        <translation>{who}让大家各自互相添加</translation>
    </message>
    <message>
        <source>{who} let the place back itself up every night</source>
        <translation>{who}让小站每晚自动备份</translation>
    </message>
    <message>
        <source>{who} ended the nightly backups</source>
        <translation>{who}停止了每晚的自动备份</translation>
    </message>
    <message>
        <source>{who} saved a copy of the place on another computer or disk</source>
        <translation>{who}把小站的副本保存到了另一台电脑或磁盘</translation>
    </message>
    <message>
        <source>{who} set the size of all pictures and files to {value} MB</source>
        <translation>{who}将全部图片和文件的大小设为 {value} MB</translation>
    </message>
</context>
<context>
    <name>PlacePeople</name>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>已封禁</translation>
    </message>
    <message>
        <source>Here now</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Not yet here</source>
        <translation>从未登录</translation>
    </message>
</context>
<context>
    <name>PlaceRow</name>
    <message>
        <source>{action}: {place}</source>
        <translation>{action}：{place}</translation>
    </message>
    <message>
        <source>Asked as {name}, waiting for an answer</source>
        <translation>已以 {name} 的名义申请，等待答复</translation>
    </message>
    <message>
        <source>You are admitted. Joining…</source>
        <translation>已获准加入，正在加入…</translation>
    </message>
    <message>
        <source>You are admitted. Joining signs you out of the place where you are now.</source>
        <translation>已获准加入。前往时会离开现在的小站。</translation>
    </message>
    <message>
        <source>You were not admitted.</source>
        <translation>您未获准加入。</translation>
    </message>
    <message>
        <source>It is there, but a firewall on {host} keeps this computer out</source>
        <translation>找到了它，但 {host} 上的防火墙挡住了这台电脑</translation>
    </message>
    <message>
        <source>Open the firewall…</source>
        <translation>开放防火墙…</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>takes no newcomers</source>
        <translation>不接收新成员</translation>
    </message>
    <message>
        <source>by invitation</source>
        <translation>凭邀请</translation>
    </message>
    <message>
        <source>open to all</source>
        <translation>向所有人开放</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次申请</translation>
    </message>
    <message>
        <source>Ask to join</source>
        <translation>申请加入</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Use the code</source>
        <translation>使用邀请码</translation>
    </message>
</context>
<context>
    <name>Profile</name>
    <message>
        <source>About me</source>
        <translation>基本资料</translation>
    </message>
    <message>
        <source>Where I live</source>
        <translation>所在地</translation>
    </message>
    <message>
        <source>How to reach me</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>What I do</source>
        <translation>工作与学习</translation>
    </message>
    <message>
        <source>&amp;Nickname</source>
        <translation>昵称(&amp;N)</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>个性签名</translation>
    </message>
    <message>
        <source>Status text</source>
        <translation>状态文字</translation>
    </message>
    <message>
        <source>Se&amp;x</source>
        <translation>性别(&amp;X)</translation>
    </message>
    <message>
        <source>A&amp;ge</source>
        <translation>年龄(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Real name</source>
        <translation>真实姓名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Blood type</source>
        <translation>血型(&amp;B)</translation>
    </message>
    <message>
        <source>Cons&amp;tellation</source>
        <translation>星座(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Zodiac animal</source>
        <translation>生肖(&amp;Z)</translation>
    </message>
    <message>
        <source>Co&amp;untry</source>
        <translation>国家(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Province</source>
        <translation>省份(&amp;P)</translation>
    </message>
    <message>
        <source>Cit&amp;y</source>
        <translation>城市(&amp;Y)</translation>
    </message>
    <message>
        <source>A&amp;ddress</source>
        <translation>地址(&amp;D)</translation>
    </message>
    <message>
        <source>P&amp;ostcode</source>
        <translation>邮编(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;E-mail</source>
        <translation>电子邮箱(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Home page</source>
        <translation>个人主页(&amp;H)</translation>
    </message>
    <message>
        <source>Te&amp;lephone</source>
        <translation>电话(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mobile</source>
        <translation>手机(&amp;M)</translation>
    </message>
    <message>
        <source>Occup&amp;ation</source>
        <translation>职业(&amp;W)</translation>
    </message>
    <message>
        <source>School</source>
        <translation>学校(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Introduction</source>
        <translation>个人说明(&amp;I)</translation>
    </message>
    <message>
        <source>Anyone</source>
        <translation>允许任何人</translation>
    </message>
    <message>
        <source>Only with my consent</source>
        <translation>需要我同意</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>不允许任何人</translation>
    </message>
    <message>
        <source>&amp;Who may add me</source>
        <translation>谁可以加我(&amp;W)</translation>
    </message>
    <message>
        <source>Not given</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>At most {most} characters are possible; shorten it by {over}.</source>
        <translation>最多 {most} 个字符，请删减 {over} 个。</translation>
    </message>
    <message>
        <source>A nickname is needed: it is what others see in their lists.</source>
        <translation>请填写昵称：别人在列表中看到的就是它。</translation>
    </message>
    <message>
        <source>An age is a number from 0 to {most}.</source>
        <translation>年龄是 0 到 {most} 之间的数字。</translation>
    </message>
    <message>
        <source>This is not an e-mail address. Write one like name@example.org.</source>
        <translation>这不是电子邮件地址，请写成 name@example.org 的形式。</translation>
    </message>
    <message>
        <source>This is not the address of a page. Write one like https://example.org.</source>
        <translation>这不是网页地址，请写成 https://example.org 的形式。</translation>
    </message>
    <message>
        <source>This is not a telephone number. Write one like +86 10 1234 5678.</source>
        <translation>这不是电话号码，请写成 +86 10 1234 5678 的形式。</translation>
    </message>
    <message>
        <source>A postcode has 2 to 12 letters and digits.</source>
        <translation>邮政编码由 2 到 12 个字母和数字组成。</translation>
    </message>
</context>
<context>
    <name>ProfileWindow</name>
    <message>
        <source>Change &amp;face…</source>
        <translation>更换头像(&amp;F)…</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>The profile could not be loaded</source>
        <translation>无法获取资料</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>个人资料</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Send &amp;message</source>
        <translation>发送消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>加为好友(&amp;A)</translation>
    </message>
    <message>
        <source>{status} · {number}</source>
        <translation>{status} · {number}</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Profile of {name}</source>
        <translation>{name} 的资料</translation>
    </message>
    <message>
        <source>Un&amp;block</source>
        <translation>取消屏蔽(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Block…</source>
        <translation>屏蔽(&amp;B)…</translation>
    </message>
    <message>
        <source>Your profile is not saved yet.</source>
        <translation>资料的修改尚未保存。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除好友(&amp;D)…</translation>
    </message>
    <message>
        <source>This place does not let you change your profile here.</source>
        <translation>此小站不支持在这里修改资料。</translation>
    </message>
    <message>
        <source>Your profile is saved.</source>
        <translation>您的资料已保存。</translation>
    </message>
</context>
<context>
    <name>ProxyController</name>
    <message>
        <source>Password of the proxy</source>
        <translation>代理的密码</translation>
    </message>
    <message>
        <source>The proxy {place} wants the password of {user}.</source>
        <translation>代理 {place} 需要 {user} 的密码。</translation>
    </message>
</context>
<context>
    <name>ProxyPasswordEdit</name>
    <message>
        <source>None yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>In the keyring</source>
        <translation>在密钥环中</translation>
    </message>
    <message>
        <source>Known until the program ends</source>
        <translation>仅在本次运行中有效</translation>
    </message>
</context>
<context>
    <name>QrCode</name>
    <message>
        <source>QR code of the link</source>
        <translation>链接的二维码</translation>
    </message>
</context>
<context>
    <name>QuickModel</name>
    <message>
        <source>Write to {number}</source>
        <translation>给 {number} 发消息</translation>
    </message>
</context>
<context>
    <name>QuickSwitch</name>
    <message>
        <source>Jump to a contact</source>
        <translation>跳转到好友</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>To reach somebody who is not on your list, type the whole number.</source>
        <translation>要联系不在好友列表中的人，请输入完整号码。</translation>
    </message>
    <message>
        <source>No contacts yet</source>
        <translation>还没有好友</translation>
    </message>
    <message>
        <source>Type the number of a person.</source>
        <translation>输入号码即可发消息。</translation>
    </message>
    <message>
        <source>Name, pinyin or number</source>
        <translation>名字、拼音或号码</translation>
    </message>
    <message>
        <source>Search contacts: name, pinyin or number</source>
        <translation>查找联系人：名称、拼音或号码</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>好友</translation>
    </message>
    <message>
        <source>Enter opens the chat, Esc closes this</source>
        <translation>按 Enter 打开聊天，按 Esc 关闭</translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message>
        <source>Quit qqdesk</source>
        <translation>退出 qqdesk</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are at {place}</source>
        <translation>
            <numerusform>还有 %n 人在 {place}</numerusform>
        </translation>
    </message>
    <message>
        <source>Here now: {names}. In an open place they can go on writing to each other without you.</source>
        <translation>现在在线：{names}。保持开放时，他们没有您也能继续互相写消息。</translation>
    </message>
    <message>
        <source>Open it also when I sign in to this computer</source>
        <translation>我登录这台电脑时也打开它</translation>
    </message>
    <message>
        <source>Leave the place open</source>
        <translation>让它保持开放</translation>
    </message>
    <message>
        <source>Close it for everybody</source>
        <translation>对所有人关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 和另外 {count} 人</translation>
    </message>
</context>
<context>
    <name>ReachSwitch</name>
    <message>
        <source>Open to this network</source>
        <translation>向本网络开放</translation>
    </message>
    <message>
        <source>Close the place to the network?</source>
        <translation>不再向网络开放小站？</translation>
    </message>
    <message numerus="yes">
        <source>%Ln other(s) are here now. Those on other computers lose the connection until it is open again.</source>
        <translation>
            <numerusform>现在有 %Ln 位其他人在线。使用其他电脑的人会断开连接，直到重新开放。</numerusform>
        </translation>
    </message>
    <message>
        <source>Close the place</source>
        <translation>关闭小站</translation>
    </message>
</context>
<context>
    <name>ReactionPopup</name>
    <message>
        <source>Reaction</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>搜索表情</translation>
    </message>
</context>
<context>
    <name>ReadMarksQuestion</name>
    <message>
        <source>Show others how far you have read, and see the same of them?</source>
        <translation>让别人看到您读到了哪里，您也看到对方读到了哪里？</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Do not show</source>
        <translation>不显示</translation>
    </message>
</context>
<context>
    <name>RecallTexts</name>
    <message numerus="yes">
        <source>for %n minute(s) after sending</source>
        <translation>
            <numerusform>发送后 %n 分钟内</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecentActions</name>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin on top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Hide from Recent</source>
        <translation>从最近中隐藏</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>还有未读消息</translation>
    </message>
    <message>
        <source>{name} is hidden until the next message.</source>
        <translation>{name} 已隐藏，收到新消息时再显示。</translation>
    </message>
    <message>
        <source>{count} conversations are hidden until their next message.</source>
        <translation>已隐藏 {count} 个会话，收到新消息时再显示。</translation>
    </message>
</context>
<context>
    <name>ReplyBar</name>
    <message>
        <source>Cancel (Esc)</source>
        <translation>取消 (Esc)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reply to {name}: {text}</source>
        <translation>回复{name}：{text}</translation>
    </message>
    <message>
        <source>Edit message: {text}</source>
        <translation>编辑消息：{text}</translation>
    </message>
</context>
<context>
    <name>Requests</name>
    <message>
        <source>1 person asks to add you</source>
        <translation>有 1 人请求加您为好友</translation>
    </message>
    <message>
        <source>{count} people ask to add you</source>
        <translation>有 {count} 人请求加您为好友</translation>
    </message>
</context>
<context>
    <name>RequestsDialog</name>
    <message>
        <source>People who ask to add you</source>
        <translation>请求加您为好友的人</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>接受(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Refuse…</source>
        <translation>拒绝(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>更多(&amp;M)</translation>
    </message>
    <message>
        <source>No reason was given.</source>
        <translation>没有填写验证信息。</translation>
    </message>
    <message>
        <source>Reason (optional, the person sees it)</source>
        <translation>拒绝理由（可不填，对方会看到）</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>&amp;Block…</source>
        <translation>屏蔽(&amp;B)…</translation>
    </message>
    <message>
        <source>You are on each other&apos;s lists then</source>
        <translation>之后您和对方都会出现在彼此的名单中</translation>
    </message>
    <message>
        <source>&amp;Refuse</source>
        <translation>拒绝(&amp;R)</translation>
    </message>
    <message>
        <source>Contact requests</source>
        <translation>好友请求</translation>
    </message>
    <message>
        <source>No requests</source>
        <translation>没有好友请求</translation>
    </message>
    <message>
        <source>Requests from people who want to add you appear here.</source>
        <translation>想加您为好友的人会显示在这里。</translation>
    </message>
    <message>
        <source>{name} asks to add you: {reason}</source>
        <translation>{name} 请求加您为好友：{reason}</translation>
    </message>
</context>
<context>
    <name>ResetCodeDialog</name>
    <message>
        <source>One-time code</source>
        <translation>一次性代码</translation>
    </message>
    <message>
        <source>With this code {name} sets a new password, and stays signed in on other devices. Give it to nobody else: it opens the account.</source>
        <translation>{name} 可以用此代码设置新密码，并在其他设备上保持登录。请勿交给别人：有了它就能进入该账号。</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy with a &amp;text</source>
        <translation>连同说明复制(&amp;T)</translation>
    </message>
    <message>
        <source>A message that says how to use the code</source>
        <translation>一条说明如何使用代码的消息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Making a code…</source>
        <translation>正在生成代码…</translation>
    </message>
    <message>
        <source>It works once, until {time}. Earlier codes ended.</source>
        <translation>可使用一次，有效期至 {time}。之前的代码已失效。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Hi {name}! Type this code in qqdesk under “Forgot the password?” to set a new password for number {number} at {place}. It works once, until {time}:
{code}</source>
        <translation>你好 {name}！请在 qqdesk 的“忘记密码？”中输入此代码，为 {place} 的号码 {number} 设置新密码。代码可使用一次，有效期至 {time}：
{code}</translation>
    </message>
    <message>
        <source>Hi {name}! Open this link on your computer to set a new password for number {number} at {place}. It works once, until {time}:
{link}</source>
        <translation>你好 {name}！请在电脑上打开此链接，为 {place} 的号码 {number} 设置新密码。链接可使用一次，有效期至 {time}：
{link}</translation>
    </message>
    <message>
        <source>tomorrow, {time}</source>
        <translation>明天 {time}</translation>
    </message>
</context>
<context>
    <name>RestoreController</name>
    <message>
        <source>This file is no backup of a place, or it is damaged.</source>
        <translation>这个文件不是小站的备份，或者已损坏。</translation>
    </message>
    <message>
        <source>the place on this computer</source>
        <translation>这台电脑上的小站</translation>
    </message>
    <message>
        <source>Start from a backup</source>
        <translation>从备份开始</translation>
    </message>
    <message>
        <source>Replace {place}?</source>
        <translation>要替换 {place} 吗？</translation>
    </message>
    <message>
        <source>This computer has a place already. It closes, and the one of the backup opens instead. The old one is kept in {folder}.</source>
        <translation>这台电脑上已有一个小站。它将关闭，并改为打开备份中的小站。原来的小站会保留在 {folder} 中。</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>正在恢复…</translation>
    </message>
    <message>
        <source>The backup was not restored.</source>
        <translation>备份没有恢复。</translation>
    </message>
    <message>
        <source>The place does not open.</source>
        <translation>小站无法打开。</translation>
    </message>
    <message>
        <source>Opening the place…</source>
        <translation>正在打开小站…</translation>
    </message>
    <message>
        <source>This backup was made by another version of this program. Use that version.</source>
        <translation>此备份由本程序的另一个版本制作。请使用那个版本。</translation>
    </message>
</context>
<context>
    <name>RestorePage</name>
    <message>
        <source>Start from a backup</source>
        <translation>从备份开始</translation>
    </message>
    <message>
        <source>Choose a backup</source>
        <translation>选择备份</translation>
    </message>
    <message>
        <source>Choose a backup, or drop it here</source>
        <translation>选择备份，或拖放到这里</translation>
    </message>
    <message>
        <source>Its name ends in “.backup”. Leave the folder “.files” beside it.</source>
        <translation>文件名以“.backup”结尾。请让“.files”文件夹与它放在一起。</translation>
    </message>
    <message>
        <source>Restore and open</source>
        <translation>恢复并打开</translation>
    </message>
    <message>
        <source>People sign in with their numbers and passwords as before.</source>
        <translation>大家仍用原来的号码和密码登录。</translation>
    </message>
    <message>
        <source>Backups (*.backup)</source>
        <translation>备份 (*.backup)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Checking the backup…</source>
        <translation>正在检查备份…</translation>
    </message>
    <message>
        <source>People: {people} · Messages: {messages}</source>
        <translation>成员：{people} · 消息：{messages}</translation>
    </message>
    <message>
        <source>Made: {time}</source>
        <translation>备份时间：{time}</translation>
    </message>
    <message>
        <source>The folder with the sent pictures and files is not beside it.</source>
        <translation>旁边没有存放已发送图片和文件的文件夹。</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>Only people who are invited</source>
        <translation>仅受邀请的人</translation>
    </message>
    <message>
        <source>Anyone who asks and is admitted</source>
        <translation>申请并经管理员同意的人</translation>
    </message>
    <message>
        <source>Anyone</source>
        <translation>任何人</translation>
    </message>
    <message>
        <source>All members</source>
        <translation>所有成员</translation>
    </message>
    <message>
        <source>Only keepers of the room</source>
        <translation>仅群管理员</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>全部消息</translation>
    </message>
    <message>
        <source>Only messages from then on</source>
        <translation>仅加入之后的消息</translation>
    </message>
    <message>
        <source>You are a keeper</source>
        <translation>您是群管理员</translation>
    </message>
    <message>
        <source>You are invited</source>
        <translation>您收到了邀请</translation>
    </message>
    <message>
        <source>You asked to join</source>
        <translation>您已申请加入</translation>
    </message>
    <message>
        <source>You are not a member</source>
        <translation>您不是成员</translation>
    </message>
    <message>
        <source>The room is closed. A member can invite you.</source>
        <translation>这个群不开放，成员可以邀请您。</translation>
    </message>
    <message>
        <source>This room does not exist, or only invited people can join it.</source>
        <translation>没有这个群，或者它只允许受邀请的人加入。</translation>
    </message>
    <message>
        <source>The rules of the room do not allow this.</source>
        <translation>群规则不允许这样做。</translation>
    </message>
    <message>
        <source>There are too many rooms or members already.</source>
        <translation>群或成员的数量已达上限。</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>已申请</translation>
    </message>
    <message>
        <source>A keeper of the room admits you</source>
        <translation>需要群管理员同意</translation>
    </message>
    <message>
        <source>Anyone can join</source>
        <translation>任何人都可以加入</translation>
    </message>
    <message>
        <source>A room needs a name.</source>
        <translation>群需要一个名称。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Family, class, club…</source>
        <translation>家人、班级、社团…</translation>
    </message>
    <message>
        <source>N&amp;otice</source>
        <translation>群公告(&amp;O)</translation>
    </message>
    <message>
        <source>Shown above the messages</source>
        <translation>显示在消息上方</translation>
    </message>
    <message>
        <source>Who may &amp;join</source>
        <translation>谁可以加入(&amp;J)</translation>
    </message>
    <message>
        <source>Who may &amp;write</source>
        <translation>谁可以发言(&amp;W)</translation>
    </message>
    <message>
        <source>New members s&amp;ee</source>
        <translation>新成员可看到(&amp;E)</translation>
    </message>
</context>
<context>
    <name>RoomActions</name>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Open in a new window</source>
        <translation>在新窗口中打开</translation>
    </message>
    <message>
        <source>Members and settings</source>
        <translation>成员与设置</translation>
    </message>
    <message>
        <source>Hello, I am {name}.</source>
        <translation>您好，我是 {name}。</translation>
    </message>
    <message>
        <source>Add members…</source>
        <translation>添加成员…</translation>
    </message>
    <message>
        <source>Invite by link…</source>
        <translation>用链接邀请…</translation>
    </message>
    <message>
        <source>only keepers</source>
        <translation>仅群管理员</translation>
    </message>
    <message>
        <source>Leave…</source>
        <translation>退出…</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Leave {room}?</source>
        <translation>退出 {room}？</translation>
    </message>
    <message>
        <source>You get no more messages from it. Those that you have stay on your devices.</source>
        <translation>您不再收到这个群的消息，已有的消息会留在您的设备上。</translation>
    </message>
    <message>
        <source>You are its last member, so nobody can come back to it.</source>
        <translation>您是最后一名成员，退出后没有人能再回到这个群。</translation>
    </message>
    <message>
        <source>You are its only keeper: the member who is there longest becomes keeper.</source>
        <translation>您是唯一的管理员：加入时间最长的成员会成为管理员。</translation>
    </message>
    <message>
        <source>To come back you need an invitation.</source>
        <translation>再次加入需要邀请。</translation>
    </message>
    <message>
        <source>Leave room</source>
        <translation>退出群</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>RoomCounts</name>
    <message numerus="yes">
        <source>%n members</source>
        <translation>
            <numerusform>%n 名成员</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoomEvent</name>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>you</source>
        <translation>您</translation>
    </message>
    <message>
        <source>{who} changed the name to “{value}”</source>
        <translation>{who}将群名改为“{value}”</translation>
    </message>
    <message>
        <source>{who} removed the notice</source>
        <translation>{who}删除了公告</translation>
    </message>
    <message>
        <source>{who} changed the notice: {value}</source>
        <translation>{who}更新了公告：{value}</translation>
    </message>
    <message>
        <source>{who} changed the picture</source>
        <translation>{who}更换了群头像</translation>
    </message>
    <message>
        <source>{who} let everybody join</source>
        <translation>{who}允许任何人加入</translation>
    </message>
    <message>
        <source>{who} let people ask to join</source>
        <translation>{who}将加入方式改为需管理员同意</translation>
    </message>
    <message>
        <source>{who} closed the room to others</source>
        <translation>{who}将加入方式改为仅限邀请</translation>
    </message>
    <message>
        <source>{who} left</source>
        <translation>{who}退出了群</translation>
    </message>
    <message>
        <source>{who} removed {whom}</source>
        <translation>{who}将{whom}移出了群</translation>
    </message>
    <message>
        <source>{who} gave up the role of keeper</source>
        <translation>{who}不再担任管理员</translation>
    </message>
    <message>
        <source>{who} took the role of keeper from {whom}</source>
        <translation>{who}取消了{whom}的管理员身份</translation>
    </message>
    <message>
        <source>{who} joined</source>
        <translation>{who}加入了群</translation>
    </message>
    <message>
        <source>{who} added {whom}</source>
        <translation>{who}邀请{whom}加入了群</translation>
    </message>
    <message>
        <source>{who} created the room</source>
        <translation>{who}创建了本群</translation>
    </message>
    <message>
        <source>{who} became a keeper of the room</source>
        <translation>{who}成为了管理员</translation>
    </message>
    <message>
        <source>{who} made {whom} a keeper of the room</source>
        <translation>{who}将{whom}设为管理员</translation>
    </message>
    <message>
        <source>{who} let {whom} write again</source>
        <translation>{who}解除了{whom}的禁言</translation>
    </message>
    <message>
        <source>{who} silenced {whom} until {value}</source>
        <translation>{who}将{whom}禁言至 {value}</translation>
    </message>
    <message>
        <source>{who} let all members write</source>
        <translation>{who}允许所有成员发言</translation>
    </message>
    <message>
        <source>{who} let only keepers write</source>
        <translation>{who}仅允许管理员发言</translation>
    </message>
    <message>
        <source>{who} hid earlier messages from new members</source>
        <translation>{who}对新成员隐藏了以前的消息</translation>
    </message>
    <message>
        <source>{who} let new members read earlier messages</source>
        <translation>{who}允许新成员查看以前的消息</translation>
    </message>
</context>
<context>
    <name>RoomHead</name>
    <message>
        <source>{here} of {all}</source>
        <translation>{here}/{all}</translation>
    </message>
    <message>
        <source>Members: {here} of {all} are here</source>
        <translation>成员：{all} 人中 {here} 人在线</translation>
    </message>
    <message>
        <source>Members: {all}</source>
        <translation>成员：{all} 人</translation>
    </message>
    <message>
        <source>{name} is here</source>
        <translation>{name} 在这里</translation>
    </message>
    <message>
        <source>{names} are here</source>
        <translation>{names} 在这里</translation>
    </message>
    <message>
        <source>Nobody else is here</source>
        <translation>没有其他人在线</translation>
    </message>
</context>
<context>
    <name>RoomNotice</name>
    <message>
        <source>Notice: {text}</source>
        <translation>公告：{text}</translation>
    </message>
    <message>
        <source>Show the whole notice</source>
        <translation>查看完整公告</translation>
    </message>
</context>
<context>
    <name>RoomPartner</name>
    <message>
        <source>Write to {name}</source>
        <translation>发消息到 {name}</translation>
    </message>
    <message>
        <source>Only members can write here.</source>
        <translation>只有成员才能发言。</translation>
    </message>
    <message>
        <source>A keeper of the room has silenced you until {time}.</source>
        <translation>管理员已将您禁言至 {time}。</translation>
    </message>
    <message>
        <source>Only keepers of the room can write here.</source>
        <translation>只有管理员才能发言。</translation>
    </message>
    <message>
        <source>You are invited to this room.</source>
        <translation>您受邀加入此群。</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>谢绝</translation>
    </message>
    <message>
        <source>You have asked to join this room.</source>
        <translation>您已申请加入此群。</translation>
    </message>
    <message>
        <source>You are not a member of this room.</source>
        <translation>您不是此群的成员。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>RoomQuestion</name>
    <message>
        <source>Join {room}?</source>
        <translation>加入 {room}？</translation>
    </message>
    <message>
        <source>{name} invites you to this room.</source>
        <translation>{name} 邀请您加入这个群。</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
</context>
<context>
    <name>RoomTexts</name>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n 名成员</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) lose the room and its messages at the place. Messages on their computers stay. This cannot be undone.</source>
        <translation>
            <numerusform>%n 名成员会失去此群及其在小站上的消息。他们电脑上的消息会保留。此操作无法撤销。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoomWindow</name>
    <message>
        <source>Members</source>
        <translation>成员</translation>
    </message>
    <message>
        <source>Change &amp;picture…</source>
        <translation>更换头像(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Add members…</source>
        <translation>添加成员(&amp;A)…</translation>
    </message>
    <message>
        <source>Invite by &amp;link…</source>
        <translation>用链接邀请(&amp;L)…</translation>
    </message>
    <message>
        <source>A&amp;dmit</source>
        <translation>同意(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Refuse</source>
        <translation>拒绝(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>更多(&amp;M)</translation>
    </message>
    <message>
        <source>Lea&amp;ve…</source>
        <translation>退出(&amp;V)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>&amp;Join</source>
        <translation>加入(&amp;J)</translation>
    </message>
    <message>
        <source>Open &amp;messages</source>
        <translation>打开消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>A&amp;sk to join</source>
        <translation>申请加入(&amp;S)</translation>
    </message>
    <message>
        <source>{name}, {time}</source>
        <translation>{name}，{time}</translation>
    </message>
    <message>
        <source>Ask to join</source>
        <translation>申请加入</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Invited</source>
        <translation>已邀请</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>已申请</translation>
    </message>
    <message>
        <source>The room is not saved yet.</source>
        <translation>群资料还没有保存。</translation>
    </message>
    <message>
        <source>Members and settings of {room}</source>
        <translation>{room} 的成员与设置</translation>
    </message>
</context>
<context>
    <name>RoomsPage</name>
    <message>
        <source>Rooms</source>
        <translation>群</translation>
    </message>
    <message>
        <source>No rooms yet</source>
        <translation>还没有群</translation>
    </message>
    <message>
        <source>Rooms that people create appear here.</source>
        <translation>大家创建的群会显示在这里。</translation>
    </message>
    <message>
        <source>no keeper</source>
        <translation>没有管理员</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete room</source>
        <translation>删除群</translation>
    </message>
    <message>
        <source>Delete the room {room}?</source>
        <translation>要删除群 {room} 吗？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>RowLines</name>
    <message>
        <source>You are invited to join</source>
        <translation>您受邀加入</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>正在输入…</translation>
    </message>
    <message>
        <source>{name} is typing…</source>
        <translation>{name} 正在输入…</translation>
    </message>
    <message>
        <source>You took back a message</source>
        <translation>您撤回了一条消息</translation>
    </message>
    <message>
        <source>{name} took back a message</source>
        <translation>{name} 撤回了一条消息</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
</context>
<context>
    <name>ScreenCapture</name>
    <message>
        <source>The system gave no picture of the screen.</source>
        <translation>系统没有提供屏幕图像。</translation>
    </message>
    <message>
        <source>Allow qqdesk to record the screen in the system settings, under privacy.</source>
        <translation>请在系统设置的“隐私”中允许 qqdesk 录制屏幕。</translation>
    </message>
</context>
<context>
    <name>ScreenOverlay</name>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
</context>
<context>
    <name>Screenshot</name>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>马赛克</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
</context>
<context>
    <name>ScreenshotController</name>
    <message>
        <source>Screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Save the screenshot</source>
        <translation>保存截图</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>The screenshot could not be saved there. Check that the disk has room.</source>
        <translation>截图无法保存到那里。请检查磁盘空间是否足够。</translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>SendBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The text was too long: only the first {most} characters were pasted.</source>
        <translation>文字太长，只放入了开头部分，共 {most} 个字符。</translation>
    </message>
</context>
<context>
    <name>SendKey</name>
    <message>
        <source>Ctrl+Enter sends, Enter starts a new line</source>
        <translation>Ctrl+Enter 发送，Enter 换行</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Send with Enter</source>
        <translation>按 Enter 键发送</translation>
    </message>
    <message>
        <source>Send with Ctrl+Enter</source>
        <translation>按 Ctrl+Enter 键发送</translation>
    </message>
</context>
<context>
    <name>ServerBox</name>
    <message>
        <source>Place on this computer</source>
        <translation>本机的小站</translation>
    </message>
    <message>
        <source>Place at an address</source>
        <translation>其他地址的小站</translation>
    </message>
    <message>
        <source>Found on this network</source>
        <translation>在本网络中找到</translation>
    </message>
    <message>
        <source>None so far</source>
        <translation>暂未找到</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>以前用过</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>小站</translation>
    </message>
</context>
<context>
    <name>ServerChoice</name>
    <message>
        <source>chat.example.org or 192.168.1.5:8000</source>
        <translation>chat.example.org 或 192.168.1.5:8000</translation>
    </message>
    <message>
        <source>{name}, found on this network</source>
        <translation>{name}（在本网络中找到）</translation>
    </message>
    <message>
        <source>Found on this network: {name}</source>
        <translation>在本网络中找到：{name}</translation>
    </message>
    <message>
        <source>Address of the place</source>
        <translation>小站地址</translation>
    </message>
    <message>
        <source>Found on this network: {count} places</source>
        <translation>在本网络中找到 {count} 个小站</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>People</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Privacy and history</source>
        <translation>隐私与记录</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Nickname, face, and what others see of me.</source>
        <translation>昵称、头像，以及别人看到的资料。</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>A new password for the account that is signed in.</source>
        <translation>更换当前登录账号的密码。</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>The colours of all windows. “Same as the system” changes between light and dark with the system.</source>
        <translation>所有窗口的颜色。“跟随系统”会随系统切换浅色和深色。</translation>
    </message>
    <message>
        <source>theme colours dark light classic night mode</source>
        <translation>主题 颜色 深色 浅色 经典 夜间</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <source>Nothing blinks or slides, even if the system allows it.</source>
        <translation>不闪烁、不滑动，即使系统允许。</translation>
    </message>
    <message>
        <source>reduced motion animation blinking</source>
        <translation>减少动画 动态效果 闪烁</translation>
    </message>
    <message>
        <source>Who can reach this place</source>
        <translation>谁能访问这个小站</translation>
    </message>
    <message>
        <source>Administrators open and close it to the network, in the window of the place.</source>
        <translation>管理员在小站的窗口中对网络开放或关闭它。</translation>
    </message>
    <message>
        <source>network firewall other computers lan access</source>
        <translation>网络 防火墙 其他电脑 局域网 访问</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>address host</source>
        <translation>地址 主机</translation>
    </message>
    <message>
        <source>Connection check</source>
        <translation>连接检查</translation>
    </message>
    <message>
        <source>Check…</source>
        <translation>检查…</translation>
    </message>
    <message>
        <source>doctor problem trouble test network</source>
        <translation>诊断 问题 故障 测试 网络</translation>
    </message>
    <message>
        <source>Only the name or address, without http:// and without a port.</source>
        <translation>只填名称或地址，不要带 http:// 和端口。</translation>
    </message>
    <message>
        <source>proxy network firewall</source>
        <translation>代理 网络 防火墙</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Tests each step to the place, and says what to do if one fails.</source>
        <translation>逐步检查到小站的连接，并说明出问题时该怎么办。</translation>
    </message>
    <message>
        <source>If your network needs one to reach places. A change applies from the next request.</source>
        <translation>您的网络只能通过代理访问小站时才需要。更改从下一个请求起生效。</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>HTTP and HTTPS</source>
        <translation>HTTP 和 HTTPS</translation>
    </message>
    <message>
        <source>SOCKS 5</source>
        <translation>SOCKS 5</translation>
    </message>
    <message>
        <source>Proxy&apos;s address</source>
        <translation>代理地址</translation>
    </message>
    <message>
        <source>Its name or IP address; ask the operator of your network.</source>
        <translation>代理的名称或 IP 地址，请询问网络管理员。</translation>
    </message>
    <message>
        <source>Proxy&apos;s port</source>
        <translation>代理端口</translation>
    </message>
    <message>
        <source>Mostly 8080 or 3128 for HTTP, and 1080 for SOCKS.</source>
        <translation>HTTP 通常为 8080 或 3128，SOCKS 为 1080。</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>User name at the proxy</source>
        <translation>代理用户名</translation>
    </message>
    <message>
        <source>Leave it empty if the proxy needs no sign-in.</source>
        <translation>代理无需登录时留空。</translation>
    </message>
    <message>
        <source>Password at the proxy</source>
        <translation>代理密码</translation>
    </message>
    <message>
        <source>Saved in the system&apos;s keyring. Without a keyring, you are asked at each start.</source>
        <translation>保存在系统密钥环中；没有密钥环时每次启动都会询问。</translation>
    </message>
    <message>
        <source>No proxy in the local network</source>
        <translation>局域网不使用代理</translation>
    </message>
    <message>
        <source>Places in this network are reached directly; this computer always is.</source>
        <translation>局域网内的小站直接连接；本机始终直接连接。</translation>
    </message>
    <message>
        <source>No proxy for</source>
        <translation>不使用代理的地址</translation>
    </message>
    <message>
        <source>Names, .domains, addresses or networks, with commas between.</source>
        <translation>名称、.域名、地址或网段，用逗号分隔。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The language of the program. All windows change at once.</source>
        <translation>程序使用的语言。窗口会立即以新语言重新打开，内容不变。</translation>
    </message>
    <message>
        <source>translation Chinese English locale</source>
        <translation>翻译 中文 英文 语言</translation>
    </message>
    <message>
        <source>Start automatically</source>
        <translation>自动启动</translation>
    </message>
    <message>
        <source>Starts qqdesk when you sign in to the computer.</source>
        <translation>登录电脑后 qqdesk 即自动启动。</translation>
    </message>
    <message>
        <source>autostart login boot startup</source>
        <translation>自启动 开机 启动 登录</translation>
    </message>
    <message>
        <source>Start hidden</source>
        <translation>启动时隐藏</translation>
    </message>
    <message>
        <source>After an automatic start it is only in the tray; without a tray it is minimised.</source>
        <translation>自动启动时只显示托盘图标；没有托盘时最小化。</translation>
    </message>
    <message>
        <source>autostart minimised tray</source>
        <translation>自启动 最小化 托盘</translation>
    </message>
    <message>
        <source>Closing the main window</source>
        <translation>关闭主窗口时</translation>
    </message>
    <message>
        <source>Without a tray, the window is minimised instead of hidden.</source>
        <translation>没有系统托盘时改为最小化。</translation>
    </message>
    <message>
        <source>Ask me</source>
        <translation>每次询问</translation>
    </message>
    <message>
        <source>Hides it in the tray</source>
        <translation>隐藏到托盘</translation>
    </message>
    <message>
        <source>Minimises it</source>
        <translation>最小化</translation>
    </message>
    <message>
        <source>Quits</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>close button quit exit tray minimize</source>
        <translation>关闭按钮 退出 托盘 最小化</translation>
    </message>
    <message>
        <source>About qqdesk</source>
        <translation>关于 qqdesk</translation>
    </message>
    <message>
        <source>The version and the libraries.</source>
        <translation>版本，以及所用的库。</translation>
    </message>
    <message>
        <source>version build licence libraries</source>
        <translation>版本 构建 许可证 库 关于</translation>
    </message>
    <message>
        <source>One window</source>
        <translation>单窗口</translation>
    </message>
    <message>
        <source>Shows the chats beside the list. Ctrl+click opens a window of its own.</source>
        <translation>在列表旁显示会话。按住 Ctrl 点击可打开单独的窗口。</translation>
    </message>
    <message>
        <source>layout single panes tabs</source>
        <translation>布局 单窗口 分栏 标签</translation>
    </message>
    <message>
        <source>Same as the theme</source>
        <translation>与主题相同</translation>
    </message>
    <message>
        <source>Stay signed in here</source>
        <translation>在这台电脑上保持登录</translation>
    </message>
    <message>
        <source>change password</source>
        <translation>更改密码 修改密码</translation>
    </message>
    <message>
        <source>Screenshot key in all programs</source>
        <translation>在所有程序中使用截图快捷键</translation>
    </message>
    <message>
        <source>Ctrl+Alt+A takes a screenshot also while another program is in front. Turn it off if you type a letter with these keys. Wayland and macOS do not have this.</source>
        <translation>其他程序在前台时，按 Ctrl+Alt+A 也能截图。如果您用这些键输入字母，请关闭此项。Wayland 和 macOS 不支持。</translation>
    </message>
    <message>
        <source>screen capture picture hotkey global</source>
        <translation>截图 截屏 屏幕 图片 快捷键 热键 全局</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>发送键</translation>
    </message>
    <message>
        <source>The key that sends a message; Shift+Enter always starts a new line.</source>
        <translation>用来发送消息的按键；Shift+Enter 始终换行。</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>return key newline</source>
        <translation>回车 换行 按键</translation>
    </message>
    <message>
        <source>Message style</source>
        <translation>消息样式</translation>
    </message>
    <message>
        <source>Bubbles with faces, or lines that leave room for more.</source>
        <translation>带头像的气泡，或更节省空间的紧凑行。</translation>
    </message>
    <message>
        <source>Bubbles</source>
        <translation>气泡</translation>
    </message>
    <message>
        <source>Compact lines</source>
        <translation>紧凑行</translation>
    </message>
    <message>
        <source>chat look compact</source>
        <translation>聊天 外观 紧凑</translation>
    </message>
    <message>
        <source>Text size of messages</source>
        <translation>消息文字大小</translation>
    </message>
    <message>
        <source>In percent of the normal size; Ctrl+wheel changes it in a chat.</source>
        <translation>相对于普通大小的百分比；在聊天中可用 Ctrl+滚轮调整。</translation>
    </message>
    <message>
        <source>zoom font larger smaller</source>
        <translation>缩放 字体 放大 缩小</translation>
    </message>
    <message>
        <source>picture file attachment download automatic</source>
        <translation>图片 文件 附件 下载 自动</translation>
    </message>
    <message>
        <source>Download pictures automatically</source>
        <translation>自动下载图片</translation>
    </message>
    <message>
        <source>Up to this size, from people on your list and in rooms.</source>
        <translation>不超过此大小，来自好友和群。</translation>
    </message>
    <message>
        <source>Show bold and code</source>
        <translation>显示粗体和代码</translation>
    </message>
    <message>
        <source>**Two stars** around bold words, `back quotes` around code, three around lines of it.</source>
        <translation>用**两个星号**括起粗体，用`反引号`括起代码，用三个反引号括起多行代码。</translation>
    </message>
    <message>
        <source>format markdown star</source>
        <translation>格式 星号 粗体 代码 markdown</translation>
    </message>
    <message>
        <source>Download other files automatically</source>
        <translation>自动下载其他文件</translation>
    </message>
    <message>
        <source>Also on metered networks</source>
        <translation>按流量计费时也下载</translation>
    </message>
    <message>
        <source>Such as a phone&apos;s connection. If this is off, pictures and files wait for a click.</source>
        <translation>例如使用手机网络时。否则图片和文件要点击才会下载。</translation>
    </message>
    <message>
        <source>Folder for files</source>
        <translation>文件保存位置</translation>
    </message>
    <message>
        <source>Where files are downloaded to. Pictures are kept with your messages.</source>
        <translation>文件下载到此文件夹。图片与消息保存在一起。</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>显示通知</translation>
    </message>
    <message>
        <source>When somebody writes in a chat that you are not looking at.</source>
        <translation>当您没有在看某人的会话而对方发来消息时弹出。</translation>
    </message>
    <message>
        <source>notification popup alert message</source>
        <translation>通知 弹窗 提醒 消息</translation>
    </message>
    <message>
        <source>Content of notifications</source>
        <translation>通知内容</translation>
    </message>
    <message>
        <source>How much of a message a notification shows to others who see your screen.</source>
        <translation>看到您屏幕的人能读到消息的多少内容。</translation>
    </message>
    <message>
        <source>Sender and text</source>
        <translation>发送者和内容</translation>
    </message>
    <message>
        <source>Only the sender</source>
        <translation>仅发送者</translation>
    </message>
    <message>
        <source>No content</source>
        <translation>不显示内容</translation>
    </message>
    <message>
        <source>notification privacy preview hide</source>
        <translation>通知 隐私 预览 隐藏</translation>
    </message>
    <message>
        <source>When somebody mentions you in a muted room</source>
        <translation>在免打扰的群中有人提到您时</translation>
    </message>
    <message>
        <source>Other messages of a muted room stay silent.</source>
        <translation>免打扰的群的其他消息仍不提醒。</translation>
    </message>
    <message>
        <source>notification mention room mute</source>
        <translation>通知 提到 群 免打扰</translation>
    </message>
    <message>
        <source>When somebody comes online</source>
        <translation>好友上线时</translation>
    </message>
    <message>
        <source>For contacts that you choose in their menu.</source>
        <translation>仅限您设置了上线提醒的好友，可在好友菜单中设置。</translation>
    </message>
    <message>
        <source>notification presence available</source>
        <translation>通知 状态 上线</translation>
    </message>
    <message>
        <source>Silent while busy</source>
        <translation>忙碌时静默</translation>
    </message>
    <message>
        <source>No notifications and no sounds while your status is Busy. Unread messages are still marked.</source>
        <translation>状态为忙碌时不弹出通知也不播放声音，未读消息仍有标记。</translation>
    </message>
    <message>
        <source>do not disturb dnd quiet away</source>
        <translation>勿扰 免打扰 安静 离开</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>安静时段</translation>
    </message>
    <message>
        <source>No notifications and no sounds between two times of each day.</source>
        <translation>每天的这段时间内不弹出通知也不播放声音。</translation>
    </message>
    <message>
        <source>do not disturb night sleep silent</source>
        <translation>勿扰 夜间 睡眠 静音</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>When the quiet hours begin.</source>
        <translation>安静时段从何时开始。</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>When the quiet hours end. An earlier time is on the next day.</source>
        <translation>安静时段何时结束；早于开始时间则为次日。</translation>
    </message>
    <message>
        <source>When a message of yours has reached the place.</source>
        <translation>您的消息到达小站时。</translation>
    </message>
    <message>
        <source>When you are signed out, or the place shows another certificate.</source>
        <translation>当您被迫下线，或小站出示另一份证书时。</translation>
    </message>
    <message>
        <source>Online first</source>
        <translation>在线的在前</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名字</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>邀请他人</translation>
    </message>
    <message>
        <source>A link that brings others to this place, with a QR code and a text to send.</source>
        <translation>一个让别人加入这里的链接，附二维码和可发送的文字。</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>邀请他人…</translation>
    </message>
    <message>
        <source>join invitation code newcomer add admit</source>
        <translation>加入 邀请 邀请码 二维码 链接 新人 添加</translation>
    </message>
    <message>
        <source>Order of the contacts</source>
        <translation>好友排序</translation>
    </message>
    <message>
        <source>Within each group; Chinese names are sorted by pinyin.</source>
        <translation>在每个分组内排序；中文名字按拼音。</translation>
    </message>
    <message>
        <source>sort presence online alphabet recent</source>
        <translation>排序 在线 拼音 字母 最近</translation>
    </message>
    <message>
        <source>By last message</source>
        <translation>按最近消息</translation>
    </message>
    <message>
        <source>Hide offline contacts</source>
        <translation>隐藏离线好友</translation>
    </message>
    <message>
        <source>People with unread messages stay in the list, and a search finds everyone.</source>
        <translation>有未读消息的人仍留在列表中，搜索能找到所有人。</translation>
    </message>
    <message>
        <source>show only online contacts</source>
        <translation>只显示在线好友 联系人</translation>
    </message>
    <message>
        <source>Small faces</source>
        <translation>小头像</translation>
    </message>
    <message>
        <source>One line for each contact, so that more of them have room.</source>
        <translation>每位好友一行，能显示更多的人。</translation>
    </message>
    <message>
        <source>compact rows size avatar</source>
        <translation>紧凑 行 大小 头像</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Away when idle</source>
        <translation>无人使用时显示离开</translation>
    </message>
    <message>
        <source>Others see you as Away when this computer was not used for this time. A status that you chose stays.</source>
        <translation>这台电脑无人使用达到此时间后，您显示为离开，回来后自动恢复在线。您自己选择的状态不受影响。</translation>
    </message>
    <message>
        <source>away automatic absent presence status lock screen</source>
        <translation>离开 自动 状态 空闲 锁屏</translation>
    </message>
    <message>
        <source>Keep messages</source>
        <translation>保留消息</translation>
    </message>
    <message>
        <source>Older messages are deleted on all your devices, except unread and unsent ones. You are asked first.</source>
        <translation>更早的消息会从您的所有设备上删除，未读和未发送的除外。删除前会先询问您。</translation>
    </message>
    <message>
        <source>history delete retention days</source>
        <translation>记录 删除 保留 天数</translation>
    </message>
    <message>
        <source>Who may add you</source>
        <translation>谁可以加您为好友</translation>
    </message>
    <message>
        <source>Everyone, people whom you allow, or no one. The setting is in your profile.</source>
        <translation>任何人、经您同意的人或不允许任何人：在您的资料中设置。</translation>
    </message>
    <message>
        <source>consent permission contact request</source>
        <translation>同意 许可 好友请求 验证</translation>
    </message>
    <message>
        <source>Show when you were last here</source>
        <translation>显示最近在线时间</translation>
    </message>
    <message>
        <source>To people on whose list you are, if they show it, too.</source>
        <translation>把您列为联系人的人可以看到，前提是他们也显示自己的。</translation>
    </message>
    <message>
        <source>last seen online presence</source>
        <translation>最近 上次 在线 时间</translation>
    </message>
    <message>
        <source>Show what you have read</source>
        <translation>显示已读</translation>
    </message>
    <message>
        <source>Others see how far you have read. You see the same of people who turn this on, too.</source>
        <translation>别人可以看到您读到了哪里；您也可以看到同样开启此项的人读到了哪里。</translation>
    </message>
    <message>
        <source>read marks receipts seen by</source>
        <translation>已读 回执 标记</translation>
    </message>
    <message>
        <source>Blocked people</source>
        <translation>屏蔽名单</translation>
    </message>
    <message>
        <source>People who can neither write to you nor see your status.</source>
        <translation>不能给您发消息、也看不到您是否在线的人。</translation>
    </message>
    <message>
        <source>block unblock ignore ban</source>
        <translation>屏蔽 取消屏蔽 黑名单 拉黑</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Search, export, import and delete messages.</source>
        <translation>搜索、导出、导入和删除聊天内容。</translation>
    </message>
    <message>
        <source>backup archive</source>
        <translation>备份 存档</translation>
    </message>
    <message>
        <source>Everyone in {place} has you on their list, and you have them. If you turn this off, only people who were added by hand stay, and a search finds you by your number only.</source>
        <translation>{place} 里的每个人都在彼此的列表中。关闭后，只保留您或对方添加过的人，别人只能用号码搜索到您。</translation>
    </message>
    <message>
        <source>{place} has more than 200 people: new people are not put on your list, nor you on theirs. If you turn this off, a search finds you by your number only.</source>
        <translation>{place} 已超过 200 人：新来的人不会再加入您的列表，您也不会加入他们的列表。关闭后，别人只能用号码搜索到您。</translation>
    </message>
    <message>
        <source>Known to the people here</source>
        <translation>让这里的人认识我</translation>
    </message>
    <message>
        <source>listed hide opt out everyone introduce</source>
        <translation>列表 隐藏 退出 所有人 认识</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>A table of all keys of all windows; F1 opens it from everywhere.</source>
        <translation>所有窗口的快捷键都在一张表里，随处按 F1 打开。</translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>显示…</translation>
    </message>
    <message>
        <source>hotkeys help keyboard</source>
        <translation>热键 帮助 键盘</translation>
    </message>
    <message>
        <source>Play sounds</source>
        <translation>播放声音</translation>
    </message>
    <message>
        <source>One at a time, and none for the chat that you are looking at.</source>
        <translation>一次只播放一个，正在查看的会话不播放。</translation>
    </message>
    <message>
        <source>audio silent mute noise</source>
        <translation>声音 静音 音频</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>In addition to the system&apos;s volume.</source>
        <translation>在系统音量之外另行调节。</translation>
    </message>
    <message>
        <source>loud quiet audio</source>
        <translation>大声 小声 音频</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>试听</translation>
    </message>
    <message>
        <source>Plays the sound of a message at this volume.</source>
        <translation>以当前音量播放消息提示音。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>For a message</source>
        <translation>收到消息</translation>
    </message>
    <message>
        <source>When somebody writes to you.</source>
        <translation>有人给您发消息时。</translation>
    </message>
    <message>
        <source>Custom sound for a message</source>
        <translation>自定义消息提示音</translation>
    </message>
    <message>
        <source>For somebody who comes online</source>
        <translation>好友上线</translation>
    </message>
    <message>
        <source>Custom sound for coming online</source>
        <translation>自定义上线提示音</translation>
    </message>
    <message>
        <source>For a request</source>
        <translation>好友请求</translation>
    </message>
    <message>
        <source>When somebody asks to add you, or answers you.</source>
        <translation>有人请求加您为好友或答复您时。</translation>
    </message>
    <message>
        <source>Custom sound for a request</source>
        <translation>自定义请求提示音</translation>
    </message>
    <message>
        <source>For what you send</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Custom sound for what you send</source>
        <translation>自定义发送提示音</translation>
    </message>
    <message>
        <source>For problems</source>
        <translation>出现问题</translation>
    </message>
    <message>
        <source>Custom sound for problems</source>
        <translation>自定义问题提示音</translation>
    </message>
    <message>
        <source>audio WAV file notification</source>
        <translation>声音 文件 提示音</translation>
    </message>
    <message>
        <source>A WAV file of at most ten seconds, instead of the one that comes with the program.</source>
        <translation>用不超过十秒的 WAV 文件代替自带的提示音。</translation>
    </message>
    <message>
        <source>Sounds (*.wav)</source>
        <translation>声音 (*.wav)</translation>
    </message>
    <message>
        <source>Notify me of a new device</source>
        <translation>新设备登录时通知我</translation>
    </message>
    <message>
        <source>A notification appears here when a device signs in as you for the first time.</source>
        <translation>有设备首次以您的身份登录时，这里会弹出通知。</translation>
    </message>
    <message>
        <source>computers sessions sign out rename login security</source>
        <translation>电脑 会话 退出 重命名 登录 安全</translation>
    </message>
    <message>
        <source>With your password, for this time after the last contact with the place.</source>
        <translation>用您的密码，在最后一次连上小站后的这段时间内有效。</translation>
    </message>
    <message>
        <source>offline lost stolen computer password days</source>
        <translation>离线 丢失 被盗 电脑 密码 天数</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>The next sign-in goes there. You can choose another one in the sign-in window.</source>
        <translation>下次登录时使用。也可以在登录窗口中另选。</translation>
    </message>
    <message>
        <source>The keyring of the system keeps the passwords. Without them, you are asked again.</source>
        <translation>密码保存在系统的密钥环中。清除后登录时会重新询问。</translation>
    </message>
    <message>
        <source>Delete passwords</source>
        <translation>清除密码</translation>
    </message>
    <message>
        <source>keyring wallet keychain secret sign in automatically login remember</source>
        <translation>密钥环 钱包 钥匙串 自动登录 登录 记住</translation>
    </message>
    <message>
        <source>Sign in offline</source>
        <translation>离线登录</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>A link for your other computer, which then asks for your password only.</source>
        <translation>给另一台电脑的链接，那里只需输入密码。</translation>
    </message>
    <message>
        <source>Add a device…</source>
        <translation>添加设备…</translation>
    </message>
    <message>
        <source>second computer laptop new device sign in link</source>
        <translation>第二台电脑 笔记本 新设备 登录 链接</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings – qqdesk</source>
        <translation>设置 – qqdesk</translation>
    </message>
    <message>
        <source>No setting found</source>
        <translation>没有这样的设置</translation>
    </message>
    <message>
        <source>Try another word.</source>
        <translation>换个词试试。</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>The settings cannot be saved: {reason}. They apply for now, and are saved as soon as possible.</source>
        <translation>设置无法保存：{reason}。设置目前有效，恢复正常后会立即保存。</translation>
    </message>
</context>
<context>
    <name>ShortcutWindow</name>
    <message>
        <source>Keyboard shortcuts – qqdesk</source>
        <translation>键盘快捷键 – qqdesk</translation>
    </message>
    <message>
        <source>Search the keys</source>
        <translation>搜索快捷键</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>No shortcut found</source>
        <translation>没有这样的快捷键</translation>
    </message>
    <message>
        <source>Try another word.</source>
        <translation>换个词试试。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>SignInFlow</name>
    <message>
        <source>Asking the keyring for the password…</source>
        <translation>正在向密钥环询问密码…</translation>
    </message>
    <message>
        <source>Asking for the password of the proxy…</source>
        <translation>正在询问代理服务器的密码…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Opening the place on this computer…</source>
        <translation>正在打开本机的小站…</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>大写锁定已打开。</translation>
    </message>
    <message>
        <source>Forgot the password?</source>
        <translation>忘记密码？</translation>
    </message>
    <message>
        <source>Stay signed in here</source>
        <translation>在这台电脑上保持登录</translation>
    </message>
    <message>
        <source>Status to sign in with</source>
        <translation>登录时的状态</translation>
    </message>
    <message>
        <source>Join or start a place</source>
        <translation>加入或开设小站</translation>
    </message>
    <message>
        <source>Password is remembered</source>
        <translation>密码已记住</translation>
    </message>
    <message>
        <source>Type your number.</source>
        <translation>请输入号码。</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>请输入您的密码。</translation>
    </message>
    <message>
        <source>Accounts that were used ({key})</source>
        <translation>用过的账号（{key}）</translation>
    </message>
    <message>
        <source>The keyring of the system keeps the password. Without a keyring, you type it at each start.</source>
        <translation>密码保存在系统的密钥环中。没有密钥环时，每次启动都需要输入密码。</translation>
    </message>
    <message>
        <source>Another number or address</source>
        <translation>其他号码或地址</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>with your number and password</source>
        <translation>请输入号码和密码</translation>
    </message>
    <message>
        <source>Number {number}, {place}</source>
        <translation>号码 {number}，{place}</translation>
    </message>
    <message>
        <source>Type the address of the place.</source>
        <translation>请输入小站的地址。</translation>
    </message>
</context>
<context>
    <name>SignInWindow</name>
    <message>
        <source>Sign in – qqdesk</source>
        <translation>登录 – qqdesk</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Check…</source>
        <translation>检查…</translation>
    </message>
    <message>
        <source>The password is not right. If it was changed, type the new one.</source>
        <translation>密码不正确。如果密码已被更改，请输入新密码。</translation>
    </message>
    <message>
        <source>{place} is open again. Sign in with the password from before.</source>
        <translation>{place} 已重新打开。请用原来的密码登录。</translation>
    </message>
    <message>
        <source>The place</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Type your number.</source>
        <translation>请输入您的号码。</translation>
    </message>
    <message>
        <source>Nobody called {name} has signed in on this computer. Type the number.</source>
        <translation>没有名为 {name} 的人在这台电脑上登录过。请输入号码。</translation>
    </message>
    <message>
        <source>Your people, your place</source>
        <translation>在自己的小站，与好友相聚</translation>
    </message>
    <message>
        <source>Type the password of number {number} at {place}.</source>
        <translation>请输入号码 {number} 在 {place} 的密码。</translation>
    </message>
</context>
<context>
    <name>SignatureButton</name>
    <message>
        <source>Add a signature</source>
        <translation>添加个性签名</translation>
    </message>
    <message>
        <source>My signature: {text}</source>
        <translation>我的个性签名：{text}</translation>
    </message>
    <message>
        <source>Others see this line with your name</source>
        <translation>别人会在您的名字旁看到这一行</translation>
    </message>
</context>
<context>
    <name>SilentQuestion</name>
    <message>
        <source>qqdesk is running already, and does not answer.</source>
        <translation>qqdesk 已在运行，但没有响应。</translation>
    </message>
    <message>
        <source>Wait a little and try again. If that does not help, end its process (number {process}), and start it again.</source>
        <translation>请稍候再试。如果仍无响应，请结束它的进程（进程号 {process}），然后重新启动。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>StartPlacePage</name>
    <message>
        <source>Start a place for my people</source>
        <translation>为我的亲友开一个小站</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>家</translation>
    </message>
    <message>
        <source>Name of the place</source>
        <translation>小站名称</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Type a name for the place.</source>
        <translation>请输入小站的名称。</translation>
    </message>
    <message>
        <source>From a backup…</source>
        <translation>从备份恢复…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{name} runs on this computer already.</source>
        <translation>{name} 已在这台电脑上运行。</translation>
    </message>
    <message>
        <source>Join it</source>
        <translation>加入它</translation>
    </message>
    <message>
        <source>Start mine too</source>
        <translation>也开我的</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Only this computer can reach it at first.</source>
        <translation>起初只有这台电脑能访问它。</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>Invisible</source>
        <translation>隐身</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Away (idle)</source>
        <translation>离开（空闲）</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>The operator keeps them in PostgreSQL</source>
        <translation>由管理者保存在 PostgreSQL 中</translation>
    </message>
    <message>
        <source>{size} in the database</source>
        <translation>数据库中 {size}</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Pictures and files</source>
        <translation>图片和文件</translation>
    </message>
    <message>
        <source>Disk of the place</source>
        <translation>小站的磁盘</translation>
    </message>
    <message>
        <source>People cannot send pictures and files here</source>
        <translation>这里不能发送图片和文件</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>剩余 {size}</translation>
    </message>
    <message>
        <source>Nearly full: delete other files on this disk</source>
        <translation>即将用满：请删除此磁盘上的其他文件</translation>
    </message>
    <message>
        <source>For everybody, as long as the disk has room</source>
        <translation>对所有人有效，前提是磁盘空间足够</translation>
    </message>
    <message>
        <source>The operator has set this at the start of the server. It cannot be changed here.</source>
        <translation>服务器管理者在启动时已固定此项，无法在这里更改。</translation>
    </message>
    <message>
        <source>Largest file</source>
        <translation>最大文件</translation>
    </message>
    <message>
        <source>Together, as long as the disk has room</source>
        <translation>合计，前提是磁盘空间足够</translation>
    </message>
    <message>
        <source>All pictures and files</source>
        <translation>全部图片和文件</translation>
    </message>
</context>
<context>
    <name>StyleBar</name>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
</context>
<context>
    <name>TabMenu</name>
    <message>
        <source>the only chat here</source>
        <translation>这里只有这一个聊天</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>it is pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>Close the others</source>
        <translation>关闭其他标签</translation>
    </message>
    <message>
        <source>there are none</source>
        <translation>没有其他聊天</translation>
    </message>
    <message>
        <source>Put back into the main chat window</source>
        <translation>放回主聊天窗口</translation>
    </message>
    <message>
        <source>Move to the window with {name}</source>
        <translation>移到 {name} 所在的窗口</translation>
    </message>
</context>
<context>
    <name>TabStrip</name>
    <message>
        <source>All open chats</source>
        <translation>所有打开的聊天</translation>
    </message>
    <message>
        <source>{name} ({count})</source>
        <translation>{name}（{count}）</translation>
    </message>
</context>
<context>
    <name>TextEditor</name>
    <message>
        <source>Text on the screenshot</source>
        <translation>截图上的文字</translation>
    </message>
</context>
<context>
    <name>ThemeMenu</name>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Classic blue</source>
        <translation>经典蓝</translation>
    </message>
</context>
<context>
    <name>ThumbnailStrip</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Send to {name}</source>
        <translation>发送给 {name}</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>{name} – {status}</source>
        <translation>{name} – {status}</translation>
    </message>
    <message>
        <source>1 unread message</source>
        <translation>1 条未读消息</translation>
    </message>
    <message>
        <source>{count} unread messages</source>
        <translation>{count} 条未读消息</translation>
    </message>
</context>
<context>
    <name>TrayMenu</name>
    <message>
        <source>Open qqdesk</source>
        <translation>打开 qqdesk</translation>
    </message>
    <message>
        <source>Next unread conversation</source>
        <translation>下一个未读会话</translation>
    </message>
    <message>
        <source>Open all unread</source>
        <translation>打开所有未读会话</translation>
    </message>
    <message>
        <source>Take a screenshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>{name} ({count})</source>
        <translation>{name}（{count}）</translation>
    </message>
</context>
<context>
    <name>TrustNewCertificateDialog</name>
    <message>
        <source>Trust the new certificate?</source>
        <translation>信任新证书吗？</translation>
    </message>
    <message>
        <source>Continue only if the owner of {place} told you that the certificate was changed, and gave you this fingerprint. From then on only the new certificate is accepted.</source>
        <translation>只有当 {place} 的站主告知您证书已更换，且对方告知的指纹与此一致时，才可继续。此后只接受新证书。</translation>
    </message>
    <message>
        <source>The certificate that is shown now</source>
        <translation>现在出示的证书</translation>
    </message>
    <message>
        <source>&amp;Trust the new certificate</source>
        <translation>信任新证书(&amp;T)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>TypingLine</name>
    <message>
        <source>{name} is typing…</source>
        <translation>{name} 正在输入…</translation>
    </message>
    <message>
        <source>{name} and {other} are typing…</source>
        <translation>{name} 和 {other} 正在输入…</translation>
    </message>
    <message>
        <source>{name} and {count} others are typing…</source>
        <translation>{name} 和另外 {count} 人正在输入…</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>UndoableJoinRequestBar</name>
    <message>
        <source>At {time}</source>
        <translation>{time}</translation>
    </message>
    <message>
        <source>At {time}, from {origin}</source>
        <translation>{time}，来自 {origin}</translation>
    </message>
    <message>
        <source>{name} is admitted</source>
        <translation>{name} 即将加入</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>UnencryptedDialog</name>
    <message>
        <source>Connect without encryption?</source>
        <translation>不加密就连接吗？</translation>
    </message>
    <message>
        <source>The connection to {place} is not encrypted. Others on the network can learn your password, and read what you write.</source>
        <translation>与 {place} 的连接未加密。途中的任何人都能得到您的密码，并看到您写的内容。</translation>
    </message>
    <message>
        <source>Old servers have no encryption. If this place has it, somebody on the network may be hiding that: ask the owner of the place. If you connect, you will not be asked again about this place.</source>
        <translation>旧式服务器没有加密。如果此小站其实有加密，可能是途中有人将其隐藏：请询问站主。如果连接，以后不会再询问此小站。</translation>
    </message>
    <message>
        <source>Connect &amp;without encryption</source>
        <translation>不加密连接(&amp;W)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>UnknownCertificateDialog</name>
    <message>
        <source>Fingerprint of the certificate (SHA-256)</source>
        <translation>证书指纹（SHA-256）</translation>
    </message>
    <message>
        <source>Co&amp;nnect</source>
        <translation>连接(&amp;N)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Is this the right place?</source>
        <translation>是这个小站吗？</translation>
    </message>
    <message>
        <source>You are at {place} for the first time. Compare this fingerprint with the one of its owner, who finds it in the window of the place under Network, or in the output of qqdesk-server.</source>
        <translation>您第一次来到 {place}。请与站主核对这个指纹：站主可以在小站窗口的“网络”页，或 qqdesk-server 的输出中看到它。</translation>
    </message>
</context>
<context>
    <name>ViewMenu</name>
    <message>
        <source>Sort by presence</source>
        <translation>按在线状态排序</translation>
    </message>
    <message>
        <source>Sort by name</source>
        <translation>按名字排序</translation>
    </message>
    <message>
        <source>Sort by last message</source>
        <translation>按最近消息排序</translation>
    </message>
    <message>
        <source>Large rows</source>
        <translation>大行</translation>
    </message>
    <message>
        <source>Hide offline contacts</source>
        <translation>隐藏离线好友</translation>
    </message>
    <message>
        <source>Small faces</source>
        <translation>小头像</translation>
    </message>
    <message>
        <source>One window</source>
        <translation>单窗口</translation>
    </message>
</context>
<context>
    <name>ViewedPicture</name>
    <message>
        <source>The download was stopped.</source>
        <translation>下载已停止。</translation>
    </message>
    <message>
        <source>The file is damaged, too large, or of a kind that this program does not show.</source>
        <translation>文件已损坏、太大，或是本程序不能显示的类型。</translation>
    </message>
</context>
<context>
    <name>ViewerBar</name>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>{day}, {time} · {name}, {width} × {height}, {size}</source>
        <translation>{day} {time} · {name}，{width} × {height}，{size}</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ViewerWindow</name>
    <message>
        <source>Previous picture (Left)</source>
        <translation>上一张图片（左箭头）</translation>
    </message>
    <message>
        <source>Next picture (Right)</source>
        <translation>下一张图片（右箭头）</translation>
    </message>
    <message>
        <source>{here} of {count}</source>
        <translation>第 {here} 张，共 {count} 张</translation>
    </message>
</context>
<context>
    <name>Watch</name>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>The next time</source>
        <translation>下次上线时</translation>
    </message>
    <message>
        <source>Every time</source>
        <translation>每次上线时</translation>
    </message>
</context>
<context>
    <name>WindowManager</name>
    <message>
        <source>{name} is signed in. To sign in as {user}, sign out first, or start another profile.</source>
        <translation>{name} 已登录。要以 {user} 登录，请先退出登录，或另用一个配置启动。</translation>
    </message>
    <message>
        <source>You cannot invite people: {reason}.</source>
        <translation>您无法邀请他人：{reason}。</translation>
    </message>
    <message>
        <source>This place has no rooms.</source>
        <translation>这个小站没有群。</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>WritingRow</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the chat</source>
        <translation>关闭聊天</translation>
    </message>
</context>
<context>
    <name>_CountTexts</name>
    <message numerus="yes">
        <source>%Ln older message(s) were deleted: this place keeps messages for a limited time</source>
        <translation>
            <numerusform>小站的保留期限已移除 %Ln 条更早的消息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new message(s)</source>
        <translation>
            <numerusform>%Ln 条新消息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{who} added %Ln people</source>
        <translation>
            <numerusform>{who}邀请 %Ln 人加入了群</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{who} added you and %Ln others</source>
        <translation>
            <numerusform>{who}邀请您和另外 %Ln 人加入了群</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln people joined</source>
        <translation>
            <numerusform>%Ln 人加入了群</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %Ln others joined</source>
        <translation>
            <numerusform>您和另外 %Ln 人加入了群</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_KeptTexts</name>
    <message>
        <source>For ever</source>
        <translation>永久</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>一年</translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
</context>
<context>
    <name>_ProblemTexts</name>
    <message numerus="yes">
        <source>Too many attempts. Try again in %n second(s).</source>
        <translation>
            <numerusform>操作过于频繁，请在 %n 秒后重试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Another place has this address now. Your password was not sent. Type the new address of your place, or type your password to sign in at the place that is there.</source>
        <translation>这个地址现在属于另一个小站。您的密码没有发出。请输入您的小站的新地址，或者输入密码登录现在在那里的小站。</translation>
    </message>
    <message>
        <source>The proxy cannot be reached, or does not let you through. Check it under Settings, Connection.</source>
        <translation>无法连接代理，或代理不放行。请在“设置 &gt; 连接”中检查。</translation>
    </message>
    <message>
        <source>This is not an address. Write a name such as chat.example.org, or name:port.</source>
        <translation>地址不正确。请输入主机名（如 chat.example.org），或“主机名:端口”。</translation>
    </message>
    <message>
        <source>The number or the password is not right. Check both and try again.</source>
        <translation>号码或密码不正确，请检查后重试。</translation>
    </message>
    <message>
        <source>You signed in on another computer, so this one was signed out. Sign in again to continue here.</source>
        <translation>您的号码已在别处登录，此处已下线。要在这里继续使用，请重新登录。</translation>
    </message>
    <message>
        <source>This computer was signed out from another device. Type your password to sign in again.</source>
        <translation>另一台设备让这台电脑退出了登录。请输入密码重新登录。</translation>
    </message>
    <message>
        <source>An administrator has closed this account. Ask them why.</source>
        <translation>您的号码已被管理员停用，请联系管理员了解原因。</translation>
    </message>
    <message>
        <source>No one has this number. Check it and try again.</source>
        <translation>此号码不存在，请检查后重试。</translation>
    </message>
    <message>
        <source>This person does not take messages from you.</source>
        <translation>对方不接收您的消息。</translation>
    </message>
    <message>
        <source>Your last request was declined. You can ask again after a day.</source>
        <translation>您上次的申请被拒绝了，一天后可以再次申请。</translation>
    </message>
    <message>
        <source>This room does not exist, or it is closed.</source>
        <translation>这个群不存在，或者不公开。</translation>
    </message>
    <message>
        <source>You may not write in this room now.</source>
        <translation>您现在不能在这个群里发言。</translation>
    </message>
    <message>
        <source>The message is gone, so it was not changed.</source>
        <translation>消息已不存在，未能更改。</translation>
    </message>
    <message>
        <source>You may not change this message now, or it is too late.</source>
        <translation>您现在不能更改这条消息，或者时间已过。</translation>
    </message>
    <message>
        <source>Too many attempts. Try again in a minute.</source>
        <translation>操作过于频繁，请一分钟后重试。</translation>
    </message>
    <message>
        <source>The message is too long. Send it in several parts of at most 4,096 characters.</source>
        <translation>消息太长，请分成几条发送，每条最多 4096 个字符。</translation>
    </message>
    <message>
        <source>Too many messages wait for this person. Try again when they have signed in.</source>
        <translation>对方尚未接收的消息太多，请等对方登录后再发。</translation>
    </message>
    <message>
        <source>The file was moved, deleted or changed before it was sent. Choose it again.</source>
        <translation>文件在发送前被移动、删除或修改。请重新选择。</translation>
    </message>
    <message>
        <source>The file arrived damaged and was deleted. Download it again.</source>
        <translation>收到的文件已损坏，已将其删除。请重新下载。</translation>
    </message>
    <message>
        <source>The reply was lost, so it may have worked. Check before you try again.</source>
        <translation>没有收到答复，操作可能已经完成。请先确认结果，再决定是否重试。</translation>
    </message>
    <message>
        <source>Files on this computer could not be written. Check that the disk has room.</source>
        <translation>无法在这台电脑上写入文件，请检查磁盘空间是否充足。</translation>
    </message>
    <message>
        <source>The file with your messages could not be brought to this version of the program. It was not changed. Close other programs that use it, check that the disk has room, and sign in again: {detail}</source>
        <translation>保存您消息的文件未能转换为本程序的这个版本，没有被改动。请关闭正在使用它的其他程序，确认磁盘有足够空间，然后重新登录：{detail}</translation>
    </message>
    <message>
        <source>The file with your messages was damaged. What could be read of it is in a new one; the old one is kept as {detail}.</source>
        <translation>保存消息的文件已损坏。能读出的内容已存入新文件；旧文件保留为 {detail}。</translation>
    </message>
    <message>
        <source>This file was not exported by this program as JSON. Choose another one.</source>
        <translation>此文件不是本程序导出的 JSON 文件。请选择其他文件。</translation>
    </message>
    <message>
        <source>This file was exported by a newer version of this program. Install that version to import it.</source>
        <translation>此文件由本程序的较新版本导出。请安装该版本后再导入。</translation>
    </message>
    <message>
        <source>This file has the messages of number {detail}. Sign in with that number to import it.</source>
        <translation>此文件是号码 {detail} 的消息。请用该号码登录后再导入。</translation>
    </message>
    <message>
        <source>Line {detail} of the file is damaged or cut off, so nothing was imported.</source>
        <translation>文件第 {detail} 行已损坏或不完整，因此没有导入任何内容。</translation>
    </message>
    <message>
        <source>The program had an error; its log has the details. Try again.</source>
        <translation>程序出错，已记入日志，请重试。</translation>
    </message>
    <message>
        <source>The place on this computer was written by another version of this program. It was not changed. Use that version, or move its folder away to start a new place: {detail}</source>
        <translation>这台电脑上的小站是由本程序的另一个版本写入的，没有被改动。请使用那个版本，或将其文件夹移走以新建小站：{detail}</translation>
    </message>
    <message>
        <source>The folder {detail} cannot be written. It may be missing, or you may not write there.</source>
        <translation>无法写入文件夹 {detail}。它可能不存在，或者您没有写入权限。</translation>
    </message>
    <message>
        <source>The file with your messages was written by another version of this program. It was not changed. Use that version, or move the file to another folder and sign in again: {detail}</source>
        <translation>保存您消息的文件是由本程序的另一个版本写入的，没有被改动。请使用那个版本，或将该文件移到别的文件夹后重新登录：{detail}</translation>
    </message>
    <message>
        <source>Not enough space in {folder}: {needed} needed, {free} free</source>
        <translation>{folder} 空间不足：需要 {needed}，可用 {free}</translation>
    </message>
    <message>
        <source>Not enough space on this computer: {needed} needed, {free} free</source>
        <translation>这台电脑空间不足：需要 {needed}，可用 {free}</translation>
    </message>
    <message>
        <source>The place cannot be reached. Check the address and your network, then try again.</source>
        <translation>无法连接到小站。请检查地址和网络，然后重试。</translation>
    </message>
    <message>
        <source>The place does not answer. It may be busy or switched off; try again in a moment.</source>
        <translation>小站没有响应，可能正忙或已关闭，请稍后重试。</translation>
    </message>
    <message>
        <source>The certificate of the place is not valid, so the connection would not be safe. Check the address and the date of this computer, or ask the owner of the place.</source>
        <translation>小站的证书无效，连接不安全。请检查地址和这台电脑的日期，或询问站主。</translation>
    </message>
    <message>
        <source>No authority vouches for the certificate of this place. Compare its fingerprint before you sign in.</source>
        <translation>没有机构为此小站的证书担保。登录前请先核对其指纹。</translation>
    </message>
    <message>
        <source>The place shows another certificate than before. Somebody may be listening in, so nothing is sent there. Ask the owner of the place.</source>
        <translation>小站出示的证书与以前不同，可能有人在窃听，因此没有向它发送任何内容。请询问站主。</translation>
    </message>
    <message>
        <source>The connection to this place is not encrypted. Nothing is sent there until you have decided about that.</source>
        <translation>与此小站的连接未加密。在您决定之前，不会向它发送任何内容。</translation>
    </message>
    <message>
        <source>There is no encrypted connection at this address. Check the port, or ask the owner of the place.</source>
        <translation>此地址没有加密连接。请检查端口，或询问站主。</translation>
    </message>
    <message>
        <source>The connection to this place was always encrypted, and now it would not be. Somebody may be listening in, so nothing is sent there. Ask the owner of the place.</source>
        <translation>与此小站的连接一直是加密的，现在却不再加密，可能有人在窃听，因此没有向它发送任何内容。请询问站主。</translation>
    </message>
    <message>
        <source>The list of trusted places cannot be read, so no place is trusted now. Rest the pointer here to see which file to repair.</source>
        <translation>您信任的小站列表无法使用，因此目前不信任任何小站。将指针停在此处可查看需要修复的文件。</translation>
    </message>
    <message>
        <source>The place does not answer to this name. Use its IP address, or ask its owner to add the name to its settings (host_names).</source>
        <translation>该小站不接受这个名称。请改用它的 IP 地址，或请站主把这个名称加入设置（host_names）。</translation>
    </message>
    <message>
        <source>Another program answers at this address. Check the address and the port of the place.</source>
        <translation>此地址上运行的不是小站，请检查小站的地址和端口。</translation>
    </message>
    <message>
        <source>The place cannot be reached, and this is not the password of your last sign-in on this computer. Type that one to read and write without a connection.</source>
        <translation>无法连接到小站，而这也不是您上次在这台电脑登录时的密码。输入上次的密码，即可在没有连接时阅读和书写。</translation>
    </message>
    <message>
        <source>The place cannot be reached, and this computer had no contact with it for too long to sign in without it. Try again with a connection.</source>
        <translation>无法连接到小站，而这台电脑太久没有连上它，不能在没有它的情况下登录。请联网后再试。</translation>
    </message>
    <message>
        <source>The place has signed you out. Sign in again.</source>
        <translation>小站已让您退出登录，请重新登录。</translation>
    </message>
    <message>
        <source>The place does not allow this. Ask its owner.</source>
        <translation>小站不允许此操作，请询问站主。</translation>
    </message>
    <message>
        <source>The place does not take this invitation. It may be mistyped, used up or too old: ask for another one.</source>
        <translation>小站不接受此邀请码。可能是输错了、已用完或已过期，请索取新的邀请码。</translation>
    </message>
    <message>
        <source>The file is larger than this place takes.</source>
        <translation>文件超过了此小站允许的大小。</translation>
    </message>
    <message>
        <source>The place has no room for this file. Ask its owner, or send a smaller one.</source>
        <translation>小站没有空间存放此文件。请询问站主，或发送较小的文件。</translation>
    </message>
    <message>
        <source>The place does not have this file any more.</source>
        <translation>小站上已没有此文件。</translation>
    </message>
    <message>
        <source>The place had an error, and nothing was changed. Try again in a moment.</source>
        <translation>小站出错，操作没有生效，请稍后重试。</translation>
    </message>
    <message>
        <source>This place does not support that.</source>
        <translation>此小站不支持该操作。</translation>
    </message>
    <message>
        <source>The place on this computer did not start. Check that its disk has room, then try again, or use the address of another place.</source>
        <translation>本机小站未能启动。请检查磁盘是否有空间后重试，或使用其他小站的地址。</translation>
    </message>
    <message>
        <source>Not enough space on this computer.</source>
        <translation>这台电脑空间不足。</translation>
    </message>
    <message>
        <source>The password was changed. Type the new one.</source>
        <translation>密码已更改。请输入新密码。</translation>
    </message>
    <message>
        <source>This computer was signed out from another device, so the messages here were deleted. What you had not sent is kept. Type your password to sign in again, the new one if it was changed.</source>
        <translation>另一台设备让这台电脑退出了登录，因此这里的消息已删除，您尚未发送的内容保留。请输入密码重新登录；如果密码已更改，请输入新密码。</translation>
    </message>
</context>
<context>
    <name>_ReadTexts</name>
    <message>
        <source>Read {time}</source>
        <translation>{time} 已读</translation>
    </message>
    <message numerus="yes">
        <source>Seen by %Ln</source>
        <translation>
            <numerusform>%Ln 人已读</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_RowTexts</name>
    <message>
        <source>{name}, room</source>
        <translation>{name}，群</translation>
    </message>
    <message numerus="yes">
        <source>%n unread messages</source>
        <translation>
            <numerusform>%n 条未读消息</numerusform>
        </translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>有人提到您</translation>
    </message>
    <message>
        <source>draft: {text}</source>
        <translation>草稿：{text}</translation>
    </message>
</context>
<context>
    <name>_SizeTexts</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln 字节</numerusform>
        </translation>
    </message>
</context>
</TS>
