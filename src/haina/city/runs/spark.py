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
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from haina.rules.text import Text

from .directory import refused
from .remote import answer, packed, received, version
from .sides import Shares, Side, Work
from .spark_faults import given_up, no_worker, not_started

SCHEME = "spark://"
#: The columns of `remote.SHARES`, as Spark writes them.
COLUMNS = "work long, name string, content binary"
#: A run is at most about so many jobs; what is done of a job that was stopped is done again.
JOBS = 100
#: Jobs that are under way at the same time, so that the last tasks of one leave no core idle.
AT_ONCE = 2
#: Seconds in which a master has to answer.
PATIENCE = 10
#: Seconds between two looks at whether there is a worker.
LOOK = 2.0
#: The setting that says how many seconds to wait while no worker is there, and what it is where none does.
WAIT, WAITING = "spark.haina.wait", "600s"
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

        try:
            session = _session(self.master)
        except (PySparkException, Py4JError) as error:
            raise not_started(self.master, error) from error
        try:
            size = max(session.sparkContext.defaultParallelism, -(-len(works) // JOBS))
            jobs = [works[start : start + size] for start in range(0, len(works), size)]
            yield from _done(session, self.master, packed(sides), jobs)
        except (PySparkException, Py4JError) as error:
            raise given_up(self.master, error) from error
        finally:
            session.stop()


def _done(
    session: Any, master: str, sides: bytes, jobs: Sequence[Sequence[Work]]
) -> Iterator[tuple[Work, Shares]]:
    """What comes out of several jobs; a job is a table of numbers, each of them a partition of its own."""

    def run(job: Sequence[Work]) -> pa.Table:
        numbers = session.range(0, len(job), 1, len(job))
        return numbers.mapInArrow(partial(answer, sides, list(job), version()), COLUMNS).toArrow()

    alone = _Alone(session, master)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(run, job): job for job in jobs}
        try:
            while running:
                ended, _ = wait(running, LOOK, FIRST_COMPLETED)
                for each in ended:
                    yield from received(running.pop(each), each.result().to_batches())
                alone.check()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            session.sparkContext.cancelAllJobs()
            raise


class _Alone:
    """For how long no worker has been there: none came, all were lost, or others have all their cores.

    A master that comes back without what it knew lets a run's workers go, and never gives it others.
    """

    def __init__(self, session: Any, master: str) -> None:
        self.context, self.master = session.sparkContext, master
        self.patience = int(self.context._jsc.sc().conf().getTimeAsSeconds(WAIT, WAITING))
        self.since = time.monotonic()

    def check(self) -> None:
        """Look whether somebody is there; raises `CityError` when nobody has been for too long."""
        # Who asks is one of those that Spark counts.
        if self.context._jsc.sc().getExecutorMemoryStatus().size() > 1:
            self.since = time.monotonic()
        elif time.monotonic() - self.since > self.patience:
            raise no_worker(self.master, self.patience)


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
