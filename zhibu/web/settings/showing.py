"""What the pages of settings and accounts show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhibu.account.models import Proposal, ProposalKind, RoleGrant, RoleName, User
from zhibu.base.clock import day_of
from zhibu.base.own_words import TERMS
from zhibu.checkup.unit_settings import GivenWay, OpenFigure
from zhibu.flows.rejudging import Progress
from zhibu.org.models import PROVINCE, Setting
from zhibu.questions.layering import PROVINCES
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.wording import between, in_a_row, source_label, unit_word, worded


def norms_table(figures: Sequence[OpenFigure], caption: str, *, is_open: bool, may_set: bool) -> Table:
    """One row for each norm; a norm of which any figure is open stands among the open ones."""
    by_norm: dict[str, list[OpenFigure]] = {}
    for row in figures:
        by_norm.setdefault(row.norm, []).append(row)
    lines: list[Row] = [
        [
            Cell(worded(rows[0].norm_zh), note=worded(rows[0].plain_zh)),
            Cell(_("；").join(figure_words(row) for row in rows), note=_law_words(rows)),
            Cell(buttons=(Button(_("来定"), reverse("setting", args=[norm])),) if may_set else ()),
        ]
        for norm, rows in by_norm.items()
        if any(row.is_open for row in rows) == is_open
    ]
    columns = (Column(_("哪一项"), Kind.MAIN), Column(_("现在按")), Column("", Kind.BUTTONS))
    return Table(caption, columns, lines)


def figure_words(row: OpenFigure) -> str:
    if row.figure == row.lawful == 0:
        return _("%(label)s：没有定") % {"label": worded(row.label_zh)}
    return _("%(label)s：%(figure)s %(unit)s") % {
        "label": worded(row.label_zh),
        "figure": row.figure,
        "unit": unit_word(row.unit_zh, row.figure),
    }


def _law_words(rows: Sequence[OpenFigure]) -> str:
    """Where a figure is not the law's: whose it is."""
    if any(row.is_ours and row.figure == row.lawful for row in rows):
        return _("规定没有写数，这是本系统先用的")
    changed = [row for row in rows if row.figure != row.lawful and not row.is_ours]
    return _("；").join(
        _("规定的%(label)s是 %(figure)s") % {"label": worded(row.label_zh), "figure": row.lawful} for row in changed
    )


def norm_facts(rows: Sequence[OpenFigure]) -> list[Fact]:
    first = rows[0]
    article = source_label(first.regulation_zh, "")
    if first.article:
        article += _("第 %(article)s 条") % {"article": first.article}
    law = [
        _("%(label)s：没有写数") % {"label": worded(row.label_zh)}
        if row.is_ours or row.lawful == 0
        else _("%(label)s：%(figure)s %(unit)s")
        % {"label": worded(row.label_zh), "figure": row.lawful, "unit": unit_word(row.unit_zh)}
        for row in rows
    ]
    return [Fact(_("说的是"), worded(first.plain_zh)), Fact(_("依据"), article), Fact(_("规定"), _("；").join(law))]


def province_words(setting: Setting | None) -> str:
    """贵州（由集团党委定，2026年1月1日 起）: whose texts are asked beside those of the whole country."""
    code = setting.values[PROVINCE] if setting else ""
    if setting is None or not code:
        return _("只看全国的规定")
    return _("%(province)s（由%(name)s定，%(day)s 起），加上省里更严的要求") % {
        "province": PROVINCES.get(code, code), "name": setting.organisation.name, "day": write_day(setting.since),
    }  # fmt: skip


def identity_words(setting: Setting | None) -> str:
    """Whether identity numbers are kept here, and by whose word."""
    if setting is None:
        return _("不收：导入时只用来核对，核对完就丢掉。")
    return _("要收（由%(name)s按%(document)s定，%(day)s 起）：加密保存，只有本支部书记、组织委员按一下才看得到。") % {
        "name": setting.organisation.name, "document": setting.source_document, "day": write_day(setting.since),
    }  # fmt: skip


def second_factor_words(setting: Setting | None) -> str:
    """Whether roles that see content have to log in with a second factor here, and by whose word."""
    if setting is None:
        return _("各人自己定：登录后会提醒看得到别人资料的角色加上，不加也能用。")
    return _("要（由%(name)s按%(document)s定，%(day)s 起）：看得到别人资料的角色，加上第二道验证才能接着用。") % {
        "name": setting.organisation.name, "document": setting.source_document, "day": write_day(setting.since),
    }  # fmt: skip


def own_words_words(setting: Setting | None) -> str:
    """“职工”叫“员工”；“攻关小组”叫“党员突击队”（由集团党委定，2026年1月1日 起）."""
    if setting is None or not setting.values:
        return _("照系统原来的叫法。")
    pairs = [
        _("“%(usual)s”叫“%(own)s”") % {"usual": term.usual, "own": setting.values[term.key]}
        for term in TERMS
        if term.key in setting.values
    ]
    return _("%(words)s（由%(name)s定，%(day)s 起）") % {
        "words": between("；").join(pairs), "name": setting.organisation.name, "day": write_day(setting.since),
    }  # fmt: skip


