"""Rules in the words and components of the pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.checkup.wording import case_periods
from zhibu.questions import NormPage, all_norms, describe, guidance_on
from zhibu.questions.catalogue import Case, Colour, Norm
from zhibu.rules.sheets import NUMBERED, SHEETS, UNITS, SheetKind
from zhibu.rules.sheets import Column as SheetColumn
from zhibu.rules.status import Status
from zhibu.rules.telling import list_months, list_quarters, named_bits
from zhibu.web.checkup.showing import MARKS
from zhibu.web.components import Fact, Mark
from zhibu.web.days import write_day
from zhibu.web.wording import between, capital, source_label, unit_word, worded

BACKGROUND = ("kind", "domain", "year", "existed_from", "records_from", "has_committee")
MASKS = dict(zip(NUMBERED, (list_months, list_quarters), strict=True))
SPEAKING = (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN)


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    cite: str
    in_force: bool


@dataclass(frozen=True)
class Topic:
    name: str
    rows: Sequence[Row]


def by_topic(found: Iterable[Norm]) -> list[Norm]:
    """What a search found, in the order of the topics."""
    wanted = {norm.id for norm in found}
    return [norm for norm in all_norms() if norm.id in wanted]


def topics_of(found: Iterable[Norm], on: date, english: bool) -> list[Topic]:
    """Rules in the order given, under the headings of their topics."""
    pages = [describe(norm.id, on) for norm in found]
    return [
        Topic(topic, [_row(page, on, english) for page in members])
        for topic, members in groupby(pages, lambda page: capital(worded(page.topic_zh)))
    ]


@dataclass(frozen=True)
class Disagreement:
    row: Row
    text: str


def disagreements(on: date, english: bool) -> list[Disagreement]:
    """Every rule on which sources say different things, with what was found."""
    found = [norm for norm in all_norms() if norm.disagreement_zh]
    return [Disagreement(_row(describe(norm.id, on), on, english), worded(norm.disagreement_zh)) for norm in found]


def guidance(topics: Sequence[str], on: date, english: bool) -> list[Row]:
    """What the texts say about a piece of work without a figure that could be judged."""
    return [_row(describe(norm.id, on), on, english) for norm in guidance_on(topics, on)]


def _row(page: NormPage, on: date, english: bool) -> Row:
    name = page.norm.name_en if english else page.norm.name_zh
    return Row(name, reverse("rule", args=[page.norm.id]), cite_words(page), page.norm.span.holds(on))


def cite_words(page: NormPage) -> str:
    doubt = _("（待核）") if page.to_check else ""
    return f"{source_label(page.cite.title_zh, page.cite.article_zh)}{doubt}"


@dataclass(frozen=True)
class Example:
    """A worked example: facts in words, the day, what comes out and why."""

    name: str
    on: str
    facts: Sequence[Fact]
    results: Sequence[tuple[str, Mark, str]]  # which period, mark, word
    because: str
    local: str = ""


@dataclass(frozen=True)
class RuleShown:
    name: str
    plain: str
    facts: Sequence[Fact]
    figures: Sequence[Fact]
    usual: Sequence[Fact]  # the background of the examples, where none says otherwise
    examples: Sequence[Example]
    findings: Sequence[tuple[Mark, str, str]]  # mark, word, what the check-up says
    colour: str
    changes: Sequence[tuple[str, str, str]]  # what, name, address
    disagreement: str
    caution: str
    in_force: bool
    to_check: bool


def rule_of(page: NormPage, on: date, english: bool) -> RuleShown:
    norm = page.norm
    usual, examples = examples_of(page.cases)
    return RuleShown(
        name=norm.name_en if english else norm.name_zh,
        plain=norm.plain_en if english else norm.plain_zh,
        facts=_facts(page),
        figures=[
            Fact(
                capital(worded(figure.label_zh)),
                _("%(value)s（%(source)s）") % {"value": worded(figure.value_zh), "source": worded(figure.source_zh)},
            )
            for figure in page.figures
        ],
        usual=usual,
        examples=examples,
        findings=[
            (MARKS[status], worded(status.label_zh), worded(norm.seen[status]))
            for status in SPEAKING
            if status in norm.seen
        ],
        colour=_colour_words(page),
        changes=_changes(page, english),
        disagreement=worded(norm.disagreement_zh),
        caution=worded(norm.misleads_zh),
        in_force=norm.span.holds(on),
        to_check=page.to_check,
    )


def _facts(page: NormPage) -> list[Fact]:
    norm = page.norm
    until = norm.span.to_on
    force = (
        _("%(first)s 至 %(last)s") % {"first": write_day(norm.span.from_on), "last": write_day(until)}
        if until
        else _("%(first)s 起") % {"first": write_day(norm.span.from_on)}
    )
    sure = worded(page.confidence_zh)
    if norm.article_confidence != norm.confidence:
        sure = _("%(text)s；条号：%(article)s") % {"text": sure, "article": worded(page.cite.confidence_zh)}
    if page.presumed:
        sure += _("；新文件里没有看到，待核")
    facts = [
        Fact(_("依据"), cite_words(page)),
        Fact(_("发文"), worded(page.regulation.issuer)),
        Fact(_("施行"), force),
        Fact(
            _("措辞"),
            _("%(class)s（原文：%(wording)s）") % {"class": worded(page.strength_zh), "wording": norm.strength},
        ),
        Fact(_("有多确定"), sure),
        Fact(_("看原文的日子"), write_day(page.regulation.checked_on)),
    ]
    if norm.article_reason_zh:
        facts.append(Fact(_("条号说明"), worded(norm.article_reason_zh)))
    return facts


def _colour_words(page: NormPage) -> str:
    """How far the check-up may go with this rule, and why."""
    if page.worst_colour is Colour.RED:
        return _("措辞是“%(wording)s”，对不上时可以标红。没有记录只是问一句，不标红。") % {
            "wording": page.norm.strength
        }
    if page.worst_colour is Colour.AMBER:
        return _("最多标黄：措辞不是必须，或者原文、条号还没有核对。没有记录只是问一句。")
    return _("只作说明，不标颜色。")


def _changes(page: NormPage, english: bool) -> list[tuple[str, str, str]]:
    found = []
    for word, other in ((_("接替"), page.replaces), (_("后来改为"), page.replaced_by)):
        if other:
            name = other.name_en if english else other.name_zh
            found.append((str(word), name, reverse("rule", args=[other.id])))
    return found


def examples_of(cases: Sequence[Case]) -> tuple[list[Fact], list[Example]]:
    """The usual background, said once for all examples, and the examples with what is their own."""
    if not cases:
        return [], []
    kind = SHEETS[describe(cases[0].norm_id).norm.sheet]
    usual: dict[str, object] = {}
    for name in BACKGROUND:
        values = [case.facts.get(name) for case in cases]
        most = max(values, key=values.count)
        if len(cases) > 1 and most is not None and values.count(most) * 2 > len(cases):
            usual[name] = most
    return _facts_of(kind, usual), [_example(kind, case, usual) for case in cases]


def _facts_of(kind: SheetKind, facts: Mapping[str, object]) -> list[Fact]:
    """In the order of the sheet's columns."""
    return [
        Fact(
            capital(worded(column.label_zh)),
            _("没有登记") if facts[column.name] is None else fact_words(column, facts[column.name]),
        )
        for column in kind.columns
        if column.name in facts
    ]


