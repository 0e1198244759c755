"""What is put aside comes back whole and in order, wherever it was kept meanwhile."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange.shelf import Heap


@given(st.lists(st.tuples(st.integers(0, 3), st.text())), st.integers(1, 9))
def test_a_heap_gives_back_what_came_in_its_order(put, room):
    with closing(Heap(room)) as heap:
        for number, thing in put:
            heap.put(number, thing)
        for number in range(4):
            assert heap.take(number) == [thing for key, thing in put if key == number]
