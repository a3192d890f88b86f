"""The command ``haina ledger`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import FORMAT, ON

_ACCOUNT = Option(
    ("account",),
    Text(zh="账户编号", en="code of the account"),
    metavar=Text(zh="账户", en="ACCOUNT"),
)
_FROM = Option(
    ("--from",),
    Text(zh="从哪一天起，默认开户日", en="from this day; default: the day on which it was opened"),
    {"type": "day", "dest": "first"},
    Text(zh="日期", en="DATE"),
)
_AS = Option(
    ("--as",),
    Text(zh="beancount 供审计软件，csv 供表格", en="beancount for auditors' tools, csv for tables"),
    {"choices": ("beancount", "csv"), "default": "beancount", "dest": "form"},
)

LEDGER = Command(
    "ledger",
    Text(zh="查看和导出总账", en="read and export the ledger"),
    commands=(
        Command(
            "statement",
            Text(zh="一个账户的对账单", en="the statement of one account"),
            Text(
                zh="按事项发生的日期列出进出和余额；金额以元计。",
                en="What came and left and the balance, by the day on which it happened; amounts in yuan.",
            ),
            (_ACCOUNT, _FROM, ON, FORMAT),
            (
                (
                    "haina ledger statement treasury --on 2026-12-31",
                    Text(zh="到年底为止", en="up to the end of the year"),
                ),
            ),
            run="haina.cli.ledger:statement",
        ),
        Command(
            "trial-balance",
            Text(zh="试算平衡表", en="the trial balance"),
            Text(
                zh="各类账户的余额；每个币种合计为零，否则退出状态为 1。",
                en="What the accounts of each kind hold; each currency adds up to zero, else exit status 1.",
            ),
            (ON, FORMAT),
            (("haina ledger trial-balance", Text(zh="截至今天", en="as of today")),),
            run="haina.cli.ledger:trial",
        ),
        Command(
            "export",
            Text(zh="导出全部分录", en="write out every entry"),
            Text(
                zh="每一笔明细都写明金额；Beancount 文件末尾附余额断言，可用 bean-check 核对。",
                en=(
                    "Every leg with its amount; a Beancount file ends with assertions of the balances,\n"
                    "which bean-check verifies."
                ),
            ),
            (_AS, ON),
            (
                (
                    "haina ledger export --as csv",
                    Text(zh="供表格软件读取", en="for a spreadsheet"),
                ),
            ),
            run="haina.cli.ledger:export",
        ),
    ),
)
