"""From ``about.yaml`` and ``values.yaml`` to regulations and norms."""

from __future__ import annotations

from collections.abc import Iterator

from zhibu.norms.model import (
    ACTIONS,
    ARTICLE_CONFIDENCES,
    CONFIDENCES,
    FAMILIES,
    STRENGTHS,
    TOPICS,
    USES,
    WEAKNESSES,
    Figure,
    NextStep,
    Norm,
    Regulation,
    Span,
    Value,
    ValueSpell,
)
from zhibu.norms.reading import Reader
from zhibu.norms.spans import broken_spell, covers
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Status

_LAYERS = ("central", "central_notice", "state", "provincial", "practice", "own")
_SEEN = ("full_text", "excerpt", "secondary", "own")
_DIRECTIONS = ("higher", "lower", "none", "fixed")
_OPEN_STATUSES = (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN)


def read_regulation(reader: Reader) -> Regulation:
    """The ``about.yaml`` of a folder."""
    regulation = Regulation(
        id=reader.text("id"),
        title_zh=reader.text("title_zh"),
        title_en=reader.text("title_en"),
        issuer=reader.text("issuer"),
        layer=reader.choice("layer", _LAYERS),
        span=_span(reader),
        seen=reader.choice("seen", _SEEN),
        checked_on=reader.day("checked_on"),
        doc_number=reader.text("doc_number", ""),
        note=reader.text("note", ""),
        jurisdiction=reader.text("jurisdiction", ""),
    )
    if bool(regulation.jurisdiction) is not (regulation.layer == "provincial"):
        raise reader.refusal("layer 是 provincial 的要写 jurisdiction（省的代码，如 CN-GZ），别的不写")
    reader.done()
    return regulation


def read_norms(reader: Reader, regulation: Regulation) -> Iterator[Norm]:
    """The norms of a ``values.yaml``."""
    norms = reader.inner("norms")
    reader.done()
    for norm_id in norms.names():
        inner = norms.inner(norm_id)
        inner.place = norm_id
        norm = _norm(norm_id, inner, regulation)
        if (norm.strength_class == "signal") is not (regulation.layer == "own"):
            raise inner.refusal("strength_class 是 signal 的只能出自本系统（layer: own），本系统的也只能是 signal")
        yield norm


def _span(reader: Reader) -> Span:
    span = Span(reader.day("from"), reader.day_or_none("to"))
    fault = broken_spell([span])
    if fault:
        raise reader.refusal(fault)
    return span


def _norm(norm_id: str, reader: Reader, regulation: Regulation) -> Norm:
    span = _span(reader)
    article, article_confidence, reason = _citation(reader)
    sheet, use = _sheet_and_use(reader)
    norm = Norm(
        id=norm_id,
        regulation=regulation.id,
        name_zh=reader.text("name_zh"),
        name_en=reader.text("name_en"),
        topic=reader.choice("topic", TOPICS),
        family=reader.choice("family", FAMILIES),
        article=article,
        article_confidence=article_confidence,
        article_reason_zh=reason,
        confidence=reader.choice("confidence", CONFIDENCES),
        strength=reader.text("strength"),
        strength_class=reader.choice("strength_class", STRENGTHS),
        tier=reader.whole("tier"),
        sheet=sheet,
        span=span,
        plain_zh=reader.text("plain_zh"),
        plain_en=reader.text("plain_en"),
        values=_values(reader, span),
        seen=_seen(reader),
        steps=_steps(reader),
        anchor=reader.truth("anchor", False),
        statutory=reader.truth("statutory", False),
        promptly=reader.truth("promptly", False),
        replaces=reader.text("replaces", ""),
        presumed_from=reader.day_or_none("presumed_from"),
        misleads_zh=reader.text("misleads_zh", ""),
        note=reader.text("note", ""),
        disagreement_zh=reader.text("disagreement_zh", ""),
        also_cited=tuple(str(item) for item in reader.take("also_cited", [])),
        use=use,
        member_duty=reader.truth("member_duty", False),
        weakness=reader.choice("weakness", ("", *WEAKNESSES), ""),
        branch_only=reader.truth("branch_only", False),
    )
    reader.done()
    return norm


