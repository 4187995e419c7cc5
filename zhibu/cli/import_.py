"""`zhibu import`: a roster or a meeting ledger from a file, all or nothing; `--undo` takes one back.

Exit 0: every row is among the records now. 1: rows were left out because --only-ready said so, or the dry run found
some to look at. 2: refused; the database is as before. Every problem is one line naming file, row and column.
"""

from pathlib import Path
from uuid import UUID

from zhibu import intake
from zhibu.account.models import User
from zhibu.account.queries import grants_of, is_sample
from zhibu.base import clock
from zhibu.base.actor import MAY, Actor, Grant, Right, Role
from zhibu.base.errors import NotAllowed, Refused
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.flows import redrawing
from zhibu.flows.imports import committing, deciding, keeping, mapping, queries, staging
from zhibu.flows.imports.offered import OFFERED
from zhibu.flows.imports.reach import Reach
from zhibu.flows.imports.undoing import undo_upload
from zhibu.flows.models import Upload
from zhibu.flows.write import perform
from zhibu.org.models import Organisation, OrganisationKind

LEFT_OUT, REFUSED = 1, 2
GROUPS = {"ready": "可导入", "look": "要看一眼", "refused": "不能导入"}
COMMAND_LINE = UUID(int=0)  # who wrote it, when nobody is named


def describe(parser: ChineseParser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar="文件", help="花名册、会议台账、年度计划或问题清单：.xlsx、.xls、.csv"
    )
    parser.add_argument("--branch", metavar="支部", help="导到哪个支部；不写，就看表里的“支部”一列")
    parser.add_argument("--kind", choices=list(OFFERED), help="按哪一种表读；不写就自己认")
    parser.add_argument(
        "--map", action="append", default=[], metavar="列=字段",
        help="这一列当作什么，可以写几次，比如 --map C=入党日期 --map 备注=不导入",
    )  # fmt: skip
    parser.add_argument("--year", type=int, metavar="年", help="日期没写年份的，按哪一年")
    parser.add_argument("--dry-run", action="store_true", help="只看分成哪三组，不写进去")
    parser.add_argument("--accept-look", action="store_true", help="“要看一眼”的行也按这样导入（已经有的不重复导）")
    parser.add_argument("--only-ready", action="store_true", help="只导可导入的行，其余先放着")
    parser.add_argument("--keep-start", action="store_true", help="台账早于启用日时，不把启用日提前")
    parser.add_argument("--as", dest="as_user", metavar="登录名", help="以谁的名义导入；不写就记作命令行")
    parser.add_argument("--into-sample", action="store_true", help="这里是示例单位也照样读进来试一试")
    parser.add_argument("--undo", metavar="批号", help="撤销一次导入")


def carry_out(arguments: Arguments) -> int:
    if arguments.undo:
        return _undo(arguments)
    if not arguments.file:
        raise Refused("还没写文件。", "用法：zhibu import 花名册.xlsx --branch 一车间党支部")
    if is_sample() and not arguments.into_sample and not arguments.dry_run:
        raise Refused(
            "这里是示例单位，真的数据不要放进来。", "自己的单位换一个 ZHIBU_DATA 文件夹；只是试一试，加 --into-sample。"
        )
    file = Path(arguments.file)
    data = file.read_bytes()
    now = clock.now()
    place = _place(arguments.branch)
    actor = _actor(arguments.as_user, place)
    upload = staging.take_in(actor, place, data=data, filename=file.name, now=now)
    try:
        return _import(arguments, actor, upload)
    finally:
        keeping.discard_unless_done(upload)


