"""Records for the tests of agreement, written shortly; and any that Hypothesis thinks of."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import strategies as st

from annotator.agreement.records import Document, Marking, Rating
from annotator.agreement.resampling import Resampling

FEW = Resampling(times=20)
LENGTH = 24  # code points of a document


def columns(**raters):
    """Ratings from one sequence a rater, `None` or a dot where there is none."""
    return [
        Rating(item, rater, value, f"{rater}{item}")
        for rater, values in raters.items()
        for item, value in enumerate(values)
        if value not in {None, "."}
    ]


def table(rows, values=None):
    """Ratings of the raters `a` (rows) and `b` (columns) that make this contingency table."""
    names = values or range(len(rows))
    made = []
    for mine, row in zip(names, rows, strict=True):
        for theirs, count in zip(names, row, strict=True):
            for _ in range(count):
                item = len(made) // 2
                made += [Rating(item, "a", mine, f"a{item}"), Rating(item, "b", theirs, f"b{item}")]
    return made


def counted(rows):
    """Ratings from how many raters gave each value to each item; who they were is made up."""
    made = []
    for item, row in enumerate(rows):
        given = [value for value, count in enumerate(row) for _ in range(count)]
        made += [Rating(item, f"r{rater}", value) for rater, value in enumerate(given)]
    return made


def matrix(ratings, scale):
    """Raters by items, as numbers of places in the scale, NaN where there is none: what oracles take."""
    raters = sorted({each.rater for each in ratings})
    items = sorted({each.item for each in ratings})
    found = {(each.rater, each.item): scale.index(each.value) for each in ratings}
    return [[found.get((rater, item), float("nan")) for item in items] for rater in raters]


def ratings(values="pqrs", raters="abcd", items=8, least=0):
    """Any ratings of some items by some raters, at most one value each."""
    cells = st.tuples(st.integers(0, items - 1), st.sampled_from(raters))
    return st.dictionaries(cells, st.sampled_from(values), min_size=least).map(
        lambda given: [
            Rating(item, rater, value, f"{rater}{item}") for (item, rater), value in sorted(given.items())
        ]
    )


@st.composite
def ranges(draw):
    """One or two ranges, in order, apart."""
    edges = sorted(draw(st.sets(st.integers(0, LENGTH), min_size=2, max_size=4)))
    edges = edges[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def marked(draw, raters="abc", documents=3, labels="xy", most=4):
    """Documents with markings of everybody who is done with them."""
    texts, made = [], []
    for number in range(draw(st.integers(1, documents))):
        done = draw(st.sets(st.sampled_from(raters)))
        texts.append(Document(f"d{number}", LENGTH, frozenset(done)))
        for rater in sorted(done):
            for label, where in draw(st.lists(st.tuples(st.sampled_from(labels), ranges()), max_size=most)):
                made.append(Marking(f"d{number}", rater, label, where, len(made)))
    return texts, made


def text(*raters, length=100, tokens=()):
    return Document("d", length, frozenset(raters), tokens)


def mark(rater, *places, label="x"):
    """Markings of a rater in `d`, each one range."""
    return [Marking("d", rater, label, (place,), f"{rater}{place[0]}") for place in places]


def renamed(records, field, names):
    """The same records, with other names in one field."""
    return [replace(each, **{field: names[getattr(each, field)]}) for each in records]


def clustering(**raters):
    """Ratings from clusters of items, written as strings: `a=["12", "345"]`."""
    return [
        Rating(item, rater, f"c{number}")
        for rater, clusters in raters.items()
        for number, cluster in enumerate(clusters)
        for item in cluster
    ]


def grouped(records, key):
    """The records by one of their fields."""
    found = defaultdict(list)
    for each in records:
        found[getattr(each, key)].append(each)
    return found
