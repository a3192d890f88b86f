"""Runs `haina` again and again from one process that has its modules already: each time a process of its own.

Each message on the socket named first brings the words, the environment and the folder of one run, and its
standard input, output and error as descriptors; the answer is the exit status. What is forked ends as
`python -m haina` does.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from importlib import import_module

#: What the commands read before they begin; all of it without settings, and without the state of any run.
MODULES = ("ask", "calc", "check", "compare", "coverage", "mutation", "new", "policy", "replay", "show")
MOST = 1 << 20


def main(descriptor: int) -> None:
    """Serve until the other side has hung up; in a forked process, run the one command."""
    for name in MODULES:
        import_module(f"haina.cli.{name}")
    import_module("haina.cli.answer_text")
    with socket.socket(fileno=descriptor) as asked:
        while True:
            message, streams, _, _ = socket.recv_fds(asked, MOST, 3)
            if not message:
                return
            child = os.fork()
            if not child:
                break
            for stream in streams:
                os.close(stream)
            asked.sendall(json.dumps(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    run(**json.loads(message))


def run(words: list[str], environment: dict[str, str], folder: str) -> None:
    """Be `haina` with these words."""
    from haina.cli import main as haina

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["haina", *words]
    sys.exit(haina())


if __name__ == "__main__":
    main(int(sys.argv[1]))
