"""The questions as people look for them: what is asked most, then families in the order in which they are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhibu.questions import Question, list_questions
from zhibu.questions.model import FAMILIES
from zhibu.web.components import Text
from zhibu.web.wording import is_english, worded

FAMILIES_AS_ASKED: Sequence[tuple[Text, tuple[str, ...]]] = (
    (_("党费"), ("dues",)),
    (_("表决和选举"), ("vote", "election")),
    (_("发展党员"), ("admission",)),
    (_("换届和任期"), ("term",)),
    (_("设支部、设支委会"), ("set_up",)),
    (_("会议和次数"), ("cadence", "meeting")),
    (_("组织关系"), ("transfer",)),
    (_("学时和培训"), ("training",)),
    (_("党员管理"), ("member",)),
    (_("民主评议"), ("appraisal",)),
    (_("支部书记"), ("secretary",)),
    (_("诉求"), ("concern",)),
    (_("请示和报告"), ("request",)),
    (_("工作经费"), ("funds",)),
)
ASKED_MOST = (
    "dues.amount",
    "vote.ordinary",
    "vote.admission",
    "admission.public_notice",
    "admission.probation",
    "term.end",
    "cadence.check",
    "transfer.letter",
)


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Family:
    label: Text
    links: Sequence[Link]


def title_of(question: Question, english: bool) -> str:
    return question.title_en if english and question.title_en else question.title_zh


def link_to(question: Question, english: bool) -> Link:
    return Link(title_of(question, english), reverse("ask_question", args=[question.name]))


def families(found: Iterable[Question], english: bool) -> list[Family]:
    """The questions under their families; a family that nobody has put in order comes last, under its own name."""
    members = list(found)
    placed = {key for _label, keys in FAMILIES_AS_ASKED for key in keys}
    others = [(worded(FAMILIES[key]), (key,)) for key in FAMILIES if key not in placed]
    rows = [
        Family(label, [link_to(question, english) for key in keys for question in members if question.family == key])
        for label, keys in (*FAMILIES_AS_ASKED, *others)
    ]
    return [family for family in rows if family.links]


def asked_most(english: bool) -> list[Link]:
    known = {question.name: question for question in list_questions()}
    return [link_to(known[name], english) for name in ASKED_MOST if name in known]


def search(text: str) -> list[Question]:
    """Questions in whose words every part of the text occurs; those with it in the title come first."""
    parts = text.lower().split()
    found = [question for question in list_questions() if parts and all(part in _words(question) for part in parts)]
    return sorted(
        found, key=lambda question: not all(part in title_of(question, is_english()).lower() for part in parts)
    )


def _words(question: Question) -> str:
    group = next((str(label) for label, keys in FAMILIES_AS_ASKED if question.family in keys), "")
    labels = [ask.label_zh for ask in question.asks] + [told.label_zh for told in question.tells]
    titles = (question.title_zh, question.title_en, FAMILIES[question.family], group)
    return " ".join((*titles, *labels, *(map(worded, labels) if is_english() else ()))).lower()
