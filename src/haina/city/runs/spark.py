"""Runs a city on Apache Spark: each part is a task of some worker, by the code that asks it here too.

A worker reads the files of its part from the city's directory, which all machines see under the same path,
and sends back what it counted. A task that is lost with its machine is given to another by Spark. Parts are
noted here as they come in, so that a run that was stopped goes on, with this engine or without it.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from haina.city.making import CityError
from haina.rules.text import Text

from .directory import refused
from .remote import answer, packed, received, version
from .sides import Shares, Side, Work

SCHEME = "spark://"
#: The columns of `remote.SHARES`, as Spark writes them.
COLUMNS = "work long, name string, content binary"
#: A run is at most about so many jobs; what is done of a job that was stopped is done again.
JOBS = 100
#: Jobs that are under way at the same time, so that the last tasks of one leave no core idle.
AT_ONCE = 2
#: Seconds in which a master has to answer.
PATIENCE = 10
_LOOPBACK = ("127.", "localhost", "[::1]", "::1")


@dataclass(frozen=True)
class SparkEngine:
    """Asks parts on the workers of a standalone master; made by `spark_engine`."""

    master: str

    def __call__(self, sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
        """What comes out of each part, as jobs are done; raises `CityError` where Spark gives up."""
        if not works:
            return
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        session = _session(self.master)
        try:
            size = max(session.sparkContext.defaultParallelism, -(-len(works) // JOBS))
            jobs = [works[start : start + size] for start in range(0, len(works), size)]
            yield from _done(session, packed(sides), jobs)
        except (PySparkException, Py4JError) as error:
            raise _given_up(self.master, error) from error
        finally:
            session.stop()


def _done(session: Any, sides: bytes, jobs: Sequence[Sequence[Work]]) -> Iterator[tuple[Work, Shares]]:
    """What comes out of several jobs; a job is a table of numbers, each of them a partition of its own."""

    def run(job: Sequence[Work]) -> pa.Table:
        numbers = session.range(0, len(job), 1, len(job))
        return numbers.mapInArrow(partial(answer, sides, list(job), version()), COLUMNS).toArrow()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(run, job): job for job in jobs}
        try:
            for each in as_completed(running):
                yield from received(running.pop(each), each.result().to_batches())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            session.sparkContext.cancelAllJobs()
            raise


def spark_engine(address: str) -> SparkEngine:
    """The engine of ``spark://HOST:PORT`` (of several masters: ``spark://HOST:PORT,HOST:PORT``).

    Raises `CityError` where the address is none, PySpark or Java is not installed here, or no master answers.
    """
    places = [_place(each) for each in address.removeprefix(SCHEME).split(",")]
    if not address.startswith(SCHEME) or None in places:
        raise refused(
            address,
            "engine_unknown",
            Text(zh="不是 Spark 主节点的地址", en="this is no address of a Spark master"),
            Text(zh="应写作 spark://主机:端口", en="Write spark://HOST:PORT."),
        )
    if find_spec("pyspark") is None or not _has_java():
        raise refused(
            address,
            "spark_missing",
            Text(
                zh="本机没有安装 PySpark，或没有 Java 17 以上",
                en="PySpark, or Java 17 or later, is not installed on this machine",
            ),
            Text(zh="请先运行 make spark", en="Install both with make spark."),
        )
    if not any(_answers(*place) for place in places if place):
        raise refused(
            address,
            "no_master",
            Text(zh="没有主节点应答", en="no master answers there"),
            Text(
                zh="启动主节点和工作节点的方法见 docs/running-at-scale.md",
                en="How to start a master and workers is told in docs/running-at-scale.md.",
            ),
        )
    return SparkEngine(address)


def _place(written: str) -> tuple[str, int] | None:
    host, _, port = written.rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdecimal() and int(port) < 2**16 else None


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool((home and shutil.which("java", path=f"{home}/bin")) or shutil.which("java"))


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError:
        return False
    return True


def _session(master: str) -> Any:
    """A session on the master's workers; what the machine's own configuration says of Spark goes first."""
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    # The interpreter of the workers, unless somebody said which: the one that runs here, under the same path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    local = master.removeprefix(SCHEME).startswith(_LOOPBACK)
    if local:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    wanted = {
        "spark.app.name": "haina",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # A task is given one core, so it takes no more.
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        **({"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"} if local else {}),
    }
    configuration = SparkConf().setMaster(master)
    for name, value in wanted.items():
        configuration.setIfMissing(name, value)
    return SparkSession.builder.config(conf=configuration).getOrCreate()


def _given_up(master: str, error: Exception) -> CityError:
    """What is said where a job failed for good: the last words of whoever failed."""
    words = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = next((line for line in reversed(words) if "Error: " in line), words[0] if words else "")
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
