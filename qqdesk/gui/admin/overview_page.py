"""The overview: what needs care, who asks to join, the people and the place."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QPushButton

from qqdesk.gui.admin.account_actions import AccountActions
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.admin_rows import RowCard, SettingRow, heading
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.admin.health_bars import HealthBars
from qqdesk.gui.admin.join_request_bars import JoinRequestBars
from qqdesk.gui.admin.keep_running_dialog import KeepRunningRow
from qqdesk.gui.admin.place_people import PlacePeople
from qqdesk.gui.admin.reach_switch import ReachSwitch
from qqdesk.gui.admin.storage_page import UsageBar
from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowModel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.file_texts import size_text, used_text
from qqdesk.gui.shared.layouts import column, fill
from qqdesk.protocol.admin_commands import Person, PlaceReply
from qqdesk.protocol.place_commands import ListedInvitation

MOST_PEOPLE, MOST_INVITATIONS = 4, 4
_BAR = 112


class OverviewPage(AdminPage):
    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        messenger, navigator = context.messenger, context.navigator
        self.health, self.join_requests = HealthBars(context), JoinRequestBars(context)
        self.health.request_sent.connect(self.follow)
        self.join_requests.request_sent.connect(self.follow)
        self._people = PlacePeople(messenger, self)
        self.account_actions = AccountActions(messenger, navigator, context.faces, self)
        self.account_actions.failed.connect(self.show_problem)
        self.model = RowModel(lambda person: person.number, self._people.describe, self)
        self.view = RowList(self.model, context.faces, self.tr("People"), RowSize.MEDIUM, make_menu=self._make_menu)
        self.view.delete_pressed.connect(self._on_delete_pressed)
        self.show_all = role_button("", "edge")
        self.show_all.clicked.connect(lambda: navigator.open(routes.Admin("people")))
        invite = QPushButton(self.tr("Invite people"))
        invite.clicked.connect(partial(navigator.open, routes.Invite()))
        self.alone = SettingRow("add-contact", invite)
        self.alone.show_texts(self.tr("You are the only member"), self.tr("Others join with an invitation."))
        self.alone_card = RowCard((self.alone,))
        self.reach = ReachSwitch(context)
        self.reach.failed.connect(self.show_problem)
        self.network = SettingRow("network", self.reach)
        self.invitations = SettingRow("link", self._page_button("invitations"))
        self.bar = UsageBar()
        self.bar.setFixedWidth(_BAR)
        self.storage = SettingRow("drive", self.bar)
        self.place_card = RowCard((self.network, self.invitations, self.storage))
        if context.is_here():
            self.place_card.add(KeepRunningRow(context))
        fill(
            self.body,
            self.health,
            self.join_requests,
            column(heading(self.tr("People"), self.show_all), card(self.view), spacing=4),
            self.alone_card,
            column(heading(self.tr("The place")), self.place_card, spacing=4),
            None,
        )
        admin = self.admin
        admin.people_changed.connect(self._show_people)
        admin.invitations_changed.connect(self._show_invitations)
        admin.place_changed.connect(self._show_place)
        self.reach.shown.connect(self._show_place)
        messenger.roster_changed.connect(self.model.refresh)
        self._show_people()
        self._show_invitations()
        self._show_place()

    def _page_button(self, page: str) -> QPushButton:
        button = QPushButton(self.tr("Show"))
        button.clicked.connect(lambda: self.context.navigator.open(routes.Admin(page)))
        return button

    # People

    @Slot()
    def _show_people(self) -> None:
        """Show the first people: administrators, then present people."""
        self._people.update()
        people = sorted(self._people.in_order, key=lambda person: (not person.is_admin, not person.is_present))
        self.view.delegate.samples = self._people.samples()
        self.model.set_items(people[:MOST_PEOPLE])
        self.show_all.setText(AdminTexts().show_all(len(people)))
        self.show_all.setVisible(len(people) > MOST_PEOPLE)
        self.alone_card.setVisible(len(people) == 1)

    def _make_menu(self, person: Person) -> QMenu:
        self.message.clear()
        return self.account_actions.menu(person)

    @Slot(object)
    def _on_delete_pressed(self, person: Person) -> None:
        if reason := self.account_actions.why_not_removed(person):
            self.message.show_notice(reason)
        else:
            self.account_actions.ask_to_delete(person)

    # The place

    @Slot()
    def _show_place(self) -> None:
        place = self.admin.place
        if place is not None:
            self._show_network(place)
            self._show_storage(place)

    def _show_network(self, place: PlaceReply) -> None:
        title, parts = self.tr("Open to this network"), []
        if self.reach.is_restarting:
            parts = [self.tr("The place restarts…")]
        elif not place.listens_to_all:
            title = self.tr("Only its own computer can reach {place}")
            if self.context.is_here():
                title = self.tr("Only this computer can reach {place}")
            title = title.format(place=isolated(place.name))
        else:
            if place.addresses:
                host = place.addresses[0].rpartition(":")[0]
                parts.append(self.tr("{address}, port {port}").format(address=host, port=place.port))
            parts.append(AdminTexts().from_outside(place.from_outside))
        self.network.show_texts(title, " · ".join(parts))

    @Slot()
    def _show_invitations(self) -> None:
        invitations = self.admin.invitations
        texts = [self._invitation_text(one) for one in invitations[:MOST_INVITATIONS]]
        self.invitations.show_texts(AdminTexts().invitations(len(invitations)), " · ".join(texts))

    def _invitation_text(self, one: ListedInvitation) -> str:
        left = Counts().left(one.uses_left, one.expires)
        if not one.inviter:
            return left
        sentence = self.tr("{name}: {left}")
        return sentence.format(name=isolated(one.nickname or str(one.inviter)), left=left)

    def _show_storage(self, place: PlaceReply) -> None:
        free = ""
        if place.disk_free is not None:
            free = self.tr("{size} free on its disk").format(size=size_text(place.disk_free))
        if place.files_size is not None and place.most_files is not None:
            self.storage.show_texts(used_text(place.files_size, place.most_files), free)
            self.bar.show_share(place.files_size, place.most_files)
        elif place.database_size is not None:
            self.storage.show_texts(self.tr("{size} used").format(size=size_text(place.database_size)), free)
        else:
            self.storage.show_texts(free)
        self.bar.setVisible(place.files_size is not None and place.most_files is not None)

    def finish(self) -> None:
        self.join_requests.finish()
