"""谁主持: from the posts of that day, the secretary first; and what the rule says when somebody else presides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu import questions
from zhibu.meeting.expected import is_of_group
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member.facts import COMMITTEE_POSTS
from zhibu.member.models import PostKind
from zhibu.member.names import tidy_name
from zhibu.member.queries import posts_of
from zhibu.org.models import Organisation
from zhibu.web.components import Cite
from zhibu.web.meetings.voting import cite_shown
from zhibu.web.wording import between

NORM = "secretary-chairs-meetings"
CHAIRED = frozenset({ItemKind.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING})


@dataclass(frozen=True)
class Presiding:
    """What to know about the host of one gathering: a sentence and the article; nothing when all is as usual."""

    sentence: str
    cite: Cite


def hosts(branch: Organisation, on: date) -> list[str]:
    """Who may preside at a general or committee meeting: the secretary, then who can be entrusted."""
    return list(dict.fromkeys(row.member.name for row in posts_of(branch, on) if row.post in COMMITTEE_POSTS))


def hint(branch: Organisation, on: date) -> str:
    """For the form: 书记到不了，可以托付李晓明、赵志强."""
    rows = [row for row in posts_of(branch, on) if row.post in COMMITTEE_POSTS]
    others = dict.fromkeys(row.member.name for row in rows if row.post != PostKind.SECRETARY)
    if not others:
        return ""
    return _("书记到不了，可以托付%(names)s") % {"names": between("、").join(others)}


def presiding(gathering: Gathering) -> Presiding | None:
    """A host of a general or committee meeting who held no post of the committee on that day."""
    kinds = {item.kind for item in gathering.items.all()}
    if not concerns(kinds) or not gathering.host:
        return None
    known = hosts(gathering.branch, gathering.happened_on)
    if not known or names_somebody(gathering.host, known):
        return None
    sentence = _("主持人%(host)s那天不是书记、副书记或委员。是写错了，还是名册上的职务没有登记？")
    return Presiding(sentence % {"host": gathering.host}, cite_shown(questions.cite(NORM, gathering.happened_on)))


def concerns(kinds: Collection[str]) -> bool:
    return bool(CHAIRED & set(kinds)) and not is_of_group(kinds)


def names_somebody(host: str, known: Sequence[str]) -> bool:
    """王玉兰, also with the post written behind it."""
    written = tidy_name(host)
    return any(name in written for name in known)
