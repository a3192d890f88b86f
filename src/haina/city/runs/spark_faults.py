"""What is said when Spark gives up: which of the things that go wrong on clusters it was, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from haina.city.making import CityError
from haina.rules.text import Text

from .directory import refused

_GOES_ON = Text(zh="之后用同样的命令继续。", en="Then the same command goes on.")


class _Fault(NamedTuple):
    """Words that Spark's account of a failure has when it was this, and what is said then."""

    signs: tuple[str, ...]
    code: str
    message: Text
    todo: Text


_SAME_PYTHON = Text(
    zh="在每台机器同一路径装同一版本的 Haina（make spark），或用 PYSPARK_PYTHON 指明路径",
    en="Install the same Haina under the same path on every machine (make spark), "
    "or name another path with PYSPARK_PYTHON.",
)
#: The first of which a sign is found is told.
_FAULTS = (
    _Fault(
        ("OtherVersionError",),
        "worker_version",
        Text(
            zh="有工作节点的 Haina 或 Polars 是另一版本", en="a worker has another version of Haina or polars"
        ),
        _SAME_PYTHON,
    ),
    _Fault(
        ("PYTHON_VERSION_MISMATCH",),
        "worker_python",
        Text(zh="有工作节点的 Python 是另一版本", en="a worker has another version of Python"),
        _SAME_PYTHON,
    ),
    _Fault(
        ("Cannot run program", "ModuleNotFoundError", "ImportError"),
        "worker_without_haina",
        Text(
            zh="有工作节点在这一路径没有 Python，或其中没有 Haina",
            en="a worker has no Python under this path, or one without Haina",
        ),
        _SAME_PYTHON,
    ),
    _Fault(
        ("No space left on device", "Disk quota exceeded"),
        "worker_disk_full",
        Text(zh="有工作节点的磁盘满了", en="the disk of a worker is full"),
        Text(
            zh="清出空间，或用 spark.local.dir 指明别的目录",
            en="Make room there, or name another directory with spark.local.dir.",
        ),
    ),
    _Fault(
        ("FileNotFoundError", "PermissionError"),
        "worker_without_city",
        Text(
            zh="有工作节点在这一路径看不到或读不了城市目录",
            en="a worker does not see the city's directory under this path, or may not read it",
        ),
        Text(
            zh="请让每台机器在同一路径看到城市目录（如 NFS）",
            en="Let every machine see the city under the same path (NFS, for one).",
        ),
    ),
    _Fault(
        ("crashed", "EOFException", "ExecutorLostFailure", "MemoryError", "OutOfMemoryError"),
        "worker_ended",
        Text(
            zh="一部分数据四次都没有算完：工作进程被结束了，多半是内存不够",
            en="a part was begun four times and never ended: the worker's process was ended, "
            "most likely as memory ran out",
        ),
        Text(
            zh="每个核心留 1 GB 内存给 Python：减少工作节点的 --cores，或增加内存",
            en="Leave 1 GB a core to Python: give the workers fewer --cores, or more memory.",
        ),
    ),
    _Fault(
        ("Master removed our application", "All masters are unresponsive", "SparkContext was shut down"),
        "spark_ended",
        Text(zh="主节点结束了这次运算，或不再应答", en="the master has ended this run, or answers no longer"),
        Text(zh="请查看主节点和工作节点的日志", en="See the logs of the master and of the workers."),
    ),
)


def given_up(master: str, error: Exception) -> CityError:
    """What is said where a job failed for good; else the last words of whoever failed."""
    told = str(error)
    for fault in _FAULTS:
        if any(sign in told for sign in fault.signs):
            todo = Text(zh=f"{fault.todo.zh}；{_GOES_ON.zh}", en=f"{fault.todo.en} {_GOES_ON.en}")
            return refused(master, fault.code, fault.message, todo)
    said = _last_words(told)
    return refused(
        master,
        "spark_failed",
        Text(zh=f"Spark 放弃了：{said}", en=f"Spark gave up: {said}"),
        Text(
            zh="每台机器须在同一路径看到城市目录，并装有同一版本的 Haina；之后用同样的命令继续",
            en="Every machine has to see the city under the same path and to have the same Haina; "
            "then the same command goes on.",
        ),
    )


def not_started(master: str, error: Exception) -> CityError:
    """What is said where no session began: Java does not start, or who listens there is no master of ours."""
    if "JAVA_GATEWAY_EXITED" in str(error):
        return refused(
            master,
            "java_failed",
            Text(zh="本机的 Java 没有启动", en="Java does not start on this machine"),
            Text(
                zh="需要 Java 17 以上；请查看上面的输出，并检查 JAVA_HOME",
                en="Java 17 or later is needed: see what it said above, and look at JAVA_HOME.",
            ),
        )
    return refused(
        master,
        "no_master",
        Text(
            zh="有程序在听，但不是可用的 Spark 主节点",
            en="something listens there, but no Spark master that takes us",
        ),
        Text(
            zh="请核对地址、端口（7077，不是网页的 8080）、Spark 版本和 spark.authenticate 的设置",
            en="Look at the host, the port (7077, not 8080 of its web page), the version of Spark, "
            "and the settings of spark.authenticate.",
        ),
    )


def no_worker(master: str, seconds: int) -> CityError:
    """What is said where nobody was there to work for so long."""
    return refused(
        master,
        "no_worker",
        Text(
            zh=f"{seconds} 秒内没有工作节点可用：没有启动，都已失去，或核心都被别的运算占用",
            en=f"no worker was there for {seconds} seconds: none was started, all were lost, "
            "or others have all of their cores",
        ),
        Text(
            zh="已算的部分留着。请启动工作节点，用同样的命令继续；"
            "愿意多等，设 spark.haina.wait（docs/running-at-scale.md）",
            en="What is done is kept. Start workers and give the same command again; "
            "to wait for longer, set spark.haina.wait (docs/running-at-scale.md).",
        ),
    )


def _last_words(told: str) -> str:
    words = [line.strip() for line in told.splitlines() if line.strip()]
    return next((line for line in reversed(words) if "Error: " in line), words[0] if words else "")