def settings_table(
    settings: Sequence[Setting],
    figures: Mapping[tuple[str, str], OpenFigure],
    given_way: Mapping[tuple[UUID, str], GivenWay],
    *,
    own: UUID | None,
) -> Table:
    """What was set on the way down to here; the own ones can be dropped. `figures`: by norm and key."""
    lines: list[Row] = [
        [
            Cell(_norm_name(row, figures), note=_("由%(name)s定") % {"name": row.organisation.name}),
            Cell(
                _("；").join(_own_words(row.norm, key, figure, figures) for key, figure in sorted(row.values.items())),
                note=in_a_row(
                    *(way_words(given_way[row.pk, key]) for key in sorted(row.values) if (row.pk, key) in given_way)
                ),
            ),
            Cell(row.source_document, note=_("%(day)s 起") % {"day": write_day(row.since)}),
            Cell(
                buttons=(Button(_("停用"), reverse("setting_drop", args=[row.pk]), post=True),)
                if row.organisation_id == own
                else ()
            ),
        ]
        for row in settings
    ]
    columns = (
        Column(_("哪一项"), Kind.MAIN),
        Column(_("定为")),
        Column(_("文件")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("已经另定的"), columns, lines)


def way_words(way: GivenWay) -> str:
    """Why a figure of the unit's own no longer counts."""
    regulation = source_label(way.regulation_zh, "")
    if way.now is None:
        return _("%(regulation)s已不再施行，这一项不再适用。") % {"regulation": regulation}
    return _("现在要求的%(label)s是 %(now)s，更严，这一项不再适用。") % {"label": worded(way.label_zh), "now": way.now}


def _norm_name(row: Setting, figures: Mapping[tuple[str, str], OpenFigure]) -> str:
    return next((worded(figure.norm_zh) for (norm, _key), figure in figures.items() if norm == row.norm), row.norm)


def _own_words(norm: str, key: str, figure: int, figures: Mapping[tuple[str, str], OpenFigure]) -> str:
    known = figures.get((norm, key))
    return figure_words(replace(known, figure=figure)) if known else str(figure)


def progress_words(progress: Progress | None, today: date) -> str:
    if progress is None:
        return ""
    if progress.waits_for > today:
        return _("%(day)s 起按新定的数重新检查所辖支部。") % {"day": write_day(progress.waits_for)}
    return _("正在按新定的数重新检查：%(done)d / %(total)d 个支部。") % {
        "done": progress.done,
        "total": progress.total,
    }


def role_words(grant: RoleGrant) -> str:
    """书记 · 一车间党支部, with the secretary's name for a clerk."""
    name = str(RoleName(grant.role).label)
    if grant.for_user:
        name += _("（替%(name)s）") % {"name": grant.for_user.display_name}
    return _("%(role)s · %(place)s") % {"role": name, "place": grant.organisation.name}


def users_table(users: Sequence[User], roles: Mapping[UUID, Sequence[RoleGrant]], today: date) -> Table:
    lines: list[Row] = []
    for user in users:
        held = [grant for grant in roles[user.pk] if grant.until is None or grant.until > today]
        state = _("已停用") if not user.is_active else (_("还没换一次性密码") if user.password_is_given else _("在用"))
        lines.append(
            [
                Cell(user.display_name, reverse("account", args=[user.pk])),
                user.username,
                _("；").join(role_words(grant) for grant in held) or _("现在没有角色"),
                state,
            ]
        )
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("登录名")), Column(_("角色")), Column(_("状态")))
    return Table(_("账号"), columns, lines, hide_caption=True)


def roles_table(grants: Sequence[RoleGrant], today: date, *, may_end: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(role_words(grant)),
            _("%(since)s 至 %(last)s") % {"since": write_day(grant.since), "last": write_day(grant.last_day)}
            if grant.last_day
            else _("%(since)s 起") % {"since": write_day(grant.since)},
            Cell(
                buttons=(Button(_("从今天起结束"), reverse("role_end", args=[grant.pk]), post=True),)
                if may_end and (grant.until is None or grant.until > today)
                else ()
            ),
        ]
        for grant in grants
    ]
    columns = (Column(_("角色"), Kind.MAIN), Column(_("时间")), Column("", Kind.BUTTONS))
    return Table(_("角色"), columns, lines)


def proposal_words(row: Proposal) -> str:
    """给书记 · 一车间党支部的角色, or 重设密码."""
    if row.kind == ProposalKind.RECOVERY:
        return _("重设密码")
    words = _("%(role)s · %(place)s") % {"role": RoleName(row.role).label, "place": row.organisation.name}
    if row.for_user:
        words += _("（替%(name)s）") % {"name": row.for_user.display_name}
    return words


def proposals_table(rows: Iterable[Proposal]) -> Table | None:
    """What waits for somebody from above; None when nothing does."""
    lines: list[Row] = [[proposal_words(row), write_day(day_of(row.recorded_at))] for row in rows]
    if not lines:
        return None
    return Table(_("等上级同意的"), (Column(_("什么"), Kind.MAIN), Column(_("哪天请的"))), lines)


def seconds_table(rows: Sequence[Proposal], names: Mapping[UUID, str]) -> Table:
    lines: list[Row] = [
        [
            Cell(row.user.display_name, note=_("登录名 %(name)s") % {"name": row.user.username}),
            proposal_words(row),
            Cell(names.get(row.recorded_by, ""), note=write_day(day_of(row.recorded_at))),
            Cell(
                buttons=(
                    Button(pgettext("button", "同意"), reverse("second_agree", args=[row.pk]), post=True),
                    Button(pgettext("button", "不同意"), reverse("second_decline", args=[row.pk]), post=True),
                )
            ),
        ]
        for row in rows
    ]
    columns = (Column(_("谁"), Kind.MAIN), Column(_("什么")), Column(_("谁请的")), Column("", Kind.BUTTONS))
    return Table(_("等你同意的"), columns, lines, hide_caption=True)
