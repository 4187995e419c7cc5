"""Who is acting, in which role. Built once at the edge from dated grants; every read and write takes it first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    SECRETARY = "secretary"  # 书记
    DEPUTY_SECRETARY = "deputy_secretary"  # 副书记
    ORGANISATION_MEMBER = "organisation_member"  # 组织委员
    PUBLICITY_MEMBER = "publicity_member"  # 宣传委员
    DISCIPLINE_MEMBER = "discipline_member"  # 纪检委员
    COMMITTEE_MEMBER = "committee_member"  # 委员
    GROUP_LEADER = "group_leader"  # 党小组长
    MEMBER = "member"  # 党员
    CLERK = "clerk"  # 代办: enters for a named secretary
    ORGANISER = "organiser"  # 上级组织员
    CONCERN_HANDLER = "concern_handler"  # 受理人 at a unit's desk for concerns
    INDEPENDENT_HANDLER = "independent_handler"  # 受理人 at its second desk, outside the branch line
    APPLICANT = "applicant"  # 入党申请人: the own steps and nothing else
    ADMINISTRATOR = "administrator"  # accounts only, no content


COMMITTEE = frozenset(
    {
        Role.SECRETARY,
        Role.DEPUTY_SECRETARY,
        Role.ORGANISATION_MEMBER,
        Role.PUBLICITY_MEMBER,
        Role.DISCIPLINE_MEMBER,
        Role.COMMITTEE_MEMBER,
    }
)


class Right(StrEnum):
    """What a role may do. Pages and actions ask for a right, never for a role."""

    SEE_OWN = "see_own"  # own page, today, public results of the branch
    SEE_BRANCH = "see_branch"  # meetings, roster, check-up of the branch
    SEE_BELOW = "see_below"  # superior: what may be seen of branches below
    RECORD = "record"  # enter meetings, members, talks
    RECORD_GROUP = "record_group"  # enter a small meeting of the own Party group
    IMPORT = "import"
    OWN_WORK = "own_work"  # say how far a task of one's own has come
    ASSIGN = "assign"  # superior: send tasks, answer requests for time, help and decisions
    CONFIRM = "confirm"  # statutory confirmations: period complete, 没开, 不适用, archive
    HANDLE_CONCERNS = "handle_concerns"  # sits at a desk for concerns; which ones, the desk decides
    TEMPLATES = "templates"  # the unit's own Word templates of papers
    SET_UP = "set_up"  # organisations, terms, unit settings
    ACCOUNTS = "accounts"
    FIRST_LOG_INS = "first_log_ins"  # the first log-in of the secretary of a branch where nobody has one yet
    SEE_TARGETS = "see_targets"  # targets, looks, criticism and help of everybody in the branch
    HELP = "help"  # criticise together with help; open and close help plans
    CONTACT = "contact"  # answer for some members: agree targets and look at them together
    SEE_TALKS = "see_talks"  # who talked with whom, never what was said
    KEEP_APPRAISALS = "keep_appraisals"  # ballots of the yearly appraisal, counted: those who lead the count
    KEEP_ADMISSION = "keep_admission"  # cases of admission of the own branch
    APPROVE_ADMISSION = "approve_admission"  # superior: answer what is sent up, plan numbers, look at cases below
    SEE_OWN_ADMISSION = "see_own_admission"  # the applicant's own steps
    SEE_IDENTITY = "see_identity"  # identity numbers of the own branch, where the unit keeps them
    KEEP_DUES = "keep_dues"  # see and keep the branch's dues: bases, sums, arrears


_OF_COMMITTEE = frozenset(
    {
        Right.SEE_OWN,
        Right.SEE_BRANCH,
        Right.RECORD,
        Right.RECORD_GROUP,
        Right.OWN_WORK,
        Right.CONTACT,
        Right.KEEP_ADMISSION,
    }
)
_OF_SECRETARIES = _OF_COMMITTEE | {
    Right.IMPORT,
    Right.CONFIRM,
    Right.TEMPLATES,
    Right.SEE_TARGETS,
    Right.HELP,
    Right.SEE_TALKS,
    Right.KEEP_APPRAISALS,
}
MAY: dict[Role, frozenset[Right]] = {
    Role.SECRETARY: _OF_SECRETARIES | {Right.KEEP_DUES, Right.SEE_IDENTITY},
    Role.DEPUTY_SECRETARY: _OF_SECRETARIES,
    Role.ORGANISATION_MEMBER: _OF_COMMITTEE
    | {Right.IMPORT, Right.TEMPLATES, Right.KEEP_DUES, Right.KEEP_APPRAISALS, Right.SEE_IDENTITY},
    Role.PUBLICITY_MEMBER: _OF_COMMITTEE,
    Role.DISCIPLINE_MEMBER: _OF_COMMITTEE,
    Role.COMMITTEE_MEMBER: _OF_COMMITTEE,
    Role.GROUP_LEADER: frozenset({Right.SEE_OWN, Right.RECORD_GROUP, Right.OWN_WORK}),
    Role.MEMBER: frozenset({Right.SEE_OWN, Right.OWN_WORK}),
    Role.CLERK: (_OF_COMMITTEE | {Right.IMPORT, Right.SEE_TALKS}) - {Right.SEE_OWN, Right.CONTACT},
    Role.ORGANISER: frozenset(
        {
            Right.SEE_OWN,
            Right.SEE_BELOW,
            Right.SET_UP,
            Right.FIRST_LOG_INS,
            Right.IMPORT,
            Right.TEMPLATES,
            Right.ASSIGN,
            Right.APPROVE_ADMISSION,
        }
    ),
    Role.CONCERN_HANDLER: frozenset({Right.HANDLE_CONCERNS}),
    Role.INDEPENDENT_HANDLER: frozenset({Right.HANDLE_CONCERNS}),
    Role.APPLICANT: frozenset({Right.SEE_OWN_ADMISSION}),
    Role.ADMINISTRATOR: frozenset({Right.ACCOUNTS, Right.FIRST_LOG_INS}),
}
WHATEVER_THE_ROLE = frozenset({Right.HANDLE_CONCERNS})
"""Rights that go with the person: a secretary who also sits at a desk need not change roles to open a concern."""


AFTER_A_RECOVERY = frozenset(
    {Right.SEE_TALKS, Right.SEE_TARGETS, Right.HELP, Right.CONTACT, Right.HANDLE_CONCERNS, Right.KEEP_APPRAISALS}
)
"""What stays shut for some days after two people gave a new password: talks, help, concerns, and (`actor_of`) what
somebody sees and agrees to as the member that they are."""


ASKED_FOR_MORE = frozenset(
    {
        Right.SEE_BRANCH,
        Right.SEE_BELOW,
        Right.SEE_TALKS,
        Right.SEE_TARGETS,
        Right.KEEP_DUES,
        Right.HANDLE_CONCERNS,
        Right.ACCOUNTS,
    }
)
"""Whoever holds one of these is asked to log in with a second factor; where the unit says so, has to."""


@dataclass(frozen=True)
class Grant:
    """One role at one organisation. `path` is the subtree it reaches, `for_user` the secretary a clerk acts for."""

    id: UUID
    role: Role
    organisation_id: UUID
    organisation_name: str
    organisation_kind: str
    root: UUID
    path: str
    for_user: UUID | None = None
    for_name: str = ""
    unit_asks_for_more: bool = False  # the unit has decided that roles that see content need a second factor
    own_words: Mapping[str, str] = field(default_factory=dict, compare=False)  # how the unit calls things


@dataclass(frozen=True)
class Actor:
    """A person at work in one of their roles (`acting`), or nobody in particular (`acting` None: no role today)."""

    user_id: UUID
    name: str
    member_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    acting: Grant | None = None
    is_recovering: bool = False  # two people gave a new password within the last days

    @property
    def on_behalf_of(self) -> UUID | None:
        return self.acting.for_user if self.acting else None

    @property
    def rights(self) -> frozenset[Right]:
        if self.acting is None:
            return frozenset()
        own: frozenset[Right] = frozenset().union(*(MAY[grant.role] for grant in self.grants))
        held = MAY[self.acting.role] | (own & WHATEVER_THE_ROLE)
        return held - AFTER_A_RECOVERY if self.is_recovering else held

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def is_asked_for_more(self) -> bool:
        return bool(self.rights & ASKED_FOR_MORE)

    @property
    def needs_second_factor(self) -> bool:
        return self.is_asked_for_more and any(grant.unit_asks_for_more for grant in self.grants)

    @property
    def path(self) -> str:
        """The subtree of the acting role; a path that matches nothing when there is no role."""
        return self.acting.path if self.acting else "!"
