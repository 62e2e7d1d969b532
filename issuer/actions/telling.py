"""Do one thing in a thread of its own, and hand over what it tells while it does it.

    result = yield from step_by_step(work)

*work* gets a function to tell with.  When the reader stops, by closing the generator,
the next thing that is told ends the work.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Full, Queue
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Step = TypeVar("Step")
Result = TypeVar("Result")

WAITING: Final = 64
"""Steps that wait for the reader; then the work does."""

_LOOK_UP_SECONDS: Final = 0.2
"""How often work that waits for the reader looks whether there still is one."""


class GoneAwayError(Exception):
    """Nobody listens any more; it is raised where something is told."""


def step_by_step(
    work: Callable[[Callable[[Step], None]], Result],
) -> Generator[Step, None, Result]:
    """Yield what *work* tells, and return what it returns.

    What it raises is raised here once all that was told before has been yielded.
    """
    steps: Queue[Step | Future[Result]] = Queue(WAITING)
    gone = threading.Event()

    def hand_over(step: Step | Future[Result]) -> None:
        while not gone.is_set():
            try:
                return steps.put(step, timeout=_LOOK_UP_SECONDS)
            except Full:
                continue
        raise GoneAwayError

    def finish(done: Future[Result]) -> None:
        with suppress(GoneAwayError):
            hand_over(done)

    pool = ThreadPoolExecutor(1, thread_name_prefix="telling")
    pool.submit(work, hand_over).add_done_callback(finish)
    pool.shutdown(wait=False)
    try:
        while not isinstance(step := steps.get(), Future):
            yield step
        return step.result()
    finally:
        gone.set()
