"""Writes of members: enter, correct, move, posts, dated circumstances. Each returns what it touched."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.identity import checked_columns, kept_columns
from zhibu.member.models import Category, Condition, Details, Member, Membership, PostHolding, PostKind
from zhibu.member.names import initials, sort_key, tidy_name
from zhibu.member.touching import of_branch, of_people
from zhibu.org.models import Organisation, PartyGroup
from zhibu.org.queries import look_again
from zhibu.rules.said import said

SINGLE_POSTS = {PostKind.SECRETARY}


def check_details(columns: dict[str, Any], today: date) -> None:
    """What cannot be true of anybody is refused at its field, all at once."""
    problems: dict[str, str] = {}
    name = columns.get("name", "")
    if not 1 <= len(name) <= 30:
        problems["name"] = "写上姓名，最多 30 个字。"
    birth, joined, full = (columns.get(field) for field in ("birth_on", "joined_on", "full_on"))
    if birth and birth > today:
        problems["birth_on"] = said("出生日期 {birth} 在今天之后。", birth=f"{birth:%Y-%m-%d}")
    if joined and birth and joined <= birth:
        problems["joined_on"] = said(
            "入党日期 {joined} 不会早于出生日期 {birth}。", joined=f"{joined:%Y-%m-%d}", birth=f"{birth:%Y-%m-%d}"
        )
    elif joined and joined > today:
        problems["joined_on"] = said("入党日期 {joined} 还没有到。", joined=f"{joined:%Y-%m-%d}")
    if full and joined and full < joined:
        problems["full_on"] = said(
            "转正日期 {full} 不会早于入党日期 {joined}。", full=f"{full:%Y-%m-%d}", joined=f"{joined:%Y-%m-%d}"
        )
    elif full and full > today:
        problems["full_on"] = said("转正日期 {full} 还没有到；到了再记。", full=f"{full:%Y-%m-%d}")
    if problems:
        raise Invalid(problems)


def enter_member(
    actor: Actor,
    *,
    branch: Organisation,
    since: date,
    today: date,
    now: datetime,
    group: PartyGroup | None = None,
    identity_number: str = "",
    source: str = "typed",
    source_note: str = "",
    batch: Any = None,
    **columns: Any,
) -> Done:
    """A member of this branch from `since` on. Columns are those of `Details`; `name` is required."""
    columns["name"] = tidy_name(columns.get("name", ""))
    check_details(columns, today)
    member = Member(root=branch.root, branch=branch, path=branch.path)
    _carry(member, columns)
    member.save(force_insert=True)
    written = {"root": branch.root, "source": source, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    Details(member=member, **kept_columns(identity_number), **columns, **written).save(force_insert=True)
    Membership(member=member, branch=branch, group=group, since=since, **written).save(force_insert=True)
    if look_again([branch]):
        Member.objects.filter(pk=member.pk).update(path=branch.path, root=branch.root)
    return Done(member, of_branch(branch.pk, since, today), branch)


def _carry(member: Member, columns: dict[str, Any]) -> None:
    """Copy to the lasting row what lists are sorted, searched and counted by."""
    member.name = columns["name"]
    member.sort_key, member.initials = sort_key(member.name), initials(member.name)
    member.joined_on, member.full_on = columns.get("joined_on"), columns.get("full_on")
    member.category = columns.get("category") or Category.UNKNOWN


def correct_details(actor: Actor, *, details: Details, today: date, now: datetime, **changes: Any) -> Done:
    """A corrected version; the earlier one stays readable. An `identity_number` only where the unit keeps them."""
    member = details.member
    identity = changes.pop("identity_number", "")
    columns = {field: changes.get(field, getattr(details, field)) for field in DETAIL_FIELDS}
    columns["name"] = tidy_name(columns["name"])
    check_details(columns, today)
    if identity:
        columns |= checked_columns(member, identity, today)
    fresh = replace(details, columns, actor, now)
    _carry(member, columns)
    member.save()
    # Last year's dues are still judged, and they ask since when somebody is a member.
    return Done(fresh, of_people([member.pk], date(today.year - 1, 1, 1), today), member.branch)


DETAIL_FIELDS = (
    "name", "sex", "ethnicity", "birth_on", "birth_precision", "education", "joined_on", "joined_precision",
    "full_on", "full_precision", "category", "job", "phone", "remark",
)  # fmt: skip


def move_member(
    actor: Actor,
    *,
    member: Member,
    branch: Organisation,
    since: date,
    today: date,
    now: datetime,
    group: PartyGroup | None = None,
) -> Done:
    """To another branch (or another group of the same one) from a day on. Posts in the old branch end that day."""
    standing = Membership.objects.filter(member=member, until__isnull=True).select_related("branch").first()
    if standing is None:
        raise Refused(said("{name} 现在不在任何支部。", name=member.name), "先看看是不是已经转出。")
    if since <= standing.since:
        raise Refused(
            said(
                "日期要在 {since} 之后（那天起在{name}）。",
                since=f"{standing.since:%Y-%m-%d}",
                name=standing.branch.name,
            ),
            field="since",
        )
    replace(standing, {"until": since}, actor, now)
    Membership(root=branch.root, member=member, branch=branch, group=group, since=since, **stamp(actor, now)).save(
        force_insert=True
    )
    touched = of_branch(branch.pk, since, today)
    if branch.pk != standing.branch_id:
        touched |= of_branch(standing.branch_id, since, today)
        for holding in PostHolding.objects.filter(member=member, organisation=standing.branch, until__isnull=True):
            replace(holding, {"until": since}, actor, now) if since > holding.since else revoke(holding, actor, now)
        if since <= today:
            look_again([branch, standing.branch])
            Member.objects.filter(pk=member.pk).update(branch=branch, path=branch.path, root=branch.root)
    return Done(member, touched, branch)


def set_group(
    actor: Actor, *, member: Member, group: PartyGroup | None, since: date, today: date, now: datetime
) -> Done:
    """Into a Party group of the own branch, or out of any. On the day of joining the entry itself is corrected."""
    standing = Membership.objects.filter(member=member, until__isnull=True).select_related("branch").first()
    if standing is None:
        raise Refused(said("{name} 现在不在任何支部。", name=member.name), "先看看是不是已经转出。")
    if group and group.branch_id != standing.branch_id:
        raise Refused("这个党小组不在本支部。", "换一个党小组。", "group")
    if since == standing.since:
        fresh = replace(standing, {"group": group}, actor, now)
        return Done(fresh, of_branch(standing.branch_id, since, today), standing.branch)
    return move_member(actor, member=member, branch=standing.branch, since=since, today=today, now=now, group=group)


def leave_branch(actor: Actor, *, member: Member, until: date, today: date, now: datetime) -> Done:
    """The member belongs to this branch no longer from `until` on (transferred out, died, membership ended)."""
    standing = Membership.objects.filter(member=member, until__isnull=True).select_related("branch").first()
    if standing is None or until <= standing.since:
        raise Refused("离开的日期要在转入之后。", field="until")
    branch = standing.branch
    replace(standing, {"until": until}, actor, now)
    for holding in PostHolding.objects.filter(member=member, organisation=branch, until__isnull=True):
        replace(holding, {"until": until}, actor, now) if until > holding.since else revoke(holding, actor, now)
    if until <= today:
        Member.objects.filter(pk=member.pk).update(branch=None, path="!")
    return Done(member, of_branch(branch.pk, until, today), branch)


def take_post(
    actor: Actor,
    *,
    member: Member,
    organisation: Organisation,
    post: PostKind,
    since: date,
    today: date,
    now: datetime,
    source: str = "typed",
    batch: Any = None,
) -> Done:
    """A member takes up a post. A new secretary ends the earlier one's holding on the same day."""
    if PostHolding.objects.filter(member=member, organisation=organisation, post=post, until__isnull=True).exists():
        raise Refused(said("{name} 已经是{label}了。", name=member.name, label=PostKind(post).label), field="post")
    _refuse_overlap(member, organisation, post, since)
    if post in SINGLE_POSTS:
        for old in PostHolding.objects.filter(organisation=organisation, post=post, until__isnull=True):
            if old.since >= since:
                raise Refused(
                    said("{since} 起已有{label}。", since=f"{old.since:%Y-%m-%d}", label=PostKind(post).label),
                    "日期要在那之后。",
                    "since",
                )
            replace(old, {"until": since}, actor, now)
    holding = PostHolding(
        root=organisation.root,
        member=member,
        organisation=organisation,
        post=post,
        since=since,
        source=source,
        batch=batch,
        **stamp(actor, now),
    )
    holding.save(force_insert=True)
    return Done(holding, of_branch(organisation.pk, since, today), organisation)


