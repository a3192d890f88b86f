"""`haina verify` as a command of the list."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option
from .options import FORMAT, ON


def verify_command() -> Command:
    """`haina verify [FILE]`."""
    return Command(
        "verify",
        Text(
            zh="核验一份签发的文书；不写文件则核验全部案件记录",
            en="check an issued document, or the whole record",
        ),
        Text(
            zh=(
                "离线核验：文件是签发的 PDF 或电子凭证（.jws），只用公布的公钥，不联网。\n"
                "说明谁签发、给谁、何时有效、签章是否完好；加 --status 还核对是否已被撤销或换发。\n"
                "退出状态：0 真实且有效；1 不可采信；2 无法核验（找不到文件、缺公钥等）；\n"
                "3 真实，但只是不予批准等不授予权利的决定书。\n"
                "不写文件：核验本机全部案件的哈希链和每日根；有一字节被改动即指出位置，退出状态为 1。"
            ),
            en=(
                "Offline: FILE is an issued PDF or a credential (.jws); only the published keys are needed.\n"
                "Says who issued what to whom, for how long, and whether seal and signature are good; with\n"
                "--status also whether it was revoked or replaced.\n"
                "Exit status: 0 genuine and valid; 1 not to be relied upon; 2 it could not be checked;\n"
                "3 genuine, but a letter that grants nothing, such as a refusal.\n"
                "Without FILE: checks the chain of every case and the daily roots of this installation, and\n"
                "names every place that is not as it was written (exit status 1)."
            ),
        ),
        (
            Option(
                ("file",),
                Text(zh="PDF 或凭证；- 表示标准输入", en="PDF or credential; - reads standard input"),
                {"nargs": "?"},
                Text(zh="文件", en="FILE"),
            ),
            Option(
                ("--keys", "--key"),
                Text(
                    zh="公布的公钥文件 haina-keys.json；默认用本机的",
                    en="file of the published keys, haina-keys.json; default: this installation's",
                ),
                metavar=Text(zh="文件", en="FILE"),
            ),
            Option(
                ("--proof",),
                Text(
                    zh="文书在公布记录中的证明（从核验页下载），与 --roots 一起用",
                    en="the proof that it stands in the record, from its page of checking; with --roots",
                ),
                metavar=Text(zh="文件", en="FILE"),
            ),
            Option(
                ("--roots",),
                Text(
                    zh="公布的每日根 roots.json，最好是自己早先保存的",
                    en="the published roots.json, best one that you kept earlier",
                ),
                metavar=Text(zh="文件", en="FILE"),
            ),
            Option(
                ("--status",),
                Text(
                    zh="公布的状态列表：文件或网址（https，或本机的 http）",
                    en="the published status list: a file or an address (https, or http on this machine)",
                ),
                metavar=Text(zh="文件或网址", en="FILE|URL"),
            ),
            ON,
            FORMAT,
        ),
        (
            (
                "haina verify permit.pdf --keys haina-keys.json",
                Text(zh="只用公布的公钥核验一份 PDF", en="check a PDF with nothing but the published keys"),
            ),
            (
                "haina verify permit.pdf --status http://127.0.0.1:8000/status/1.json",
                Text(zh="并核对是否已撤销", en="and whether it was revoked"),
            ),
            (
                "haina verify permit.pdf --keys haina-keys.json --proof proof.json --roots roots.json",
                Text(zh="并核对它记录在哪一天", en="and on which day it was recorded"),
            ),
            ("haina verify", Text(zh="核验全部案件记录", en="check the whole record")),
        ),
        run="haina.cli.verify:run",
    )
