"""Measure what it costs to start: the import, and the way to a first result.

Every run is a process of its own, and the programs take turns in random order, so that
whatever else the machine does meets all of them alike. Processor time is what counts;
wall time is shown beside it. The server answers with bytes that are ready before.

Run it where nothing is installed beside the client: httpx imports rich and click where
they are to be had, and httpcore imports trio.

    python benchmarks/start_up.py --runs 31
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, version
from random import Random
from statistics import median, quantiles
from typing import Final

WITHIN: Final = 60.0
"""Seconds after which a run is taken for lost."""

IMPORT_AT_MOST: Final = 30.0
"""Milliseconds over bare Python that the import may take."""

RESULT_AT_MOST: Final = 1.15
"""How many times the import of httpx and pydantic a first result may take."""

BARE, IMPORT, FLOOR = "bare Python", "import of `Udacity`", "import of httpx, pydantic"
POST, STATIC, MINTED = (
    "the same by hand: one POST, three models",
    "first result, `StaticToken`",
    "first result, `ClientCredentials`",
)

ASK: Final = """
with Udacity(credentials, base_url={base_url!r}) as udacity:
    assert len(udacity.program_progress.list_program_progress().records) == 50
"""

PROGRAMS: Final = {
    BARE: "pass",
    IMPORT: "from udacity_client import Udacity",
    FLOOR: "import httpx, pydantic",
    POST: """
import httpx, pydantic
class Record(pydantic.BaseModel):
    user_email: str
class Page(pydantic.BaseModel):
    edges: list[dict[str, Record]]
class Answer(pydantic.BaseModel):
    data: dict[str, Page]
with httpx.Client() as client:
    url = {base_url!r} + "/v1/program-progress/graphql"
    body = client.post(url, json={{"query": "{{ programProgress }}"}}).content
assert len(Answer.model_validate_json(body).data["program_progress"].edges) == 50
""",
    STATIC: "from udacity_client import StaticToken, Udacity\n"
    "credentials = StaticToken('0' * 32)" + ASK,
    MINTED: "from udacity_client import ClientCredentials, Udacity\n"
    "credentials = ClientCredentials(client_id='udcl_1', client_secret='udcs_1')" + ASK,
}

BESIDE: Final = ("click", "rich", "trio")
"""What the libraries import where it is installed, so that it distorts the figures."""

RECORD: Final = {
    "user_id": "8a386eac-5a18-4229-88a4-add7f1ee600f",
    "user_email": "ada@company.example",
    "user_first_name": "Ada",
    "user_last_name": "Byron",
    "enrollment_status": "ENROLLED",
    "enrolled_at": "2026-03-01T10:00:00Z",
    "unenrolled_at": None,
    "graduated_at": None,
    "completed_at": None,
    "program_key": "nd00113",
    "program_version": "1.0.0",
    "program_type": "NANODEGREE",
    "last_active_at": "2026-03-08T10:00:00Z",
    "learner_hours": 12.5,
    "completion_percentage": 41.5,
    "projects_required_total": 5,
    "projects_required_completed": 2,
    "on_track_status": "ON_TRACK",
    "learning_plan_id": None,
}
PAGE: Final = {
    "total_count": 50,
    "page_info": {"has_next_page": False, "end_cursor": "eyJpZCI6IjUwIn0="},
    "edges": [{"node": RECORD}] * 50,
}
TOKEN: Final = {"unredacted_token": "0" * 32, "expires_in": 3600}

ANSWERS: Final = {
    "tokens": json.dumps({"data": {"generate_token": TOKEN}}).encode(),
    "program-progress": json.dumps({"data": {"program_progress": PAGE}}).encode(),
}


@dataclass(frozen=True)
class Cost:
    """What one run took, in milliseconds."""

    cpu: float
    wall: float


def main() -> None:
    """Measure, and print a table and what it says of the targets."""
    options = argparse.ArgumentParser(description="Measure what it costs to start.")
    options.add_argument("--runs", type=int, default=31, help="runs of each program")
    options.add_argument("--seed", type=int, default=1, help="for the order")
    given = options.parse_args()
    with serving() as base_url:
        order = Random(given.seed)  # noqa: S311 - no secret
        costs = measure(base_url, runs=given.runs, random=order)
    print_environment()
    print_table(costs)
    print_verdicts(costs)


def measure(base_url: str, *, runs: int, random: Random) -> dict[str, list[Cost]]:
    """Return the costs of so many runs of each program."""
    programs = {
        name: program.format(base_url=base_url) for name, program in PROGRAMS.items()
    }
    for program in programs.values():
        run(program)  # so that all bytecode is there
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    for _round in range(runs):
        for name in random.sample(sorted(programs), len(programs)):
            costs[name].append(run(programs[name]))
    return costs


def run(program: str) -> Cost:
    """Return what it costs to run *program* in a Python of its own.

    Raises:
        SystemExit: It failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-I", "-c", program])  # noqa: S603 - ours
    late = threading.Timer(WITHIN, process.kill)
    late.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    late.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit {process.returncode} of the program:\n{program}")
    return Cost(cpu=1000 * (usage.ru_utime + usage.ru_stime), wall=1000 * wall)


@contextmanager
def serving() -> Generator[str]:
    """Serve the answers on a free port, and yield the base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection, as the API does
    disable_nagle_algorithm = True  # or an answer waits for a delayed ACK

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = ANSWERS[self.path.split("/")[-2]]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def print_environment() -> None:
    """Print what the figures hold for."""
    names = ("udacity-client", "httpx", "httpcore", "pydantic", "pydantic_core")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}")
    beside = [name for name in BESIDE if _is_installed(name)]
    print(f"installed beside them: {', '.join(beside) or 'nothing that counts'}\n")


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def print_table(costs: dict[str, list[Cost]]) -> None:
    """Print the medians, each with the range of the middle half of the runs."""
    print("| program | CPU ms | middle half | wall ms | middle half | runs |")
    print("|---|---|---|---|---|---|")
    for name, ran in costs.items():
        cpu = _spread([cost.cpu for cost in ran])
        wall = _spread([cost.wall for cost in ran])
        print(f"| {name} | {cpu} | {wall} | {len(ran)} |")


def _spread(values: list[float]) -> str:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return f"{middle:.1f} | {low:.1f}-{high:.1f}"


def print_verdicts(costs: dict[str, list[Cost]]) -> None:
    """Print how the targets are met, in processor time."""
    cpu = {name: median(cost.cpu for cost in ran) for name, ran in costs.items()}
    over = cpu[IMPORT] - cpu[BARE]
    print(f"\n{IMPORT} over {BARE}: {over:.1f} ms {_verdict(over, IMPORT_AT_MOST)}")
    for name in (STATIC, MINTED):
        times = cpu[name] / cpu[FLOOR]
        print(f"{name} over {FLOOR}: {times:.2f} x {_verdict(times, RESULT_AT_MOST)}")
        print(f"{name} over {POST}: {cpu[name] / cpu[POST]:.2f} x")


def _verdict(value: float, at_most: float) -> str:
    return f"({'met' if value <= at_most else 'missed'}: at most {at_most:g})"


if __name__ == "__main__":
    main()
