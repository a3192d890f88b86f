"""The command ``haina registers`` with its options and examples, in both languages."""

from __future__ import annotations

from haina.rules.text import Text

from .arguments import Command, Option

REGISTERS = Command(
    "registers",
    Text(
        zh="运行演示城市的登记库，或给它们设故障", en="run the demo city's registers, or switch their faults"
    ),
    Text(
        zh=(
            "各部门的登记库，作为独立进程的 HTTP 服务，只在 127.0.0.1 上；haina serve 会自动启动它们。\n"
            "故障：none、down、slow、shape、error、refuse、talkative、forged。"
        ),
        en=(
            "The departments' registers as HTTP services of a process of their own, at 127.0.0.1 only;\n"
            "haina serve starts them by itself.\n"
            "Faults: none, down, slow, shape, error, refuse, talkative, forged."
        ),
    ),
    (
        Option(
            ("--port",),
            Text(zh="端口，默认 8001", en="port, default 8001"),
            {"type": int, "default": 8001},
            Text(zh="端口", en="PORT"),
        ),
        Option(
            ("--set",),
            Text(zh="给运行中的登记库设故障", en="switch a fault of the running registers"),
            {"action": "append"},
            Text(zh="登记库=故障", en="REGISTER=FAULT"),
        ),
        Option(
            ("--records",),
            Text(zh="登记内容的文件，默认是演示城市的", en="file of records; default: the demo city's"),
            metavar=Text(zh="文件", en="FILE"),
        ),
        Option(
            ("--descriptor",),
            Text(zh="已在监听的套接字", en="a socket that is listening already"),
            {"type": int},
            Text(zh="描述符", en="NUMBER"),
        ),
    ),
    (
        ("haina registers", Text(zh="http://127.0.0.1:8001", en="http://127.0.0.1:8001")),
        ("haina registers --set tax=down", Text(zh="让税务登记库不应答", en="let the tax register hang up")),
        ("haina registers --set tax=none", Text(zh="恢复正常", en="and answer again")),
    ),
    run="haina.cli.registers:run",
)
