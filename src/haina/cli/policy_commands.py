"""The commands of ``haina policy`` with their options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import DIRECTORY, FORMAT, ON, PACK

_JOBS = Option(
    ("--jobs",),
    Text(zh="同时用几个进程，默认每个处理器一个", en="how many processes; default: one a processor"),
    {"type": int, "default": None},
    Text(zh="个数", en="N"),
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
    _JOBS,
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
            (DIRECTORY,),
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
            (DIRECTORY, *_MUTATION, FORMAT),
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
            "coverage",
            Text(zh="哪些条款已能运行并经样例检验", en="which clauses run and are tested by personas"),
            Text(
                zh=(
                    "逐条列出规则、样例人物得到的各类答案和尚缺的答案；再列出各系统由哪些条款支撑。\n"
                    "加 --strict 时，有所欠缺则退出状态为 1。"
                ),
                en=(
                    "Clause by clause what carries it out, the sorts of answers that personas get, and what\n"
                    "is still lacking; then the systems and the clauses behind them. With --strict the exit\n"
                    "status is 1 where something is lacking."
                ),
            ),
            (
                DIRECTORY,
                Option(
                    ("--mutate",),
                    Text(zh="连同变异测试的结果（较慢）", en="with the result of the mutation test (slower)"),
                    {"action": "store_true"},
                ),
                _JOBS,
                Option(
                    ("--strict",),
                    Text(zh="有所欠缺则退出状态为 1", en="exit status 1 where something is lacking"),
                    {"action": "store_true"},
                ),
                FORMAT,
            ),
            (
                ("haina policy coverage", Text(zh="默认的政策包", en="of the default pack")),
                (
                    "haina policy coverage --strict --mutate --format json",
                    Text(zh="供发布前检查", en="as a check before publishing"),
                ),
            ),
            run="haina.cli.coverage:run",
        ),
        Command(
            "compare",
            Text(
                zh="两个政策包或两个日期，答案有何不同，为什么",
                en="what two packs or two days answer differently, and why",
            ),
            Text(
                zh=(
                    "列出规则和标准的差别；再用双方的样例人物和所给文件里的人逐一提问，\n"
                    "写明哪些答案不同，以及单独换上哪条规则或哪个标准就会改变答案（逐个试过）。\n"
                    "无论有无差别，退出状态都是 0；输入有误为 2。"
                ),
                en=(
                    "Lists the rules and standards that differ; then asks both for the personas of either\n"
                    "and for the people in files, and says which answers differ and which rule or standard,\n"
                    "taken over alone, turns the answer (each is tried). Exit status 0 with or without\n"
                    "differences; 2 when the input is wrong."
                ),
            ),
            (
                Option(
                    ("first",),
                    Text(zh="政策包 A 的目录", en="directory of pack A"),
                    metavar=Text(zh="目录A", en="A"),
                ),
                Option(
                    ("second",),
                    Text(
                        zh="政策包 B 的目录；不写则为同一个包，用两个日期",
                        en="directory of pack B; left out: the same pack on two days",
                    ),
                    {"nargs": "?"},
                    Text(zh="目录B", en="B"),
                ),
                Option(
                    ("--on",),
                    Text(
                        zh="按哪一天提问；默认用样例自己的日期，文件里的人用今天",
                        en="the day to ask on; default: the personas' own days, today for people in files",
                    ),
                    {"type": "day"},
                    Text(zh="日期", en="DATE"),
                ),
                Option(
                    ("--on-b",),
                    Text(zh="B 的日期，若与 A 不同", en="the day for B, if it is another than for A"),
                    {"type": "day"},
                    Text(zh="日期", en="DATE"),
                ),
                Option(
                    ("--facts",),
                    Text(
                        zh="事实文件：一个人，或一列人",
                        en="facts files, each of one person or a list of people",
                    ),
                    {"action": "extend", "nargs": "+", "default": None},
                    Text(zh="文件", en="FILE"),
                ),
                FORMAT,
            ),
            (
                (
                    "haina policy compare policies/my-city policies/my-city-draft",
                    Text(zh="草案改变了什么", en="what a draft changes"),
                ),
                (
                    "haina policy compare policies/my-city --on 2016-10-01 --on-b 2023-10-01 --facts me.yaml",
                    Text(zh="七年之间变了什么", en="what has changed in seven years"),
                ),
            ),
            run="haina.cli.compare:run",
        ),
        Command(
            "new",
            Text(zh="新建一个政策包", en="start a pack of one's own"),
            Text(
                zh=(
                    "写出一个完整可用的小政策包：权利、资金、协议、职责各一，附事实、标准、样例和说明。\n"
                    "目录须是新的或空的。"
                ),
                en=(
                    "Writes a small pack that works: a right, a programme, an agreement and a duty, with\n"
                    "facts, standards, personas, and comments that explain them. The folder must be new or\n"
                    "empty."
                ),
            ),
            (
                Option(
                    ("folder",), Text(zh="新目录", en="the new folder"), metavar=Text(zh="目录", en="DIR")
                ),
                Option(
                    ("--title",),
                    Text(zh="政策的名称", en="what the policy is called"),
                    {"default": None},
                    Text(zh="名称", en="TITLE"),
                ),
            ),
            (
                (
                    "haina policy new policies/my-city --title Sampleton",
                    Text(zh="从一个能用的小包开始", en="begin with a small pack that works"),
                ),
            ),
            run="haina.cli.new:run",
        ),
        Command(
            "replay",
            Text(zh="用已办案件试行程序草案", en="try a draft procedure on recorded cases"),
            Text(
                zh="写出草案会带来的不同：用时、决定和材料。案件由 manage.py export_cases 导出。",
                en="Tells what the draft would have changed: days, decisions and documents.\n"
                "The cases come from manage.py export_cases.",
            ),
            (
                Option(
                    ("draft",),
                    Text(
                        zh="程序草案文件，格式同 procedures/*.yaml", en="the draft, as in procedures/*.yaml"
                    ),
                    {},
                    Text(zh="草案文件", en="DRAFT"),
                ),
                Option(
                    ("--cases",),
                    Text(zh="案件记录，每行一件（JSON）", en="recorded cases, one JSON object a line"),
                    {"required": True},
                    Text(zh="文件", en="FILE"),
                ),
                PACK,
            ),
            (
                (
                    "haina policy replay draft.yaml --cases cases.jsonl",
                    Text(zh="草案与现行程序相比", en="the draft beside what is in force"),
                ),
            ),
            run="haina.cli.replay:run",
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
                Option(
                    ("--format",),
                    Text(
                        zh="text 为文字；bpmn 为 BPMN 2.0 文件（只用于办事程序）",
                        en="text, or bpmn: BPMN 2.0 (procedures)",
                    ),
                    {"choices": ("text", "bpmn"), "default": "text"},
                    Text(zh="格式", en="FORMAT"),
                ),
                ON,
                PACK,
            ),
            (
                ("haina policy show pr_market", Text(zh="一项权利的规则", en="the rule of one right")),
                ("haina policy show A04.5 --lang zh", Text(zh="一个条款，中文", en="one clause, in Chinese")),
                (
                    "haina policy show pr_market_procedure --format bpmn",
                    Text(zh="办事程序的流程图文件", en="a procedure for a program that draws BPMN"),
                ),
            ),
            run="haina.cli.show:run",
        ),
    ),
)
