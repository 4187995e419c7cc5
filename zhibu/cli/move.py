"""`zhibu move`: the whole database into an empty PostgreSQL one, checked row by row before anything says it is done."""

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from zhibu.base.errors import Refused
from zhibu.cli import moving
from zhibu.cli.answers import say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.tables import make_from_models, make_ready
from zhibu.config.environment import database_at

TARGET = "move_to"


def describe(parser: ChineseParser) -> None:
    parser.add_argument("address", metavar="地址", help="一个空的数据库，写法同 ZHIBU_DATABASE，以 postgresql:// 开头")
    parser.epilog = "搬之前先停下 zhibu run，再做一份 zhibu backup。"


def carry_out(arguments: Arguments) -> int:
    make_ready()
    given = connection.settings_dict
    connections.settings[TARGET] = {**given, "OPTIONS": {}, **database_at(arguments.address)}
    if connections[TARGET].vendor != "postgresql":
        raise Refused("只能搬到 PostgreSQL。", "地址以 postgresql:// 开头。")
    if connections[TARGET].introspection.table_names():
        if not moving.is_empty(TARGET):
            raise Refused("那个数据库里已经有数据，没有动它。", "换一个空的数据库。")
    else:
        make_from_models(MigrationExecutor(connections[TARGET]))
        call_command("createcachetable", database=TARGET, verbosity=0)
    rows = 0

    def progress(table: str, number: int) -> None:
        nonlocal rows
        rows += number

    moving.copy("default", TARGET, progress)
    say(f"写好了 {rows} 行，正在两边核对。")
    different = moving.differing("default", TARGET)
    if different:
        raise Refused(f"两边不一样：{'、'.join(different)}。", "原来的数据库没有动，接着用它，把这一行告诉维护的人。")
    say(f"搬好了：{len(moving.tables())} 张表、{rows} 行，两边的行数和内容都一样。")
    say("下一步：把 ZHIBU_DATABASE 设成这个地址，再 zhibu run。原来的数据库没有动，确认没用了再删。")
    return 0
