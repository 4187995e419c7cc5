"""Where each next step leads: one table from action codes to pages. Also the pages of the records behind a finding."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from zhibu.admission.models import StepKind
from zhibu.base.actor import Actor, Right
from zhibu.checkup.evidence import Behind
from zhibu.checkup.showing import NextStep, Shown
from zhibu.rules.status import Status
from zhibu.web.components import Button
from zhibu.web.frame import optional_url
from zhibu.web.wording import worded


@dataclass(frozen=True)
class Way:
    """A page by its URL name. `kind`: what follows `?kind=`, or `argument` to pass the step's own argument on."""

    page: str
    right: Right = Right.RECORD
    kind: str = ""


ARGUMENT = "argument"
WAYS: dict[str, Way] = {
    "plan_gathering": Way("meetings_plan", kind=ARGUMENT),
    "record_gathering": Way("meetings_new", kind=ARGUMENT),
    "record_appraisal": Way("meetings_new", kind="democratic_appraisal"),
    "record_talks": Way("concerns"),
    "plan_election": Way("elections"),
    "plan_by_election": Way("elections_by"),
    "add_term": Way("branch_terms"),
    "record_next_term": Way("branch_terms"),
    "request_extension": Way("branch_terms"),
    "record_reminder": Way("branch_terms"),
    "add_committee": Way("branch_terms"),
    "add_post": Way("branch_posts"),
    "open_roster": Way("members", Right.SEE_BRANCH),
    "open_branch": Way("branch_profile", Right.SEE_BRANCH),
    "open_unit": Way("branch_units", Right.SEE_BRANCH),
    "set_up_branch": Way("branch_units", Right.SEE_BRANCH),
    "open_setting": Way("settings", Right.SEE_BRANCH),
    "open_meetings": Way("meetings", Right.SEE_BRANCH),
    "open_plan": Way("plan", Right.SEE_BRANCH),
    "open_dues": Way("dues", Right.KEEP_DUES),
    "fix_dues": Way("dues_fix", Right.KEEP_DUES),
    "publish_dues": Way("dues_publish", Right.KEEP_DUES),
    "open_targets": Way("targets", Right.CONTACT),
    "open_help": Way("targets_helping", Right.HELP),
    "arrange_talks": Way("talk_arrange"),
    "open_tasks": Way("task_new"),
    "start_initiative": Way("initiative_new"),
    "open_goals": Way("goals", Right.SEE_BRANCH),
    "open_prior": Way("prior", Right.SEE_BRANCH),
    "ask_higher": Way("submissions"),
    "open_training": Way("training", Right.SEE_BRANCH),
    "open_surveys": Way("surveys", Right.SEE_BRANCH),
    "confirm_period": Way("checkup_months", Right.CONFIRM),
}
ON_THE_SPOT = frozenset({"declare", "correct_resolution"})
"""Steps that lead to the finding's own answer form, and to the record of the vote itself."""
OF_A_CASE = frozenset({"record_admission", "plan_admission"})
"""Steps that lead to the page of one case of admission, or to the form of the deed that they name."""


def button_for(step: NextStep, shown: Shown, actor: Actor, *, primary: bool = False) -> Button | None:
    """The button of a step for this person; None where it is not theirs to do."""
    if step.action == "declare":
        return answer_button(shown, actor, worded(step.say_zh))
    if step.action == "correct_resolution":
        behind = next((row for row in shown.evidence if row.kind == "gathering"), None)
        if behind is None or not actor.may(Right.RECORD):
            return None
        return Button(worded(step.say_zh), record_url(behind), primary=primary)
    if step.action in OF_A_CASE:
        return _case_button(step, shown, actor, primary=primary)
    address = address_of(step, actor)
    return Button(worded(step.say_zh), address, primary=primary) if address else None


def address_of(step: NextStep, actor: Actor) -> str:
    """The page where a step is taken; empty where it is not this person's to take."""
    way = WAYS.get(step.action)
    if way is None or not _may(actor, way.right):
        return ""
    kind = step.argument if way.kind == ARGUMENT else way.kind
    query = f"?{urlencode({'kind': kind})}" if kind else ""
    address = optional_url(way.page)
    return address + query if address else ""


def _case_button(step: NextStep, shown: Shown, actor: Actor, *, primary: bool) -> Button | None:
    """A deed that is not there yet has its form; everything else is seen on the person's page first."""
    behind = next((row for row in shown.evidence if row.kind == "candidate"), None)
    if behind is None or not actor.may(Right.KEEP_ADMISSION):
        return None
    kind = "review" if step.argument == "reviews" else step.argument
    has_form = step.action == "record_admission" and shown.status is Status.UNKNOWN and kind in StepKind.values
    address = reverse("admission_record", args=[behind.key, kind]) if has_form else record_url(behind)
    return Button(worded(step.say_zh), address, primary=primary)


def _may(actor: Actor, right: Right) -> bool:
    """A superior keeps the list of units and the settings of the own organisation."""
    return actor.may(right) or (right == Right.SEE_BRANCH and actor.may(Right.SEE_BELOW))


def answer_button(shown: Shown, actor: Actor, label: str) -> Button | None:
    return Button(label, answer_url(shown)) if actor.may(Right.CONFIRM) else None


def answer_url(shown: Shown) -> str:
    return reverse("checkup_answer", args=[shown.sheet.value, shown.norm, shown.subject, shown.year])


def why_url(shown: Shown) -> str:
    """The page with the facts and records behind the findings of one norm."""
    return reverse("checkup_why", args=[shown.branch, shown.sheet.value, shown.norm, shown.subject, shown.year])


def record_url(behind: Behind) -> str:
    """The page of one record, where a wrong one can be corrected."""
    if behind.kind == "gathering":
        return reverse("meetings_one", args=[behind.key])
    if behind.kind == "candidate":
        return reverse("admission_one", args=[behind.key])
    return optional_url("branch_terms" if behind.kind == "term" else "branch_units")


def branch_url(branch: UUID) -> str:
    return reverse("checkup_branch", args=[branch])


def rule_url(norm: str) -> str:
    return reverse("rule", args=[norm])
