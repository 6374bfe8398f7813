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
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy &amp;message</source>
        <translation>复制整条消息(&amp;M)</translation>
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
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>放弃发送(&amp;D)</translation>
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
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
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
        <translation>发给{name}的消息</translation>
    </message>
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
        <source>{over} characters too many: at most {most} can be sent at once.</source>
        <translation>超出 {over} 个字符，一次最多发送 {most} 个字符。</translation>
    </message>
    <message>
        <source>{length} of {most} characters</source>
        <translation>已输入 {length} / {most} 个字符</translation>
    </message>
    <message>
        <source>Enter sends, Ctrl+Enter starts a new line</source>
        <translation>按 Enter 发送，按 Ctrl+Enter 换行</translation>
    </message>
</context>
<context>
    <name>ChatTabs</name>
    <message>
        <source>Chats</source>
        <translation>聊天</translation>
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
    <name>ContactModel</name>
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
        <source>Find people on the server (Ctrl+Shift+F)</source>
        <translation>在服务器上查找用户 (Ctrl+Shift+F)</translation>
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
        <source>My profile</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>修改密码…</translation>
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
        <source>{name} ({count} unread)</source>
        <translation>{name}（{count} 条未读）</translation>
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
</TS>
