"""`zhibu demo`: a believable organisation in an empty database."""

from django.db import transaction

from zhibu.account.models import User
from zhibu.base import clock
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.demo import PASSWORD, build
from zhibu.flows import first_code
from zhibu.org.models import Organisation


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做（启动脚本用）")


def carry_out(arguments: Arguments) -> int:
    if Organisation.objects.exists() or User.objects.exists():
        if arguments.if_empty:
            return 0
        complain("数据库里已经有数据，示例数据只能放进空的数据库。想另看一份示例，换一个 ZHIBU_DATA 文件夹。")
        return 2
    now = clock.now()
    with transaction.atomic():  # broken off half-way, it leaves nothing, and the next start begins again
        build.build(clock.day_of(now), now, say)
    first_code.offer()  # nothing to set up on pages any more
    say(f"示例数据做好了。登录名 demo-shuji（书记）、demo-zuzhiyuan（上级组织员）等，密码都是 {PASSWORD}")
    return 0