def _sheet_and_use(reader: Reader) -> tuple[str, str]:
    """The fact sheet of a judged norm; `sheet: none` needs `use: reckoning` or `use: guidance`."""
    sheet = reader.choice("sheet", (*SHEETS, "none"))
    if sheet != "none":
        return sheet, "judgement"
    return "", reader.choice("use", [use for use in USES if use != "judgement"])


def _citation(reader: Reader) -> tuple[str | None, str, str]:
    """Article, how sure it is, and the reason where it is not known."""
    confidence = reader.choice("article_confidence", ARTICLE_CONFIDENCES)
    if confidence == "unknown":
        return None, confidence, reader.text("article_reason_zh")
    return reader.text("article"), confidence, ""


def _values(reader: Reader, span: Span) -> dict[str, Value]:
    values = reader.inner("values", {})
    return {key: _value(key, values.inner(key), span) for key in values.names()}


def _value(key: str, reader: Reader, span: Span) -> Value:
    same_as = reader.text("same_as", "")
    if same_as:
        norm_id, _, other_key = same_as.rpartition(".")
        reader.done()
        return Value(key, "", "", "none", (), same_as=(norm_id, other_key))
    label_zh, unit_zh = reader.text("label_zh"), reader.take("unit_zh", "")
    ours = reader.truth("ours", False)
    reason = reader.text("reason_zh") if ours else ""
    stricter = reader.choice("stricter", _DIRECTIONS)
    allowed = _allowed(reader)
    spells = tuple(_spell(item, ours) for item in reader.items("spells"))
    fault = broken_spell([spell.span for spell in spells]) or covers([spell.span for spell in spells], span)
    if fault:
        raise reader.refusal(f"数值 {fault}")
    reader.done()
    return Value(key, label_zh, str(unit_zh), stricter, spells, ours, reason, allowed)


def _allowed(reader: Reader) -> tuple[int, int] | None:
    """The figures a layer may choose from: {min: 0, max: 6}. Without it a layer must keep to the stricter direction
    only.
    """
    content = reader.take("allowed", None)
    if content is None:
        return None
    inner = Reader(reader.file, f"{reader.place} → allowed", content)
    least, most = inner.whole("min"), inner.whole("max")
    inner.done()
    if least > most:
        raise inner.refusal(f"min {least} 大于 max {most}")
    return least, most


def _spell(reader: Reader, ours: bool) -> ValueSpell:
    figure = _figure(reader)
    span = _span(reader)
    article = None if ours else reader.text("article")
    confidence = "text" if ours else reader.choice("article_confidence", ARTICLE_CONFIDENCES, "text")
    checked_on = reader.day("checked_on")
    reader.done()
    return ValueSpell(figure, span, article, confidence, checked_on)


def _figure(reader: Reader) -> Figure:
    """A whole number, or a share written 1/2."""
    content = reader.take("figure")
    if isinstance(content, int) and not isinstance(content, bool):
        return content
    top, slash, bottom = str(content).partition("/")
    if slash and top.isdigit() and bottom.isdigit() and int(bottom) > 0:
        return int(top), int(bottom)
    raise reader.refusal(f"figure 要写成整数或 1/2 这样的比例，现在是 {content!r}")


def _seen(reader: Reader) -> dict[Status, str]:
    seen = reader.inner("seen", {})
    found = {status: seen.text(status.value) for status in _OPEN_STATUSES if status.value in seen.names()}
    seen.done()
    return found


def _steps(reader: Reader) -> dict[Status, tuple[NextStep, ...]]:
    steps = reader.inner("steps", {})
    found = {
        status: tuple(_step(item) for item in steps.items(status.value))
        for status in _OPEN_STATUSES
        if status.value in steps.names()
    }
    steps.done()
    return found


def _step(reader: Reader) -> NextStep:
    step = NextStep(reader.text("say"), reader.choice("action", ACTIONS), reader.text("argument", ""))
    reader.done()
    return step