def _import(arguments: Arguments, actor: Actor, upload: Upload) -> int:
    now = clock.now()
    today = clock.day_of(now)
    deciding.set_sheets(upload, _sheets(arguments, upload))
    staging.begin(upload)
    staging.stage(upload, today=today)
    if arguments.accept_look:
        deciding.take_all(upload)
    counts = queries.counts_of(upload)
    _report(upload, counts)
    waiting = counts["refused"] + counts["undecided"]
    if arguments.dry_run:
        say("只是看看，什么都没有写进去。")
        return LEFT_OUT if waiting else 0
    if waiting and not arguments.only_ready:
        complain(_why_nothing(counts))
        return REFUSED
    if not counts["taken"]:
        say("没有要写的：这些行都已经有了。" if not waiting else "没有可导入的行。")
        return LEFT_OUT if waiting else 0
    committing.commit(
        actor, upload, make_groups=True, start_earlier=_moves_start(arguments, upload), today=today, now=now
    )
    redrawing.run_pending(today, now)  # nobody waits at a page here: the check-up is right when the command ends
    _say_done(upload)
    return LEFT_OUT if waiting or upload.counts["known"] else 0


def _why_nothing(counts: dict[str, int]) -> str:
    parts = []
    if counts["refused"]:
        parts.append(f"{counts['refused']} 行不能导入")
    if counts["undecided"]:
        parts.append(f"{counts['undecided']} 行要看一眼")
    ways = ["改好文件再来"]
    if counts["undecided"]:
        ways.append("要看一眼的照样导入加 --accept-look")
    if counts["taken"]:
        ways.append(f"只导可导入的 {counts['taken']} 行加 --only-ready")
    return f"有 {'、'.join(parts)}，什么都没有写进去。{'；'.join(ways)}。"


def _place(name: str | None) -> Organisation:
    """The branch that is named, else the whole unit; then the table itself must name the branches."""
    branches = Reach("", list(Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("path")))
    if name:
        found = branches.find(name, None)
        if isinstance(found, Organisation):
            return found
        raise Refused(f"没有叫“{name}”的支部。", _offered(branches))
    tops = list(Organisation.objects.filter(kind=OrganisationKind.PRIMARY_COMMITTEE).order_by("path")[:2])
    if len(tops) == 1:
        return tops[0]
    raise Refused("要写明导到哪个支部。", f"加上 --branch。{_offered(branches)}")


def _offered(branches: Reach) -> str:
    names = branches.names()
    return f"现有的支部：{names}。" if names else "这里还没有支部，先导入支部名单，或者在网页上建。"


def _actor(username: str | None, place: Organisation) -> Actor:
    """The named user in a role that may import there; without a name the command line itself."""
    if not username:
        grant = Grant(COMMAND_LINE, Role.ORGANISER, place.pk, place.name, place.kind, place.root, place.path)
        return Actor(user_id=COMMAND_LINE, name="命令行", acting=grant)
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(f"没有“{username}”这个登录名。", "看看有没有写错。")
    grants = grants_of(user, clock.today())
    for grant in grants:
        if Right.IMPORT in MAY[grant.role] and place.path.startswith(grant.path):
            return Actor(user.pk, user.display_name, user.member_id, grants, grant)
    raise NotAllowed(f"{user.display_name}没有在{place.name}导入的权限。", "支部书记、组织委员或上级组织员")


def _sheets(arguments: Arguments, upload: Upload) -> list[mapping.Sheet]:
    """The guessed sheets with what the command line says about kind, columns and year."""
    sheets: list[mapping.Sheet] = upload.sheets
    if arguments.kind and not any(sheet["kind"] == arguments.kind for sheet in sheets):
        book = staging.book_of(upload)
        sheets = [mapping.as_kind(book, sheets[0], arguments.kind), *sheets[1:]]
    if arguments.kind:
        sheets = [sheet if sheet["kind"] == arguments.kind else {**sheet, "kind": ""} for sheet in sheets]
    if not any(sheet["kind"] for sheet in sheets):
        raise Refused(f"“{upload.filename}”里没有认出花名册或会议台账。{sheets[0]['why']}", "用 --kind 说明是哪一种。")
    fields = _fields(arguments.map, sheets)
    return [
        mapping.with_fields(sheet, fields[number], arguments.year or sheet["year"], "") if sheet["kind"] else sheet
        for number, sheet in enumerate(sheets)
    ]