def _refuse_overlap(member: Member, organisation: Organisation, post: PostKind, since: date) -> None:
    """A spell that ended after this one would begin: of the same person, or of anybody where there can be only one."""
    spells = PostHolding.objects.filter(organisation=organisation, post=post, until__gt=since)
    if post not in SINGLE_POSTS:
        spells = spells.filter(member=member)
    other = spells.select_related("member").order_by("-until").first()
    if other is None or other.until is None:
        return
    raise Refused(
        said(
            "{name}任{label}记到了 {last}，和这一段重叠。",
            name=other.member.name, label=PostKind(post).label, last=f"{other.last_day:%Y-%m-%d}",
        ),
        said("从 {until} 起记；前一段的日子不对，先更正那一段。", until=f"{other.until:%Y-%m-%d}"),
        "since",
    )  # fmt: skip


def leave_post(actor: Actor, *, holding: PostHolding, until: date, today: date, now: datetime) -> Done:
    if until <= holding.since:
        raise Refused(said("离任日期要在任职日期 {since} 之后。", since=f"{holding.since:%Y-%m-%d}"), field="until")
    ended = replace(holding, {"until": until}, actor, now)
    return Done(ended, of_branch(holding.organisation_id, until, today), holding.organisation)


def set_condition(
    actor: Actor, *, member: Member, kind: str, since: date, until: date | None, today: date, now: datetime
) -> Done:
    """A dated circumstance by category. Overlapping spells of the same kind are refused."""
    overlap = Condition.objects.filter(member=member, kind=kind).filter(Q(until__isnull=True) | Q(until__gt=since))
    if until:
        overlap = overlap.filter(since__lt=until)
    if overlap.exists():
        raise Refused("这段时间已经记过同样的情况。", "先结束前一段，再记新的。", "since")
    condition = Condition(root=member.root, member=member, kind=kind, since=since, until=until, **stamp(actor, now))
    condition.save(force_insert=True)
    return Done(condition, of_people([member.pk], since, today), member.branch)


