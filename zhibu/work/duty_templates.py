"""Proposed lines of the responsibility list, per kind of branch. The branch changes them as it likes."""

from django.utils.translation import gettext_lazy as _

from zhibu.member.models import PostKind
from zhibu.org.models import BranchKind, Domain, Organisation

Lines = dict[str, tuple[object, ...]]

_COMMON: Lines = {
    PostKind.SECRETARY: (
        _("主持支部全面工作，带头讲党课"),
        _("每季度同支委研究一次党建和业务怎么结合"),
        _("同支委和党员谈心，有困难的先谈"),
        _("上级派的任务，定下本支部的办法和负责人"),
    ),
    PostKind.DEPUTY_SECRETARY: (_("书记不在时主持工作"), _("盯住支部决定的事办得怎样")),
    PostKind.ORGANISATION_MEMBER: (_("发展党员、组织关系、党费"), _("组织生活的通知、到会和记录")),
    PostKind.PUBLICITY_MEMBER: (_("学习安排和党课"), _("了解职工在想什么、难在哪里，报给支委会")),
    PostKind.DISCIPLINE_MEMBER: (_("提醒纪律，收党员的意见"), _("看决定有没有照办")),
    PostKind.GROUP_LEADER: (_("开好党小组会"), _("联系组里的党员，有难处及时说")),
}
_BY_KIND: dict[str, Lines] = {
    BranchKind.JOINT: {PostKind.SECRETARY: (_("和各单位商量好时间，轮流到各单位开会"),)},
    BranchKind.TEMPORARY: {PostKind.SECRETARY: (_("项目一开工就把党员编进来，完工时交接清楚"),)},
    BranchKind.MOBILE: {PostKind.SECRETARY: (_("和流出地支部每季度通一次消息"),)},
}
_BY_DOMAIN: dict[str, Lines] = {
    Domain.STATE_OWNED_ENTERPRISE: {PostKind.SECRETARY: (_("把单位今年的目标分到党员先锋岗、责任区、攻关小组"),)},
    Domain.VILLAGE: {PostKind.SECRETARY: (_("村里的大事按四议两公开办"),)},
    Domain.COMMUNITY: {PostKind.SECRETARY: (_("联系辖区单位，办几件居民等着的事"),)},
}


def proposed(organisation: Organisation) -> dict[str, list[str]]:
    """Lines by post, the common ones first."""
    found: dict[str, list[str]] = {post: [str(line) for line in lines] for post, lines in _COMMON.items()}
    for extra in (_BY_KIND.get(organisation.branch_kind, {}), _BY_DOMAIN.get(organisation.domain, {})):
        for post, lines in extra.items():
            found[post] += [str(line) for line in lines]
    return found
