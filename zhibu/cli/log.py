"""`zhibu log`: today's head to be kept elsewhere, and the check of the log against heads that lie elsewhere."""

from datetime import datetime

from zhibu.base import clock, sealing
from zhibu.base.errors import Refused
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser

WORDS = {
    "changed": "有一行写好以后被改过",
    "missing": "少了行",
    "more": "多了行",
    "moved": "行的先后被换过",
    "head": "校验码对不上",
    "outside": "和外面保存的校验码对不上",
    "gone": "整块不见了",
}


def describe(parser: ChineseParser) -> None:
    parser.add_argument("act", choices=("head", "verify"), metavar="head|verify", help="看校验码，或核对记录")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="块号-校验码",
        help="外面保存的校验码，可以写几次，前 16 位就够",
    )
    parser.epilog = (
        "校验码每天发给服务器以外的两个人，各自留着。核对时写上他们手里的：zhibu log verify --head 128-3f2a…\n"
        "退出码：0 没有被改过，1 有问题。"
    )


def carry_out(arguments: Arguments) -> int:
    if arguments.act == "head":
        return _head(clock.now())
    return _verify([_read(text) for text in arguments.head])


def _head(now: datetime) -> int:
    block = sealing.seal(now)
    if block is None:
        say("还没有操作记录。")
        return 0
    say(f"{clock.day_of(block.sealed_at).isoformat()} 第 {block.number} 块，校验码：")
    say(f"{block.number}-{block.head}")
    say("请发给服务器以外的两个人各自留着。管服务器的人自己留的不算。")
    return 0


def _read(text: str) -> tuple[int, str]:
    number, _dash, head = text.strip().partition("-")
    head = head.strip().lower()
    if not number.isdigit() or len(head) < sealing.SHORTEST or set(head) - set("0123456789abcdef"):
        raise Refused(f"看不懂“{text}”。", "写成 块号-校验码，校验码至少前 16 位。")
    return int(number), head


def _verify(kept: list[tuple[int, str]]) -> int:
    found = sealing.verify(kept)
    for fault in found.faults:
        when = f"（{clock.day_of(fault.at).isoformat()}）" if fault.at else ""
        complain(f"第 {fault.block} 块{when}{WORDS[fault.what]}。")
    say(f"看了 {found.blocks} 块 {found.rows} 行；最近一小时的 {found.waiting} 行还没封存。")
    if found.erased:
        say(f"其中 {found.erased} 行因删除个人资料去掉了是谁，封存时的校验码还在。")
    if found.faults:
        return 1
    say("没有被改过。" if kept else "前后连得上。没有写外面保存的校验码：连服务器带密钥一起被换掉的，这样看不出来。")
    return 0
