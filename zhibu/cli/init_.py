"""`zhibu init`: a real unit from an empty database, without demo data. Prints two one-time passwords."""

from zhibu.base import clock
from zhibu.cli.answers import say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.flows import first_code
from zhibu.flows.beginning import begin
from zhibu.org.models import Domain


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--name", required=True, help="单位党组织的名称，比如 某某公司党委")
    parser.add_argument("--admin", required=True, help="管理员的登录名（只管账号，看不到内容）")
    parser.add_argument("--organiser", default="zuzhiyuan", help="组织员的登录名（建支部、看各支部），默认 zuzhiyuan")
    parser.add_argument(
        "--domain",
        choices=Domain.values,
        default=Domain.OTHER.value,
        help="单位类型：" + "、".join(f"{value} {label}" for value, label in Domain.choices),
    )


def carry_out(arguments: Arguments) -> int:
    now = clock.now()
    today = clock.day_of(now)
    unit, log_ins = begin(
        name=arguments.name,
        admin=arguments.admin,
        organiser=arguments.organiser,
        domain=Domain(arguments.domain),
        today=today,
        now=now,
    )
    first_code.offer()  # nothing to set up on pages any more
    say(f"建好了：{unit.name}。")
    for log_in in log_ins:
        title = "管理员" if log_in.role == "administrator" else "组织员"
        say(f"  {title}  登录名 {log_in.username}  一次性密码 {log_in.password}")
    say("密码只显示这一次；第一次登录时各人换成自己的。")
    say("接着：组织员登录，照“把单位用起来”一步一步建支部、印书记的登录条子；别的账号由管理员开。")
    return 0