def _example(kind: SheetKind, case: Case, usual: Mapping[str, object]) -> Example:
    periods = case_periods(case)
    unlike = {name for name, value in usual.items() if case.facts.get(name) != value}
    own = {name: case.facts.get(name) for name in (case.facts.keys() - usual.keys()) | unlike}
    return Example(
        name=case.name_zh,
        on=write_day(case.on),
        facts=_facts_of(kind, own),
        results=[
            (worded(periods.get(number, "")), MARKS.get(status, Mark.NOT_ASKED), worded(status.label_zh))
            for number, status in case.expect.items()
        ],
        because=case.because_zh,
        local=between("；").join(f"《{layer.document_zh}》{layer.article}" for layer in case.layers),
    )


def fact_words(column: SheetColumn, value: object) -> str:
    """A fact of an example as people say it: a day, a number with its unit, the names of codes and months."""
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, list | tuple | set):
        bits = [int(item) for item in value]
        if column.unit in NUMBERED:
            return worded(MASKS[column.unit](sum(1 << (number - 1) for number in bits)))
        return worded(named_bits(sum(bits), column.codes))
    if not isinstance(value, int):
        return str(value)
    if column.unit == "flag":
        return _("是") if value else _("否")
    if column.unit in NUMBERED:
        return worded(MASKS[column.unit](value))
    if column.unit in {"posts", "acts"}:
        return worded(named_bits(value, column.codes))
    return (
        worded(column.codes[value])
        if value in column.codes
        else f"{value} {unit_word(UNITS[column.unit], value)}".strip()
    )
