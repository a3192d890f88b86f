"""Every command of ``haina`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .calc_command import calc_command

_FILE = Option(
    ("file",),
    Text(
        zh="事实文件，YAML 或 JSON；- 表示标准输入",
        en="file with the facts, YAML or JSON; - reads standard input",
    ),
    metavar=Text(zh="文件", en="FILE"),
)
_ON = Option(
    ("--on",),
    Text(
        zh="按哪一天作答，形如 2016-09-26；默认今天",
        en="answer as of this day, as 2016-09-26; default: today",
    ),
    {"type": "day"},
    Text(zh="日期", en="DATE"),
)
_FORMAT = Option(
    ("--format",),
    Text(zh="text 供人阅读，json 供程序读取", en="text for people, json for programs"),
    {"choices": ("text", "json"), "default": "text"},
)
_RIGHT = Option(
    ("--right",),
    Text(zh="只答这一项权利；可重复", en="only this right; may be repeated"),
    {"action": "append", "default": None},
    Text(zh="标识", en="ID"),
)
_POLICY = Option(
    ("--policy",),
    Text(
        zh="政策包目录；默认取 HAINA_POLICY 或 policies/ 下唯一的包",
        en="directory of the policy pack; default: HAINA_POLICY, or the only pack in policies/",
    ),
    metavar=Text(zh="目录", en="DIR"),
)
_DIRECTORY = Option(
    ("directory",),
    Text(
        zh="政策包目录；默认取 HAINA_POLICY 或 policies/ 下唯一的包",
        en="directory of the pack; default: HAINA_POLICY, or the only pack in policies/",
    ),
    {"nargs": "?"},
    Text(zh="目录", en="DIR"),
)
_FULL = Option(
    ("--full",),
    Text(zh="写出每一个理由、标准和来源", en="write out every reason, standard and source"),
    {"action": "store_true"},
)

#: How the rules are changed by ``policy test --mutate``.
_MUTATION = (
    Option(
        ("--mutate",),
        Text(
            zh="逐一改动规则，看样例能否发现",
            en="change the rules, one small mistake at a time, and see whether a persona notices",
        ),
        {"action": "store_true"},
    ),
    Option(
        ("--only",),
        Text(
            zh="只改这些规则、元素、表或条款",
            en="only these rules, elements, tables or clauses",
        ),
        {"action": "extend", "nargs": "+", "default": None},
        Text(zh="标识", en="ID"),
    ),
    Option(
        ("--article",),
        Text(zh="只改这一条的规则", en="only the rules of this article"),
        metavar=Text(zh="条", en="ARTICLE"),
    ),
    Option(
        ("--jobs",),
        Text(
            zh="同时用几个进程，默认与处理器数相同", en="how many processes; default: one for each processor"
        ),
        {"type": int, "default": None},
        Text(zh="个数", en="N"),
    ),
)

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
    (_FILE, _ON, _FORMAT, _RIGHT, _FULL, _POLICY),
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
        _ON,
        _RIGHT,
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
        _FORMAT,
        _FULL,
        _POLICY,
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

POLICY = Command(
    "policy",
    Text(zh="检查、测试和查看政策包", en="check, test and show a policy pack"),
    commands=(
        Command(
            "check",
            Text(zh="找出政策包里的所有错误", en="find every error in a pack"),
            Text(
                zh="读入全部文件和样例人物，逐条列出错误：文件、行、列、改法。",
                en="Reads every file and every persona; lists each error with its place and what to do.",
            ),
            (_DIRECTORY,),
            (
                ("haina policy check", Text(zh="检查默认的政策包", en="check the default pack")),
                (
                    "haina policy check policies/my-city",
                    Text(zh="检查另一个城市的", en="check another city's"),
                ),
            ),
            run="haina.cli.policy:check",
        ),
        Command(
            "test",
            Text(zh="让样例人物走一遍，核对答案", en="run the worked examples and compare the answers"),
            Text(
                zh=(
                    "每个样例人物的每个变化各算一次；与预期不符的写明文件、行、预期、所得和理由。\n"
                    "加 --mutate 则逐一改动规则，列出没有样例能发现的改动；"
                    "若有一处未写入 equivalent_mutants.yaml，退出状态为 1。"
                ),
                en=(
                    "Every variant of every persona is answered; what is not as expected is told with file\n"
                    "and line, what was expected, what came out and why. Exit status 1 if anything differs."
                    "\nWith --mutate the rules are changed instead, one small mistake at a time; what no\n"
                    "persona notices is listed. Exit status 1 if that is not in equivalent_mutants.yaml."
                ),
            ),
            (_DIRECTORY, *_MUTATION, _FORMAT),
            (
                ("haina policy test", Text(zh="测试默认的政策包", en="test the default pack")),
                (
                    "haina policy test --mutate --only pr_market",
                    Text(
                        zh="一项权利的规则里，哪些小改动没有样例能发现",
                        en="which small changes to the rule of one right no persona notices",
                    ),
                ),
            ),
            run="haina.cli.policy:test",
        ),
        Command(
            "show",
            Text(zh="查看一项权利、条款、标准或事实", en="show a right, clause, standard or fact"),
            Text(
                zh="用通俗文字写出规则、标准及其日期和来源。不写标识则列出全部权利。",
                en="Writes the rule in readable words, with its standards, their dates and sources.\n"
                "Without an ID it lists every right, life event and audience.",
            ),
            (
                Option(
                    ("id",),
                    Text(zh="权利、条款、标准、事实等的标识", en="id of a right, clause, standard, fact …"),
                    {"nargs": "?"},
                    Text(zh="标识", en="ID"),
                ),
                _ON,
                _POLICY,
            ),
            (
                ("haina policy show pr_market", Text(zh="一项权利的规则", en="the rule of one right")),
                ("haina policy show A04.5 --lang zh", Text(zh="一个条款，中文", en="one clause, in Chinese")),
            ),
            run="haina.cli.show:run",
        ),
    ),
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
    commands=(CHECK, ASK, calc_command(_ON, _FORMAT, _POLICY), POLICY, SERVE),
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
