"""The text engine against the obvious alternatives, in one run: `python bench/text.py [operation ...]`.

Each cell runs in a process of its own, which is ended after a time limit: the fastest of three runs in
milliseconds at 1, 10 and 100 articles of 800 words, how it grew from size to size (10 is linear, 100
quadratic), and the peak memory of the largest size that finished, over that of the empty process. Trust
the ratios of one run, not the milliseconds of two.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import itertools

from bench.contenders import OPERATIONS, SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 20.0  # seconds a cell
RUNS = 3
_FORK = multiprocessing.get_context("fork")  # nothing is imported again, so memory is that of the work


def main(wanted: list[str]) -> None:
    unknown = set(wanted) - OPERATIONS.keys()
    if unknown:
        sys.exit(f"No operation {', '.join(sorted(unknown))}; there are {', '.join(OPERATIONS)}.")
    print(f"{'operation':<12}{'how':<36}{'size 1':>10}{'10':>10}{'100':>10}{'growth':>12}{'MB':>7}  found")
    for name in wanted or OPERATIONS:
        for how, prepare, run in OPERATIONS[name]:
            print(f"{name:<12}{how:<36}{_row(prepare, run)}", flush=True)


def _row(prepare: Callable[[int], Any], run: Callable[[Any], object]) -> str:
    times: list[float] = []
    memory, found = 0.0, ""
    for size in SIZES:
        cell = _measured(prepare, run, size)
        if cell is None:
            break
        milliseconds, memory, found = cell
        times.append(milliseconds)
    cells = [f"{milliseconds:10.1f}" for milliseconds in times]
    cells += [f"{'> 20 s':>10}"] * (len(times) < len(SIZES)) + [f"{'':>10}"] * (len(SIZES) - len(times) - 1)
    growth = " ".join(f"{later / max(first, 1e-3):.1f}" for first, later in itertools.pairwise(times))
    return f"{''.join(cells)}{growth:>12}{memory:7.0f}  {found}"


def _measured(
    prepare: Callable[[int], Any], run: Callable[[Any], object], size: int
) -> tuple[float, float, str] | None:
    """Return milliseconds, megabytes and what was found; `None` when it takes too long."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_work, args=(sender, prepare, run, size))
    process.start()
    # The preparation has the same limit again.
    finished = receiver.poll(2 * LIMIT)
    cell = receiver.recv() if finished else None
    if not finished:
        process.terminate()
    process.join()
    return cell


def _work(sender: Any, prepare: Callable[[int], Any], run: Callable[[Any], object], size: int) -> None:  # noqa: ANN401
    prepared = prepare(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best, found = float("inf"), None
    for _ in range(RUNS):
        start = time.perf_counter()
        found = run(prepared)
        best = min(best, time.perf_counter() - start)
        if best > LIMIT / RUNS:
            break
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sender.send((best * 1000, (after - before) / 1024, "" if found is None else str(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
