<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AddContactDialog</name>
    <message>
        <source>Send &amp;message</source>
        <translation>发送消息(&amp;M)</translation>
    </message>
    <message>
        <source>N&amp;umber of the person</source>
        <translation>对方的号码(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Message to them</source>
        <translation>验证信息(&amp;W)</translation>
    </message>
    <message>
        <source>Add a contact</source>
        <translation>添加好友</translation>
    </message>
    <message>
        <source>Message to them</source>
        <translation>验证信息</translation>
    </message>
    <message>
        <source>Hello, I am {name}.</source>
        <translation>你好，我是{name}。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>Adding…</source>
        <translation>正在添加…</translation>
    </message>
    <message>
        <source>&amp;Send request</source>
        <translation>发送请求(&amp;S)</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>Write the number of the person: up to ten digits.</source>
        <translation>请输入对方的号码（最多十位数字）。</translation>
    </message>
    <message>
        <source>This is your own number. Write the number of somebody else.</source>
        <translation>这是您自己的号码，请输入对方的号码。</translation>
    </message>
    <message>
        <source>{name} is on your list already.</source>
        <translation>{name}已经是您的好友了。</translation>
    </message>
    <message>
        <source>{name} wants to be asked first.</source>
        <translation>需要{name}同意后才能加为好友，请填写验证信息。</translation>
    </message>
    <message>
        <source>{name} is on your list now.</source>
        <translation>已将{name}加为好友。</translation>
    </message>
    <message>
        <source>{name} does not let anyone add them.</source>
        <translation>{name}不允许任何人加为好友。</translation>
    </message>
    <message>
        <source>Your request is on its way. {name} comes onto your list as soon as they accept.</source>
        <translation>请求已发送。{name}接受后会出现在您的好友列表中。</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>核对…</translation>
    </message>
    <message>
        <source>Compare the certificates</source>
        <translation>核对证书</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Try now (F5)</source>
        <translation>立即重试 (F5)</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>No connection to the server.</source>
        <translation>未连接到服务器。</translation>
    </message>
    <message>
        <source>No connection to the server. Next try in {seconds}&#xa0;s.</source>
        <translation>未连接到服务器，{seconds}&#xa0;秒后重试。</translation>
    </message>
</context>
<context>
    <name>ChangedCertificateDialog</name>
    <message>
        <source>The server shows another certificate than before</source>
        <translation>服务器出示的证书与以前不同</translation>
    </message>
    <message>
        <source>Perhaps {place} was set up anew. But it may also be that somebody between you and the server takes its place, to learn your password and read what you write. Nothing was sent.</source>
        <translation>也许 {place} 重新安装过。但也可能有人在您与服务器之间冒充它，想得到您的密码并读取您写的内容。没有发送任何内容。</translation>
    </message>
    <message>
        <source>Ask whoever runs the server, by telephone or face to face, whether the certificate was changed, and compare the new fingerprint with them. Until then do not connect.</source>
        <translation>请通过电话或当面询问服务器的管理者证书是否更换过，并与对方核对新的指纹。在此之前请不要连接。</translation>
    </message>
    <message>
        <source>The certificate so far, known since {day}</source>
        <translation>原来的证书，自 {day} 起已知</translation>
    </message>
    <message>
        <source>The certificate so far</source>
        <translation>原来的证书</translation>
    </message>
    <message>
        <source>So far the server had a certificate that an authority vouched for. It has none now.</source>
        <translation>此前，该服务器的证书有权威机构担保，现在没有了。</translation>
    </message>
    <message>
        <source>The certificate that is shown now</source>
        <translation>现在出示的证书</translation>
    </message>
    <message>
        <source>&amp;Forget the old certificate…</source>
        <translation>忘记旧证书(&amp;F)…</translation>
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
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>{status} · {number}</source>
        <translation>{status} · {number}</translation>
    </message>
    <message>
        <source>View &amp;profile</source>
        <translation>查看资料(&amp;P)</translation>
    </message>
    <message>
        <source>Message &amp;history</source>
        <translation>消息记录(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Find in this chat</source>
        <translation>在此聊天中查找(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Add to my list</source>
        <translation>加为好友(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Delete from my list</source>
        <translation>删除好友(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ChatInput</name>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>Notices from the server cannot be answered.</source>
        <translation>服务器通知不能回复。</translation>
    </message>
</context>
<context>
    <name>ChatLog</name>
    <message>
        <source>Messages with {name}</source>
        <translation>与{name}的聊天记录</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>Sent: the server keeps it until it is fetched</source>
        <translation>已发送：服务器会保存到对方接收为止</translation>
    </message>
    <message>
        <source>Not sent: you gave it up</source>
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
        <source>Waiting: it goes out after the next sign-in</source>
        <translation>等待中：下次登录后发送</translation>
    </message>
    <message>
        <source>Waiting: the server asked for a pause</source>
        <translation>等待中：服务器要求稍候</translation>
    </message>
    <message>
        <source>Waiting: the server had an error</source>
        <translation>等待中：服务器出错</translation>
    </message>
    <message>
        <source>Waiting: the files here cannot be written</source>
        <translation>等待中：本机文件无法写入</translation>
    </message>
    <message>
        <source>Waiting: other messages go first</source>
        <translation>等待中：先发送前面的消息</translation>
    </message>
    <message>
        <source>{sentence}. Next try in {seconds} s</source>
        <translation>{sentence}。{seconds} 秒后重试</translation>
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
        <source>New messages</source>
        <translation>新消息</translation>
    </message>
    <message>
        <source>Loading earlier messages…</source>
        <translation>正在载入更早的消息…</translation>
    </message>
</context>
<context>
    <name>ChatNotice</name>
    <message>
        <source>{name} has added you.</source>
        <translation>{name}已加您为好友。</translation>
    </message>
    <message>
        <source>{name} is on your list now.</source>
        <translation>已将{name}加为好友。</translation>
    </message>
    <message>
        <source>{name} declined your request: {reason}</source>
        <translation>{name}拒绝了您的好友请求：{reason}</translation>
    </message>
    <message>
        <source>{name} declined your request.</source>
        <translation>{name}拒绝了您的好友请求。</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>This person is not on your list.</source>
        <translation>对方不是您的好友。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>加为好友</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>No connection. Messages are kept and sent when it is back.</source>
        <translation>连接已断开。消息会先保留，恢复连接后自动发送。</translation>
    </message>
    <message>
        <source>This could not be opened: {address}</source>
        <translation>无法打开：{address}</translation>
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
        <translation>关闭与{name}的聊天</translation>
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
    <name>Composer</name>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>Which key sends</source>
        <translation>发送快捷键</translation>
    </message>
    <message>
        <source>Emoji (Ctrl+E)</source>
        <translation>表情 (Ctrl+E)</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>给{name}的消息</translation>
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
        <source>Whoever is on the way between you and {place} can read what you write, and what lets them sign in as you. Ask whoever runs the server whether it can do HTTPS.</source>
        <translation>在您与 {place} 之间的任何人都能读取您写的内容，以及足以冒充您登录的信息。请询问服务器的管理者能否使用 HTTPS。</translation>
    </message>
    <message>
        <source>Nobody on the way between you and {place} can read what you write. An authority that this computer trusts vouches for the server.</source>
        <translation>在您与 {place} 之间没有人能读取您写的内容。本机信任的机构为该服务器担保。</translation>
    </message>
    <message>
        <source>Nobody on the way between you and {place} can read what you write. You accepted the certificate of the server; should it change, you are warned.</source>
        <translation>在您与 {place} 之间没有人能读取您写的内容。您已接受该服务器的证书；如果它发生变化，您会收到警告。</translation>
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
    <name>Contact</name>
    <message>
        <source>Notices from the server</source>
        <translation>服务器通知</translation>
    </message>
    <message>
        <source>Not on your list</source>
        <translation>不在好友列表中</translation>
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
</context>
<context>
    <name>ContactActions</name>
    <message>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>View profile</source>
        <translation>查看资料</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>复制号码</translation>
    </message>
    <message>
        <source>Add to contacts…</source>
        <translation>加为好友…</translation>
    </message>
    <message>
        <source>Delete contact…</source>
        <translation>删除好友…</translation>
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
        <source>Expand all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <source>Move to group</source>
        <translation>移动到分组</translation>
    </message>
    <message>
        <source>My friends</source>
        <translation>我的好友</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建分组</translation>
    </message>
    <message>
        <source>Name of the group:</source>
        <translation>分组名称：</translation>
    </message>
    <message>
        <source>Delete contact</source>
        <translation>删除好友</translation>
    </message>
    <message>
        <source>Delete {name} ({number})?</source>
        <translation>确定要删除好友{name}（{number}）吗？</translation>
    </message>
    <message>
        <source>They leave your list. What you wrote to each other stays on this computer.</source>
        <translation>对方将从您的好友列表中移除，聊天记录仍会保留在这台电脑上。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ContactDelegate</name>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
</context>
<context>
    <name>ContactModel</name>
    <message>
        <source>{contact}, draft: {text}</source>
        <translation>{contact}，草稿：{text}</translation>
    </message>
    <message>
        <source>{name}
Number {number}
{status}</source>
        <translation>{name}
号码：{number}
{status}</translation>
    </message>
    <message>
        <source>{group}, {present} of {total} online, folded</source>
        <translation>{group}，{total} 人中有 {present} 人在线，已折叠</translation>
    </message>
    <message>
        <source>{group}, {present} of {total} online</source>
        <translation>{group}，{total} 人中有 {present} 人在线</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>陌生人</translation>
    </message>
    <message>
        <source>My friends</source>
        <translation>我的好友</translation>
    </message>
</context>
<context>
    <name>ContactPane</name>
    <message>
        <source>No contacts yet</source>
        <translation>还没有好友</translation>
    </message>
    <message>
        <source>Find people you know, or add somebody by their number.</source>
        <translation>您可以查找认识的人，或按号码添加好友。</translation>
    </message>
    <message>
        <source>Find people</source>
        <translation>查找用户</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Find people on the server</source>
        <translation>在服务器上查找</translation>
    </message>
    <message>
        <source>Search contacts</source>
        <translation>搜索好友</translation>
    </message>
    <message>
        <source>By nickname or number (Ctrl+F)</source>
        <translation>按昵称或号码搜索 (Ctrl+F)</translation>
    </message>
    <message>
        <source>None of your contacts has “{text}” in their name or number.</source>
        <translation>没有昵称或号码中含有“{text}”的好友。</translation>
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
        <source>The messages could not be counted. Try again in a moment.</source>
        <translation>无法统计消息。请稍后再试。</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>Preparing the demo…</source>
        <translation>正在准备演示…</translation>
    </message>
    <message>
        <source>Hello, Echo! Is anybody there?</source>
        <translation>你好，Echo！有人在吗？</translation>
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
        <source>Used last</source>
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
        <source>No emoji is called so.</source>
        <translation>没有这个名称的表情。</translation>
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
        <source>As which kind of file</source>
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
</context>
<context>
    <name>FacesModel</name>
    <message>
        <source>Face {number}</source>
        <translation>头像 {number}</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this chat</source>
        <translation>在此聊天中查找</translation>
    </message>
    <message>
        <source>Next earlier (Enter)</source>
        <translation>上一处（Enter）</translation>
    </message>
    <message>
        <source>Next later (Shift+Enter)</source>
        <translation>下一处（Shift+Enter）</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
</context>
<context>
    <name>FindPeopleWindow</name>
    <message>
        <source>People that were found</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>更多(&amp;O)</translation>
    </message>
    <message>
        <source>View p&amp;rofile</source>
        <translation>查看资料(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>加为好友(&amp;A)</translation>
    </message>
    <message>
        <source>Send &amp;message</source>
        <translation>发送消息(&amp;M)</translation>
    </message>
    <message>
        <source>Find people</source>
        <translation>查找用户</translation>
    </message>
    <message>
        <source>Fill in what you know, and press Search. With nothing filled in everybody is found.</source>
        <translation>请填写您知道的信息，然后点击“查找”。不填则列出所有人。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>查找(&amp;S)</translation>
    </message>
    <message>
        <source>Nobody was found</source>
        <translation>没有找到符合条件的用户</translation>
    </message>
    <message>
        <source>Clear some of the fields, then search again.</source>
        <translation>请减少查找条件，然后重新查找。</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>It cannot be searched now</source>
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
    <name>History</name>
    <message>
        <source>To {name}, {time}</source>
        <translation>发给 {name}，{time}</translation>
    </message>
    <message>
        <source>From {name}, {time}</source>
        <translation>来自 {name}，{time}</translation>
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
    <message numerus="yes">
        <source>Delete %Ln message(s)?</source>
        <translation>
            <numerusform>要删除 %Ln 条消息吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>What is still to be sent stays.</source>
        <translation>尚未发出的会保留。</translation>
    </message>
    <message>
        <source>Delete the conversation with {name}?</source>
        <translation>要删除与 {name} 的对话吗？</translation>
    </message>
    <message>
        <source>All messages with {name} go. What is still to be sent stays.</source>
        <translation>与 {name} 的全部消息都会删除。尚未发出的会保留。</translation>
    </message>
    <message numerus="yes">
        <source>Keep messages for %Ln day(s) only?</source>
        <translation>
            <numerusform>只保留 %Ln 天的消息吗？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are older and go now, others when they are. What was not read or not sent stays.</source>
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
        <source>It is still to be sent. Discard it first, then it can be deleted.</source>
        <translation>它尚未发出。请先放弃发送，然后才能删除。</translation>
    </message>
    <message>
        <source>This message cannot be deleted yet</source>
        <translation>现在还不能删除这条消息</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete messages</source>
        <translation>删除消息</translation>
    </message>
    <message>
        <source>It goes from this computer only, and cannot be brought back. The others keep theirs.</source>
        <translation>只从这台电脑上删除，无法恢复。对方的不受影响。</translation>
    </message>
    <message>
        <source>They go from this computer only, and cannot be brought back. The others keep theirs.</source>
        <translation>只从这台电脑上删除，无法恢复。对方的不受影响。</translation>
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
        <source>Calendar (F4)</source>
        <translation>日历 (F4)</translation>
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
        <source>From anybody</source>
        <translation>收发不限</translation>
    </message>
    <message>
        <source>From me</source>
        <translation>我发出的</translation>
    </message>
    <message>
        <source>To me</source>
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
        <source>The export did not work. {why}</source>
        <translation>导出失败。{why}</translation>
    </message>
    <message>
        <source>The import did not work. {why}</source>
        <translation>导入失败。{why}</translation>
    </message>
    <message>
        <source>The deletion did not work. {why}</source>
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
        <source>{what}: being cancelled…</source>
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
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
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
        <source>What you write and what you get is kept here, on this computer.</source>
        <translation>您发出和收到的消息都保存在这台电脑上。</translation>
    </message>
    <message>
        <source>No messages here</source>
        <translation>这里没有消息</translation>
    </message>
    <message>
        <source>Only a part of your messages was searched: see the boxes above.</source>
        <translation>只搜索了一部分消息：请看上面的选项。</translation>
    </message>
</context>
<context>
    <name>HistoryWindow</name>
    <message>
        <source>Menu (F10)</source>
        <translation>菜单 (F10)</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Message history – {name}</source>
        <translation>消息记录 – {name}</translation>
    </message>
    <message>
        <source>Open chat</source>
        <translation>打开聊天</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
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
    <name>JobRow</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
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
    <name>LanguageMenu</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
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
        <translation>打开可能是程序的内容？</translation>
    </message>
    <message>
        <source>Open a file of another computer?</source>
        <translation>打开另一台电脑上的文件？</translation>
    </message>
    <message>
        <source>Open a file of this computer?</source>
        <translation>打开本机上的文件？</translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>打开此链接？</translation>
    </message>
    <message>
        <source>What it leads to is run and not shown, and can do all that you can do here.</source>
        <translation>它会被运行而不是显示，并且能做您在这里能做的一切。</translation>
    </message>
    <message>
        <source>It opens what is stored on this computer, with the program for that kind of file.</source>
        <translation>它会用相应的程序打开本机上的内容。</translation>
    </message>
    <message>
        <source>It opens what lies on another computer of the network, and may tell that one your user name.</source>
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
        <source>What stands before the &quot;@&quot; looks like a place and is none.</source>
        <translation>“@”之前的部分看似网址，其实不是。</translation>
    </message>
    <message>
        <source>There are characters in it that cannot be seen, or that turn others round.</source>
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
    <name>LogLook</name>
    <message>
        <source>Message &amp;style</source>
        <translation>消息样式(&amp;S)</translation>
    </message>
    <message>
        <source>Text si&amp;ze: {percent} %</source>
        <translation>文字大小(&amp;Z)：{percent}%</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>No messages yet. Say hello.</source>
        <translation>还没有消息，打个招呼吧。</translation>
    </message>
</context>
<context>
    <name>MainFoot</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a contact by number (Ctrl+N)</source>
        <translation>按号码添加好友 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find people on the server (Ctrl+Shift+P)</source>
        <translation>在服务器上找人 (Ctrl+Shift+P)</translation>
    </message>
    <message>
        <source>Find people</source>
        <translation>查找用户</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>菜单 (F10)</translation>
    </message>
    <message>
        <source>Jump to a contact…</source>
        <translation>跳转到好友…</translation>
    </message>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>修改密码…</translation>
    </message>
    <message>
        <source>Message history</source>
        <translation>消息记录</translation>
    </message>
    <message>
        <source>Address of this server…</source>
        <translation>本机服务器的地址…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>注销</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Others on this network sign in with the address {address}</source>
        <translation>同一网络中的其他人请用此地址登录：{address}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>The language changes with the next start.</source>
        <translation>语言设置将在下次启动时生效。</translation>
    </message>
</context>
<context>
    <name>MainHead</name>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>My face</source>
        <translation>我的头像</translation>
    </message>
    <message>
        <source>Number {number}</source>
        <translation>号码：{number}</translation>
    </message>
    <message>
        <source>My status: {status}</source>
        <translation>我的状态：{status}</translation>
    </message>
    <message>
        <source>How others see me</source>
        <translation>别人看到的我的状态</translation>
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
    <name>MenuLog</name>
    <message>
        <source>Copy &amp;message</source>
        <translation>复制消息(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>Send &amp;now</source>
        <translation>立即发送(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Do not send</source>
        <translation>不再发送(&amp;D)</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>删除(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quote</source>
        <translation>引用(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Open link</source>
        <translation>打开链接(&amp;O)</translation>
    </message>
    <message>
        <source>Copy &amp;link address</source>
        <translation>复制链接地址(&amp;L)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Open {address}</source>
        <translation>打开 {address}</translation>
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
    <name>NewNumberPage</name>
    <message>
        <source>This is your number:</source>
        <translation>您的号码是：</translation>
    </message>
    <message>
        <source>Write it down. You sign in with it and your password, and others add you by it.</source>
        <translation>请记下您的号码：登录时需要用到号码和密码，别人也通过它加您为好友。</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>复制号码</translation>
    </message>
    <message>
        <source>Your number: {number}</source>
        <translation>您的号码：{number}</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>{person} added you to their list.</source>
        <translation>{person}已加您为好友。</translation>
    </message>
    <message>
        <source>{person} accepted your request and is on your list now.</source>
        <translation>{person}接受了您的好友请求，已加入您的好友列表。</translation>
    </message>
    <message>
        <source>{person} declined your request: “{reason}”</source>
        <translation>{person}拒绝了您的好友请求：“{reason}”</translation>
    </message>
    <message>
        <source>{person} declined your request.</source>
        <translation>{person}拒绝了您的好友请求。</translation>
    </message>
    <message>
        <source>Notice from {person}: “{reason}”</source>
        <translation>{person}的通知：“{reason}”</translation>
    </message>
    <message>
        <source>{name} ({number})</source>
        <translation>{name}（{number}）</translation>
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
        <source>At least {least} characters. Other devices of yours have to sign in with the new one.</source>
        <translation>至少 {least} 个字符。修改后，您在其他设备上需要用新密码重新登录。</translation>
    </message>
    <message>
        <source>This server cannot change passwords. Ask whoever runs it.</source>
        <translation>此服务器不支持修改密码，请联系服务器管理员。</translation>
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
</context>
<context>
    <name>PasswordEdit</name>
    <message>
        <source>Hide the password (Alt+V)</source>
        <translation>隐藏密码 (Alt+V)</translation>
    </message>
    <message>
        <source>Show the password (Alt+V)</source>
        <translation>显示密码 (Alt+V)</translation>
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
    <name>PersonCombo</name>
    <message>
        <source>Person</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
</context>
<context>
    <name>PersonModel</name>
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
    <name>Problem</name>
    <message>
        <source>Too many attempts. Try again in {seconds} seconds.</source>
        <translation>操作过于频繁，请在 {seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>The server cannot be reached. Check the address and your network, then try again.</source>
        <translation>无法连接到服务器。请检查地址和网络，然后重试。</translation>
    </message>
    <message>
        <source>The server does not answer. It may be busy or switched off; try again in a moment.</source>
        <translation>服务器没有响应，可能正忙或已关闭，请稍后重试。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid, so the connection would not be safe. Check the address and the date of this computer, or ask whoever runs the server.</source>
        <translation>服务器的证书无效，连接不安全。请检查服务器地址和这台电脑的日期，或联系服务器管理员。</translation>
    </message>
    <message>
        <source>Nobody vouches for this server&apos;s certificate. Compare its fingerprint before you sign in.</source>
        <translation>没有机构为此服务器的证书担保。登录前请先核对其指纹。</translation>
    </message>
    <message>
        <source>The server shows another certificate than before. Somebody may be listening in, so nothing is sent there. Ask whoever runs the server.</source>
        <translation>服务器出示的证书与以前不同，可能有人在窃听，因此没有向它发送任何内容。请询问服务器的管理者。</translation>
    </message>
    <message>
        <source>There is no encrypted connection at this address. Check the port, or ask whoever runs the server.</source>
        <translation>此地址没有加密连接。请检查端口，或询问服务器的管理者。</translation>
    </message>
    <message>
        <source>The connection to this server was always encrypted, and now it would not be. Somebody may be listening in, so nothing is sent there. Ask whoever runs the server.</source>
        <translation>与此服务器的连接一直是加密的，现在却不再加密，可能有人在窃听，因此没有向它发送任何内容。请询问服务器的管理者。</translation>
    </message>
    <message>
        <source>The list of the servers that you trust cannot be used, so none is trusted now. Rest the pointer here to see which file has to be mended.</source>
        <translation>您信任的服务器列表无法使用，因此目前不信任任何服务器。将指针停在此处可查看需要修复的文件。</translation>
    </message>
    <message>
        <source>Something else answers at this address. Check the address and the port of the server.</source>
        <translation>此地址上运行的不是聊天服务器，请检查服务器的地址和端口。</translation>
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
        <source>You signed in at another place, so this one was signed out. Sign in again to go on here.</source>
        <translation>您的号码已在别处登录，此处已下线。要在这里继续使用，请重新登录。</translation>
    </message>
    <message>
        <source>The operator of the server has closed this account. Ask them why.</source>
        <translation>您的号码已被服务器管理员停用，请联系管理员了解原因。</translation>
    </message>
    <message>
        <source>The server has signed you out. Sign in again.</source>
        <translation>服务器已将您注销，请重新登录。</translation>
    </message>
    <message>
        <source>Nobody has this number. Check it and try again.</source>
        <translation>此号码不存在，请检查后重试。</translation>
    </message>
    <message>
        <source>This person does not take messages from you. Ask them to add you first.</source>
        <translation>对方不接收您的消息，请先让对方加您为好友。</translation>
    </message>
    <message>
        <source>The server does not allow this. Ask whoever runs it.</source>
        <translation>服务器不允许此操作，请联系服务器管理员。</translation>
    </message>
    <message>
        <source>This server wants an invitation. Ask whoever runs it for one, and type it below.</source>
        <translation>此服务器需要邀请码。请向服务器管理员索取，并填写在下方。</translation>
    </message>
    <message>
        <source>The server does not take this invitation. It may be mistyped, used up or too old: ask for another one.</source>
        <translation>服务器不接受此邀请码。可能是输错了、已用完或已过期，请索取新的邀请码。</translation>
    </message>
    <message>
        <source>This server gives no numbers to newcomers. Ask whoever runs it for one.</source>
        <translation>此服务器不开放注册，请联系服务器管理员获取号码。</translation>
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
        <source>The server had an error, and nothing was changed. Try again in a moment.</source>
        <translation>服务器出错，操作没有生效，请稍后重试。</translation>
    </message>
    <message>
        <source>This server cannot do that. It would need a newer one.</source>
        <translation>此服务器不支持该操作。</translation>
    </message>
    <message>
        <source>The answer was lost, so it may have been done. Look whether it was before you try again.</source>
        <translation>没有收到服务器的答复，操作可能已经完成。请先确认结果，再决定是否重试。</translation>
    </message>
    <message>
        <source>The server on this computer did not start. Try again, or use the address of another server.</source>
        <translation>本机服务器未能启动。请重试，或使用其他服务器的地址。</translation>
    </message>
    <message>
        <source>Files on this computer could not be written. Check that the disk has room.</source>
        <translation>无法在这台电脑上写入文件，请检查磁盘空间是否充足。</translation>
    </message>
    <message>
        <source>Your messages were kept by a newer version of this program, which this one cannot read. Install the newer version; nothing was changed.</source>
        <translation>您的消息由本程序的较新版本保存，此版本无法读取。请安装较新版本；没有改动任何内容。</translation>
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
        <source>Line {detail} of the file is damaged or cut off, so nothing of it was imported.</source>
        <translation>文件第 {detail} 行已损坏或不完整，因此没有导入任何内容。</translation>
    </message>
    <message>
        <source>The program made a mistake, and has noted it in its log. Try again.</source>
        <translation>程序出错，已记入日志，请重试。</translation>
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
</context>
<context>
    <name>ProfileForm</name>
    <message>
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Who may &amp;add me</source>
        <translation>谁可以加我(&amp;A)</translation>
    </message>
    <message>
        <source>Not given</source>
        <translation>未填写</translation>
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
        <source>Privacy</source>
        <translation>隐私设置</translation>
    </message>
    <message>
        <source>A nickname is needed: it is what others see in their lists.</source>
        <translation>请填写昵称，别人会在好友列表中看到它。</translation>
    </message>
    <message>
        <source>What you write about yourself is {over} characters too long. Shorten it.</source>
        <translation>个人说明超出 {over} 个字符，请删减。</translation>
    </message>
</context>
<context>
    <name>ProfileView</name>
    <message>
        <source>Profile</source>
        <translation>个人资料</translation>
    </message>
    <message>
        <source>This person has not filled in anything else.</source>
        <translation>对方没有填写其他资料。</translation>
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
        <source>&amp;Delete</source>
        <translation>删除好友(&amp;D)</translation>
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
        <translation>{name}的资料</translation>
    </message>
    <message>
        <source>This server does not let you change your profile here.</source>
        <translation>此服务器不支持在这里修改资料。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Your profile is saved.</source>
        <translation>您的资料已保存。</translation>
    </message>
    <message>
        <source>Your changes are not saved. Discard them?</source>
        <translation>您修改了资料，但尚未保存。要继续编辑，还是放弃更改？</translation>
    </message>
    <message>
        <source>&amp;Keep writing</source>
        <translation>继续编辑(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Discard changes</source>
        <translation>放弃更改(&amp;D)</translation>
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
        <source>Nobody of that name</source>
        <translation>没有这个人</translation>
    </message>
    <message>
        <source>Somebody on no list is found by the whole number.</source>
        <translation>不在好友列表中的人，请输入完整号码。</translation>
    </message>
    <message>
        <source>No contacts yet</source>
        <translation>还没有好友</translation>
    </message>
    <message>
        <source>Type a number to write to.</source>
        <translation>输入号码即可发消息。</translation>
    </message>
    <message>
        <source>Nickname or number</source>
        <translation>昵称或号码</translation>
    </message>
    <message>
        <source>Whom to write to: nickname or number</source>
        <translation>要找的人：昵称或号码</translation>
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
    <name>RegisterPage</name>
    <message>
        <source>Get a number</source>
        <translation>申请号码</translation>
    </message>
    <message>
        <source>The server gives you a number. With it others find you, and you sign in.</source>
        <translation>服务器会分配给您一个号码，用于登录，别人也凭它找到您。</translation>
    </message>
    <message>
        <source>Nickname</source>
        <translation>昵称</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>确认密码</translation>
    </message>
    <message>
        <source>Invitation (if the server asks for one)</source>
        <translation>邀请码（如服务器要求）</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>邀请码</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translation>返回登录</translation>
    </message>
    <message>
        <source>Type a nickname: the name that others see.</source>
        <translation>请输入昵称，别人看到的就是它。</translation>
    </message>
    <message>
        <source>Choose a password of at least {count} characters.</source>
        <translation>请设置至少 {count} 个字符的密码。</translation>
    </message>
    <message>
        <source>The two passwords are not the same. Type the second one again.</source>
        <translation>两次输入的密码不一致，请重新输入确认密码。</translation>
    </message>
    <message>
        <source>Type the address of the server.</source>
        <translation>请输入服务器地址。</translation>
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
    <name>RequestsModel</name>
    <message>
        <source>No reason was given.</source>
        <translation>没有填写验证信息。</translation>
    </message>
    <message>
        <source>{name}, {number}, asks to add you: {reason}</source>
        <translation>{name}，{number}，请求加您为好友：{reason}</translation>
    </message>
</context>
<context>
    <name>RequestsWindow</name>
    <message>
        <source>People who ask to add you</source>
        <translation>请求加您为好友的人</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>接受(&amp;A)</translation>
    </message>
    <message>
        <source>Accept and a&amp;dd</source>
        <translation>接受并加为好友(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Refuse…</source>
        <translation>拒绝(&amp;R)…</translation>
    </message>
    <message>
        <source>View &amp;profile</source>
        <translation>查看资料(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Refuse</source>
        <translation>拒绝(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>返回(&amp;B)</translation>
    </message>
    <message>
        <source>Contact requests</source>
        <translation>好友请求</translation>
    </message>
    <message>
        <source>Reas&amp;on (they will read it; it may be empty)</source>
        <translation>拒绝理由(&amp;N)（对方会看到，可以不填）</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>拒绝理由</translation>
    </message>
    <message>
        <source>No requests</source>
        <translation>没有好友请求</translation>
    </message>
    <message>
        <source>Requests from people who want to add you appear here.</source>
        <translation>想加您为好友的人会显示在这里。</translation>
    </message>
</context>
<context>
    <name>SearchForm</name>
    <message>
        <source>&amp;Search</source>
        <translation>查找(&amp;S)</translation>
    </message>
    <message>
        <source>This server looks for people by age, sex and province only.</source>
        <translation>此服务器只支持按年龄、性别和省份查找。</translation>
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
        <source>N&amp;umber</source>
        <translation>号码(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Nickname</source>
        <translation>昵称(&amp;N)</translation>
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
        <source>&amp;Province</source>
        <translation>省份(&amp;P)</translation>
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
        <source>Only text can be sent: a picture cannot be put in here.</source>
        <translation>只能发送文字：这里不能放图片。</translation>
    </message>
    <message>
        <source>Only text can be sent: files cannot be put in here.</source>
        <translation>只能发送文字：这里不能放文件。</translation>
    </message>
    <message>
        <source>The text was too long: only its beginning was put in, up to {most} characters.</source>
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
</context>
<context>
    <name>ServerBox</name>
    <message>
        <source>Server on this computer</source>
        <translation>本机服务器</translation>
    </message>
    <message>
        <source>Server at an address</source>
        <translation>指定地址的服务器</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
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
</context>
<context>
    <name>ServerChoice</name>
    <message>
        <source>Let others on this network join</source>
        <translation>允许同一网络中的其他人加入</translation>
    </message>
    <message>
        <source>Others can then get a number from the server on this computer, and sign in.</source>
        <translation>其他人可以在本机服务器上申请号码并登录。</translation>
    </message>
    <message>
        <source>chat.example.org or 192.168.1.5:8000</source>
        <translation>chat.example.org 或 192.168.1.5:8000</translation>
    </message>
    <message>
        <source>Address of the server</source>
        <translation>服务器地址</translation>
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
        <source>Found on this network: {count} servers</source>
        <translation>在本网络中找到 {count} 个服务器</translation>
    </message>
    <message>
        <source>Others type: {address}</source>
        <translation>其他人请输入：{address}</translation>
    </message>
</context>
<context>
    <name>SignInFlow</name>
    <message>
        <source>Starting the server on this computer…</source>
        <translation>正在启动本机服务器…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Getting a number…</source>
        <translation>正在申请号码…</translation>
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
        <source>Remember me</source>
        <translation>记住号码</translation>
    </message>
    <message>
        <source>The number and the server are remembered. The password is asked for each time.</source>
        <translation>将记住号码和服务器，每次登录仍需输入密码。</translation>
    </message>
    <message>
        <source>Status to sign in with</source>
        <translation>登录时的状态</translation>
    </message>
    <message>
        <source>No number yet?</source>
        <translation>还没有号码？</translation>
    </message>
    <message>
        <source>Get a number</source>
        <translation>申请号码</translation>
    </message>
    <message>
        <source>Type your number, or get one below.</source>
        <translation>请输入您的号码；如果还没有，请在下方申请。</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>请输入您的密码。</translation>
    </message>
    <message>
        <source>Type the address of the server.</source>
        <translation>请输入服务器地址。</translation>
    </message>
</context>
<context>
    <name>SignInWindow</name>
    <message>
        <source>Sign in - qqdesk</source>
        <translation>登录 - qqdesk</translation>
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
        <source>Welcome. If you have no number yet, get one below: it takes a moment.</source>
        <translation>欢迎使用！还没有号码？请在下方申请，片刻即可完成。</translation>
    </message>
    <message>
        <source>Your people, on a server of your own</source>
        <translation>在自己的服务器上，与好友相聚</translation>
    </message>
    <message>
        <source>Get a number</source>
        <translation>申请号码</translation>
    </message>
    <message>
        <source>Getting a number…</source>
        <translation>正在申请号码…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Online</source>
        <translation>在线</translation>
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
</context>
<context>
    <name>TabMenu</name>
    <message>
        <source>Move to a &amp;new window</source>
        <translation>移到新窗口(&amp;N)</translation>
    </message>
    <message>
        <source>Un&amp;pin</source>
        <translation>取消固定(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>固定(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Close the &amp;others</source>
        <translation>关闭其他标签(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Jump to a contact…</source>
        <translation>跳转到好友(&amp;J)…</translation>
    </message>
    <message>
        <source>Put &amp;back into the main chat window</source>
        <translation>放回主聊天窗口(&amp;B)</translation>
    </message>
    <message>
        <source>Move to the window with {name}</source>
        <translation>移到{name}所在的窗口</translation>
    </message>
</context>
<context>
    <name>ThemeMenu</name>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
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
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open qqdesk</source>
        <translation>打开 qqdesk</translation>
    </message>
    <message>
        <source>Next unread conversation</source>
        <translation>下一个未读会话</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>{name} - {status}</source>
        <translation>{name} - {status}</translation>
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
    <name>TrustNewCertificateDialog</name>
    <message>
        <source>Trust the new certificate?</source>
        <translation>信任新证书吗？</translation>
    </message>
    <message>
        <source>Go on only if whoever runs {place} has told you that the certificate was changed, and the fingerprint they told you is this one. From then on only the new certificate is taken.</source>
        <translation>只有当 {place} 的管理者告诉您证书已更换，并且对方告知的指纹与此一致时才继续。此后只接受新证书。</translation>
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
</context>
<context>
    <name>UnknownCertificateDialog</name>
    <message>
        <source>Is this the right server?</source>
        <translation>这是正确的服务器吗？</translation>
    </message>
    <message>
        <source>The connection to {place} is encrypted. But you are there for the first time, and no authority vouches for who is at its other end: it might be somebody else, who would read all that you write.</source>
        <translation>到 {place} 的连接已加密。但您是第一次连接，没有机构为另一端的身份担保：那里可能是别人，会读到您写的一切。</translation>
    </message>
    <message>
        <source>Compare this fingerprint with the one that the server printed when it was started, or have whoever runs it read it to you. If they are the same, it is the right server, and you will not be asked again.</source>
        <translation>请将此指纹与服务器启动时显示的指纹核对，或请服务器的管理者读给您听。如果一致，就是正确的服务器，以后不会再询问。</translation>
    </message>
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
</context>
<context>
    <name>_SendKeyActions</name>
    <message>
        <source>Send with &amp;Enter</source>
        <translation>按 Enter 键发送(&amp;E)</translation>
    </message>
    <message>
        <source>Send with &amp;Ctrl+Enter</source>
        <translation>按 Ctrl+Enter 键发送(&amp;C)</translation>
    </message>
</context>
<context>
    <name>_StyleActions</name>
    <message>
        <source>&amp;Bubbles</source>
        <translation>气泡(&amp;B)</translation>
    </message>
    <message>
        <source>Compact &amp;lines</source>
        <translation>紧凑行(&amp;L)</translation>
    </message>
</context>
<context>
    <name>_ZoomActions</name>
    <message>
        <source>&amp;Larger</source>
        <translation>放大(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>缩小(&amp;S)</translation>
    </message>
    <message>
        <source>As &amp;usual</source>
        <translation>恢复原大小(&amp;U)</translation>
    </message>
</context>
</TS>
