"""支部一览: one row, one branch to be set up, with its term and who holds its posts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhibu.intake.kinds.common import REMARK, need_text, tell_future, tell_order
from zhibu.intake.kinds.kind import Draft, Field, by_name, words
from zhibu.intake.values.counts import read_count
from zhibu.intake.values.dates import Dated
from zhibu.intake.values.outcome import look, refused
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import squeezed
from zhibu.rules.said import said

POSTS = {
    "secretary": "书记",
    "deputy_secretary": "副书记",
    "organisation_member": "组织委员",
    "publicity_member": "宣传委员",
    "discipline_member": "纪检委员",
}
FIELDS = (
    Field(
        "name",
        "支部名称",
        words("支部名称 党支部名称 党支部 支部 党组织名称 党组织全称 支部全称 基层党组织名称"),
        (r"(?:支部|党组织).{0,2}[名全]称",),
        True,
        longest=80,
    ),
    Field(
        "parent",
        "上级党组织",
        words("上级党组织 所属党总支 党总支 上级组织 隶属党组织 所属党委 上级党委 所属上级 隶属关系"),
        (r"上级.{0,2}(?:党|组织)|(?:所属|隶属).{0,3}(?:党委|总支|党组织)",),
        longest=80,
    ),
    Field("kind", "支部类型", words("支部类型 支部类别 党支部类型 党组织类别 类型 类别 组织类别")),
    Field(
        "founded_on",
        "成立日期",
        words("成立日期 成立时间 建立时间 组建时间 设立时间 批准成立时间"),
        (r"(?:成立|组建|建立|设立).{0,2}(?:时间|日期)",),
    ),
    Field(
        "elected_on",
        "本届选举日期",
        words("本届选举日期 选举日期 选举时间 换届时间 换届日期 上次换届时间 本届换届时间 最近换届时间 任期起始"),
        (r"(?:本届|上次|最近).{0,4}(?:选举|换届)|(?:选举|换届).{0,2}(?:时间|日期)",),
    ),
    Field(
        "ends_on",
        "届满日期",
        words("届满日期 届满时间 任期届满 任期届满时间 任期截止 到届时间 下次换届时间 应换届时间"),
        (r"届满|到届|任期.{0,2}(?:止|到期)|下次换届",),
    ),
    Field("ordinal", "第几届", words("第几届 届次 届别")),
    Field("seats", "委员名额", words("委员名额 委员职数 委员数 班子职数 支委人数 委员人数")),
    Field("secretary", "书记", words("书记 党支部书记 支部书记 书记姓名 支部书记姓名 负责人"), (r"(?<!副)书记",)),
    Field("deputy_secretary", "副书记", words("副书记 支部副书记 党支部副书记 副书记姓名"), (r"副书记",)),
    Field("organisation_member", "组织委员", ("组织委员",), (r"组织委员",)),
    Field("publicity_member", "宣传委员", ("宣传委员",), (r"宣传委员",)),
    Field("discipline_member", "纪检委员", words("纪检委员 纪律检查委员"), (r"纪检委员|纪律检查委员",)),
    REMARK,
)
_SIGNS = frozenset(
    ["parent", "kind", "founded_on", "elected_on", "ends_on", "ordinal", "seats", "secretary", *POSTS]
)  # fmt: skip
_OF_PEOPLE = re.compile(r"^(?:党员)?姓名|身份证|入党|应到|实到|议题|措施|应交")
_TITLE = re.compile(r"支部.{0,6}(?:一览|名单|情况|名册|设置|统计)|基层党组织.{0,6}(?:一览|情况|名册)")
_KINDS = (("joint", r"联合"), ("temporary", r"临时"), ("mobile", r"流动"), ("ordinary", r"^(?:一般|普通|党?支部|基层)"))


class Branches:
    """The kind “branches”."""

    name = "branches"
    label = "支部一览"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        if "name" not in found or not found & {"secretary", "elected_on", "ends_on", "founded_on"}:
            return 0.0
        if any(_OF_PEOPLE.search(header) for header in headers):
            return 0.0
        count = len(found & _SIGNS)
        return 0.0 if count < 2 else 0.45 + 0.1 * count + 0.2 * bool(_TITLE.search(title))

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_text(draft, "name")
        values["parent"], values["remark"] = draft.text("parent"), draft.text("remark")
        values["kind"] = _kind(draft)
        dated: dict[str, Dated | None] = {
            name: draft.take_date(name) for name in ("founded_on", "elected_on", "ends_on")
        }
        for name in ("seats", "ordinal"):
            values[name] = draft.take(name, read_count)
        for name in POSTS:
            values[name] = draft.take(name, read_name) or ""
        tell_order(draft, "founded_on", "elected_on", dated)
        tell_order(draft, "elected_on", "ends_on", dated)
        tell_future(draft, "founded_on", dated["founded_on"])
        tell_future(draft, "elected_on", dated["elected_on"])

    def compare(self, drafts: Sequence[Draft]) -> None:
        """The same name twice cannot be two branches."""
        first: dict[tuple[str, str], int] = {}
        for draft in drafts:
            name = squeezed(draft.values["name"])
            key = squeezed(draft.values["parent"]), name
            if name and key in first:
                sentence = said("和第 {first} 行是同一个支部。", first=first[key])
                draft.tell(refused("duplicate.row", sentence, "只留一行，或写全称。"), "name")
            first.setdefault(key, draft.number)


def _kind(draft: Draft) -> str:
    """By its own column, else by its name."""
    text = draft.text("kind")
    for source in (text, draft.values["name"]):
        for kind, pattern in _KINDS[: None if source == text else 3]:
            if re.search(pattern, squeezed(source)):
                return kind
    if text:
        right = "写“一般”“联合”“临时”或“流动”。"
        draft.tell(look("kind.unknown", said("不认识支部类型“{text}”，按一般支部。", text=text[:10]), right), "kind")
    return "ordinary"
