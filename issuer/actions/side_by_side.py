"""Do the same with many things in a few threads, and hand over what is done as it is done.

    for item, result in side_by_side(work, items, workers=4, waiting=8): ...

Everything is bounded: the threads, and the results that wait for the reader.  When
the reader stops, by leaving the loop or closing the generator, no further item is begun.
"""

from __future__ import annotations

import threading
from queue import Full, Queue
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

_LOOK_UP_SECONDS: Final = 0.2
"""How often a worker that waits for the reader looks whether there still is one."""


def side_by_side(
    work: Callable[[Item], Result], items: Iterable[Item], *, workers: int, waiting: int
) -> Iterator[tuple[Item, Result | None]]:
    """Yield each of *items* with what *work* returns for it, in the order of being done.

    *items* is asked by one thread at a time, as late as possible.  At most *waiting*
    results are held for the reader.  The result is None when *work* raised an error,
    which its thread reports: a mistake of ours with one item costs no other its answer.
    """
    crew = _Crew(work, items, workers, waiting)
    try:
        crew.begin()
        yield from crew.done()
    finally:
        crew.stop()


class _Crew(Generic[Item, Result]):
    def __init__(
        self, work: Callable[[Item], Result], items: Iterable[Item], workers: int, waiting: int
    ) -> None:
        self._work = work
        self._items = iter(items)
        self._workers = workers
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        # None says that one worker has nothing more to do.
        self._done: Queue[tuple[Item, Result | None] | None] = Queue(waiting)

    def begin(self) -> None:
        for _ in range(self._workers):
            threading.Thread(target=self._run, daemon=True).start()

    def done(self) -> Iterator[tuple[Item, Result | None]]:
        busy = self._workers
        while busy:
            finished = self._done.get()
            if finished is None:
                busy -= 1
            else:
                yield finished
        # Only when every worker has met a mistake of ours is anything left.
        for item in self._items:
            yield item, None

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                with self._lock:
                    taken = next(((item,) for item in self._items), None)
                if taken is None:
                    return
                result: Result | None = None
                try:
                    result = self._work(taken[0])
                finally:
                    self._hand_over((taken[0], result))
        finally:
            self._hand_over(None)

    def _hand_over(self, finished: tuple[Item, Result | None] | None) -> None:
        while not self._stopped.is_set():
            try:
                self._done.put(finished, timeout=_LOOK_UP_SECONDS)
            except Full:
                continue
            return