def end_condition(actor: Actor, *, condition: Condition, until: date, today: date, now: datetime) -> Done:
    """The circumstance holds no longer from `until` on."""
    if until <= condition.since:
        raise Refused(said("结束的日期要在 {since} 之后。", since=f"{condition.since:%Y-%m-%d}"), field="until")
    ended = replace(condition, {"until": until}, actor, now)
    member = condition.member
    return Done(ended, of_people([member.pk], condition.since, until, today), member.branch)


def take_back_condition(actor: Actor, *, condition: Condition, today: date, now: datetime) -> Done:
    """It was entered by mistake."""
    revoke(condition, actor, now)
    member = condition.member
    return Done(condition, of_people([member.pk], condition.since, today), member.branch)


def take_back_post(actor: Actor, *, holding: PostHolding, today: date, now: datetime) -> Done:
    """It was entered by mistake. A predecessor whom this entry ended holds the post again."""
    revoke(holding, actor, now)
    if holding.post in SINGLE_POSTS:
        ended = PostHolding.objects.filter(
            organisation=holding.organisation, post=holding.post, until=holding.since, recorded_at=holding.recorded_at
        ).first()
        if ended:
            replace(ended, {"until": None}, actor, now)
    return Done(holding, of_branch(holding.organisation_id, holding.since, today), holding.organisation)
