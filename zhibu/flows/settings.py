"""A unit's own figure: checked against the law, kept, and every branch of the subtree judged again with it."""

from collections.abc import Mapping
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.own_words import TERMS, is_fit
from zhibu.base.touched import Done, Touch
from zhibu.base.undoing import take_back_moment
from zhibu.checkup.unit_settings import check_setting, figures_from_above
from zhibu.flows import rejudging
from zhibu.member.identity import forget_where_not_kept
from zhibu.org.actions import end_value, set_value
from zhibu.org.models import IDENTITY_NUMBERS, OWN_WORDS, PROVINCE, SECOND_FACTOR, Organisation, Setting
from zhibu.org.queries import branches_below, identity_kept_at, own_words_at, second_factor_asked_at
from zhibu.questions.layering import PROVINCES
from zhibu.rules.said import said

AT_ONCE = 200  # branches judged again within the request; more are handed to the worker


def set_figures(
    actor: Actor,
    *,
    organisation: Organisation,
    norm: str,
    values: Mapping[str, int],
    source_document: str,
    since: date,
    today: date,
    now: datetime,
) -> Done:
    """The figures of one norm, by their keys. Only what differs from the law and the superiors is kept.

    Refused when laxer than the law or than a superior's figure; the sentence says what would be right.
    """
    from_above = figures_from_above(organisation, norm, since)
    own = {key: figure for key, figure in values.items() if from_above.get(key) != figure}
    if not own:
        raise Refused("和规定（或上级定的）一样，不用另定。", "要另定就改一个数。")
    check_setting(organisation, norm=norm, values=own, document=source_document, since=since, today=today)
    done = set_value(
        actor, organisation=organisation, norm=norm, values=own, source_document=source_document, since=since, now=now
    )
    return _judged_again(done, organisation, since, today)


def drop_figures(actor: Actor, *, setting: Setting, today: date, now: datetime) -> Done:
    """Back to the law from today on."""
    done = end_value(actor, setting=setting, until=today, now=now)
    return _judged_again(done, setting.organisation, today, today)


def set_province(
    actor: Actor, *, organisation: Organisation, province: str, since: date, today: date, now: datetime
) -> Done:
    """In which province this place and everything below it is, from a day on; empty: no text of a province is asked."""
    if province and province not in PROVINCES:
        raise Refused("这个省的规定没有收在规则库里。", "选“只看全国的规定”。", "province")
    standing = Setting.objects.filter(organisation=organisation, norm=PROVINCE, until__isnull=True).first()
    if (standing.values[PROVINCE] if standing else "") == province:
        raise Refused("和现在的一样，不用改。", field="province")
    if standing is not None and since < standing.since:
        raise Refused(said("从哪天起：要在 {since} 当天或之后。", since=f"{standing.since:%Y-%m-%d}"), field="since")
    done = set_value(
        actor, organisation=organisation, norm=PROVINCE, values={PROVINCE: province}, source_document="所在地",
        since=since, now=now,
    )  # fmt: skip
    return _judged_again(done, organisation, since, today)


def keep_identity_numbers(
    actor: Actor, *, organisation: Organisation, source_document: str, today: date, now: datetime
) -> Done:
    """From today on identity numbers of members are kept here and below, encrypted, by the word of a document."""
    if standing := identity_kept_at(organisation.path, today):
        raise Refused(said("{name}已经定了要收。", name=standing.organisation.name))
    return _switch_on(actor, organisation, IDENTITY_NUMBERS, source_document, today, now)


def drop_identity_numbers(actor: Actor, *, organisation: Organisation, today: date, now: datetime) -> Done:
    """They are kept no longer, and what was kept is taken out at once, from earlier versions too."""
    refusal = Refused("这里没有另定要收身份证号。", "由上级定的，请上级停用。")
    done = _switch_off(actor, organisation, IDENTITY_NUMBERS, refusal, today, now)
    forget_where_not_kept(today)
    return done


def ask_second_factor(
    actor: Actor, *, organisation: Organisation, source_document: str, today: date, now: datetime
) -> Done:
    """From today on roles that see content, here and below, log in with a second factor."""
    if standing := second_factor_asked_at(organisation.path, today):
        raise Refused(said("{name}已经定了要第二道验证。", name=standing.organisation.name))
    return _switch_on(actor, organisation, SECOND_FACTOR, source_document, today, now)


def ask_second_factor_no_longer(actor: Actor, *, organisation: Organisation, today: date, now: datetime) -> Done:
    """Whoever has one keeps it."""
    refusal = Refused("这里没有另定要第二道验证。", "由上级定的，请上级停用。")
    return _switch_off(actor, organisation, SECOND_FACTOR, refusal, today, now)


def set_own_words(
    actor: Actor, *, organisation: Organisation, words: Mapping[str, str], since: date, today: date, now: datetime
) -> Done:
    """How things are called here and below, from a day on, by the key of the term; what is left out as usual."""
    words = {term.key: words[term.key] for term in TERMS if words.get(term.key, term.usual) != term.usual}
    standing = own_words_at(organisation.path, since)
    if words == (standing.values if standing else {}):
        raise Refused("和现在的一样，不用改。")
    for key, word in words.items():
        taken = {other.usual for other in TERMS if other.key != key} | {
            other for its, other in words.items() if its != key
        }
        if not is_fit(word):
            raise Refused(
                "写两个到八个字，不加标点；规定里的称呼（比如党支部、党小组、党员）不能用作别的名称。", field=key
            )
        if word in taken:
            raise Refused(said("“{word}”已经是另一样东西的叫法。", word=word), field=key)
    return set_value(
        actor, organisation=organisation, norm=OWN_WORDS, values=dict(words), source_document="单位的叫法", since=since,
        now=now,
    )  # fmt: skip


def take_back_own_words(actor: Actor, *, setting: Setting, today: date, now: datetime) -> Done:
    """What was just set falls, and what it ended holds again."""
    take_back_moment(
        [Setting.versions.filter(organisation=setting.organisation, norm=OWN_WORDS)],
        written_at=setting.recorded_at, written_by=setting.recorded_by, actor=actor, now=now,
    )  # fmt: skip
    return Done(setting, organisation=setting.organisation)


def _switch_on(
    actor: Actor, organisation: Organisation, norm: str, source_document: str, today: date, now: datetime
) -> Done:
    return set_value(
        actor, organisation=organisation, norm=norm, values={norm: True}, source_document=source_document,
        since=today, now=now,
    )  # fmt: skip


def _switch_off(
    actor: Actor, organisation: Organisation, norm: str, refusal: Refused, today: date, now: datetime
) -> Done:
    """Only what was switched on at this very place."""
    setting = Setting.objects.filter(organisation=organisation, norm=norm, until__isnull=True).first()
    if setting is None:
        raise refusal
    return end_value(actor, setting=setting, until=today, now=now)


def _judged_again(done: Done, organisation: Organisation, since: date, today: date) -> Done:
    """At once for a small subtree; else, or for a later day, as a job with progress."""
    total = branches_below(organisation.path, today).count()
    if since > today or total > AT_ONCE:
        done.notices.append(rejudging.job(organisation, max(since, today), total))
    else:
        done.touched |= everything_below(organisation, today)
    return done


def everything_below(organisation: Organisation, today: date) -> set[Touch]:
    return set().union(*(touched for _rows, touched in rejudging.batches(organisation.path, "", today, AT_ONCE)))
