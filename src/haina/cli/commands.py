"""Every command of ``haina`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .awards_command import AWARDS
from .calc_command import calc_command
from .city_command import CITY
from .ledger_command import LEDGER
from .options import FACTS_FILE, FORMAT, FULL, OF, ON, PACK, RIGHT
from .people_command import PEOPLE
from .policy_commands import POLICY
from .registers_command import REGISTERS
from .verify_command import verify_command

CHECK = Command(
    "check",
    Text(zh="凭一份事实文件，答复能得到什么", en="answer what somebody can get, from a file of facts"),
    Text(
        zh=(
            "逐项答复：现在享有、从某日起享有、满足什么就可享有、因缺什么还不能判断、尚未生效；"
            "每项都附理由、条款和标准的来源。\n"
            "答复后退出状态为 0；输入有误为 2，并指出文件、位置和改法。"
        ),
        en=(
            "Answers right by right: have now, will have from a date, could have if, cannot tell because,\n"
            "not in force; each with its reasons, its clause and the sources of its standards.\n"
            "Exit status 0 when answered; 2 when the input is wrong, with file, place and what to do."
        ),
    ),
    (FACTS_FILE, ON, FORMAT, OF, RIGHT, FULL, PACK),
    (
        (
            "haina check examples/scientist.yaml --on 2016-10-01",
            Text(
                zh="一位科学家在 2016 年国庆日能得到什么", en="what a scientist could get on 1 October 2016"
            ),
        ),
        (
            "haina check examples/founder.yaml --format json --lang zh",
            Text(zh="供程序读取的答复", en="the same answer for a program"),
        ),
        (
            "haina check - --right pr_market --full < facts.json",
            Text(
                zh="从标准输入读取，只看一项，写全理由", en="from standard input, one right with every reason"
            ),
        ),
    ),
    run="haina.cli.check:run",
)

ASK = Command(
    "ask",
    Text(
        zh="在终端里逐一提问，只问还有用的", en="ask questions in the terminal, only those that still matter"
    ),
    Text(
        zh=(
            "一次一问；随时显示已经确定的结果。\n"
            "回答 ? 表示不知道，< 退回上一问，! 结束并看结果，q 放弃。也可由管道逐行输入。"
        ),
        en=(
            "One question at a time, with what is settled shown as it goes.\n"
            "Answer ? if you do not know, < to go back, ! to finish and see the result, q to leave.\n"
            "Answers may also come from a pipe, one a line."
        ),
    ),
    (
        ON,
        RIGHT,
        Option(
            ("--about",),
            Text(
                zh="只问某一人生事件或人群的权利（见 haina policy show）",
                en="only the rights of a life event or an audience (see haina policy show)",
            ),
            {"action": "append", "default": None},
            Text(zh="标识", en="ID"),
        ),
        Option(
            ("--facts",),
            Text(zh="从这份文件里已有的事实开始", en="begin with the facts in this file"),
            metavar=Text(zh="文件", en="FILE"),
        ),
        Option(
            ("--save",),
            Text(zh="把答案存成事实文件", en="keep the answers as a facts file"),
            metavar=Text(zh="文件", en="FILE"),
        ),
        FORMAT,
        FULL,
        PACK,
    ),
    (
        ("haina ask", Text(zh="问全部权利", en="about every right")),
        (
            "haina ask --about staying_for_good --save me.yaml",
            Text(
                zh="只问长期留下来的途径，并保存答案",
                en="only the ways to stay for good, keeping the answers",
            ),
        ),
    ),
    run="haina.cli.ask:run",
)

SERVE = Command(
    "serve",
    Text(zh="在本机运行整个平台", en="serve the whole platform on this machine"),
    Text(
        zh="在 127.0.0.1 上运行，自带 PostgreSQL，数据在 var/；设有 DATABASE_URL 则用它。Ctrl-C 停止。",
        en=(
            "Serves at 127.0.0.1 with its own PostgreSQL and the data under var/, or with the database that\n"
            "DATABASE_URL names. Ctrl-C stops everything."
        ),
    ),
    (
        Option(
            ("--port",),
            Text(zh="端口，默认 8000", en="port, default 8000"),
            {"type": int, "default": 8000},
            Text(zh="端口", en="PORT"),
        ),
        Option(
            ("--no-demo",),
            Text(zh="不建立演示城市和演示账号", en="do not make the demo city and its accounts"),
            {"action": "store_true"},
        ),
    ),
    (
        ("haina serve", Text(zh="http://127.0.0.1:8000", en="http://127.0.0.1:8000")),
        ("haina serve --port 9000", Text(zh="换一个端口", en="on another port")),
    ),
    run="haina.cli.serve:run",
)

ROOT = Command(
    "haina",
    Text(zh="让城市的人才政策运行起来", en="makes a city's talent policy run"),
    Text(
        zh="海纳：把城市的人才政策变成可以回答、可以核对、可以办理的规则。",
        en="Haina: a city's talent policy as rules that answer, can be checked, and carry a case to its end.",
    ),
    options=(
        Option(
            ("--version",),
            Text(
                zh="显示程序版本和默认政策包的版本",
                en="show the version of the program and of the default pack",
            ),
            {"action": "store_true"},
        ),
    ),
    commands=(
        CHECK,
        ASK,
        calc_command(ON, FORMAT, PACK),
        POLICY,
        CITY,
        SERVE,
        REGISTERS,
        LEDGER,
        AWARDS,
        PEOPLE,
        verify_command(),
    ),
    examples=(
        (
            "haina check examples/scientist.yaml",
            Text(zh="看看一份例子能得到什么", en="see what one of the examples can get"),
        ),
        (
            "haina ask",
            Text(zh="回答几个问题，看看自己能得到什么", en="answer a few questions about yourself"),
        ),
        ("haina check --help", Text(zh="某个命令的说明", en="help of one command")),
    ),
)