def _fields(pairs: list[str], sheets: list[mapping.Sheet]) -> list[dict[str, str]]:
    """By sheet: column letter → field, from 列=字段 with a letter or a header, a label or a field name."""
    found: list[dict[str, str]] = [{} for _sheet in sheets]
    for pair in pairs:
        column, separator, wanted = pair.partition("=")
        if not separator or not column:
            raise Refused(f"“--map {pair}”看不懂。", "写成 列=字段，比如 --map C=入党日期。")
        hits = 0
        for number, sheet in enumerate(sheets):
            for one in sheet["columns"] if sheet["kind"] else ():
                if column in (one["letter"], one["header"]):
                    found[number][one["letter"]] = _field(wanted, sheet["kind"])
                    hits += 1
        if not hits:
            raise Refused(f"表里没有“{column}”这一列。", "写列的字母（A、B、C……）或表头上的字。")
    return found


def _field(wanted: str, kind: str) -> str:
    if wanted in ("", "不导入"):
        return ""
    for info in intake.fields(kind):
        if wanted in (info.name, info.label):
            return info.name
    labels = "、".join(info.label for info in intake.fields(kind))
    raise Refused(f"没有“{wanted}”这一项。", f"{OFFERED[kind]}可以用：{labels}、不导入。")


def _report(upload: Upload, counts: dict[str, int]) -> None:
    """The three groups, then one line for every problem."""
    say(f"{upload.filename}：" + "，".join(f"{label} {counts[group]} 行" for group, label in GROUPS.items()))
    if counts["known"]:
        say(f"其中 {counts['known']} 行已经有了，不重复导。")
    for sheet, letter, header, reason in upload.columns.get("refused", []):
        say(f"没有收的列：“{upload.filename}”表“{sheet}”{letter} 列“{header}”：{reason}")
    for note in upload.columns.get("notes", []):
        say(note)
    several = sum(1 for sheet in upload.sheets if sheet["kind"]) > 1
    for group in ("look", "refused"):
        for row in upload.rows.filter(group=group).order_by("sheet", "number").iterator():
            table = f"表“{upload.sheets[row.sheet]['name']}”" if several else ""
            for problem in row.problems:
                if problem["level"] != "note":
                    text = f"{problem['place']}：{problem['sentence']}{problem['right']}"
                    say(f"{GROUPS[group]}：“{upload.filename}”{table}{text}")


def _moves_start(arguments: Arguments, upload: Upload) -> bool:
    """As on the page: 启用日 goes back with the first ledger of a branch."""
    return not arguments.keep_start and queries.is_first_ledger(upload)


def _say_done(upload: Upload) -> None:
    made = upload.counts
    parts = [
        words.format(made[name])
        for name, words in (
            ("members", "{} 名党员"), ("completed", "补上 {} 名党员的资料"), ("posts", "{} 个职务"),
            ("groups", "新建 {} 个党小组"), ("gatherings", "{} 次会"),
            ("votes", "{} 次表决"),
        )
        if made.get(name)
    ]  # fmt: skip
    parts += [f"{OFFERED[kind]} {count} 件" for kind, count in made.get("others", {}).items()]
    say(f"写进去了：{'、'.join(parts)}。")
    for moved in upload.earlier_start.values():
        say(f"{moved['name']}的启用日提前到 {moved['to']}。")
    if made.get("unknown_names"):
        say(f"这些名字没有对上花名册，只记了人数：{'、'.join(made['unknown_names'])}。")
    say(f"批号 {upload.pk}，要撤销：zhibu import --undo {upload.pk}")


def _undo(arguments: Arguments) -> int:
    try:
        upload = Upload.objects.select_related("organisation").filter(pk=UUID(arguments.undo)).first()
    except ValueError:
        upload = None
    if upload is None:
        raise Refused(f"没有“{arguments.undo}”这个批号。", "导入完成时最后一行写着批号。")
    actor = _actor(arguments.as_user, upload.organisation)
    now = clock.now()
    perform(actor, undo_upload, right=Right.IMPORT, today=clock.day_of(now), now=now, upload=upload)
    say(f"已撤销“{upload.filename}”的导入，记录和导入前一样。")
    return 0
