"""The words of ``haina calc``, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option


def calc_command(on: Option, form: Option, policy: Option) -> Command:
    """The command, with the options that it shares with others."""
    name = Option(
        ("name",),
        Text(zh="计算器的标识；不写则列出全部", en="id of the calculator; without it all are listed"),
        {"nargs": "?"},
        Text(zh="名称", en="NAME"),
    )
    file = Option(
        ("file",),
        Text(
            zh="事实文件，YAML 或 JSON；- 表示标准输入；不写则说明需要哪些事实",
            en="file with the facts, YAML or JSON; - reads standard input; without it: what is needed",
        ),
        {"nargs": "?"},
        Text(zh="文件", en="FILE"),
    )
    return Command(
        "calc",
        Text(
            zh="计算积分、期限、分配、税款等",
            en="work out points, terms, splits, taxes and other figures",
        ),
        Text(
            zh=(
                "计算器写在政策包里，与规则用同一套公式和标准。\n"
                "缺少事实时给出可能的范围和还缺什么，不作猜测。算出后退出状态为 0；输入有误为 2。"
            ),
            en=(
                "Calculators stand in the pack and use the same formulas and standards as its rules.\n"
                "Where facts are missing they give the possible range and what is missing, never a guess.\n"
                "Exit status 0 when answered; 2 when the input is wrong."
            ),
        ),
        (name, file, on, form, policy),
        (
            ("haina calc", Text(zh="列出全部计算器", en="list all calculators")),
            (
                "haina calc NAME facts.yaml --on 2018-06-30",
                Text(zh="用一份事实文件计算", en="work one out from a file of facts"),
            ),
        ),
        run="haina.cli.calc:run",
    )
