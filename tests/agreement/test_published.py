"""Examples from the literature, to the digits that are printed there."""

import pytest

from annotator.agreement import clusters, codes, unitizing, unitizing_2004
from annotator.agreement.coefficients import alpha, cohen, fleiss, gwet, percent
from annotator.agreement.records import Document, Level, Marking, Weights
from tests.agreement.making import clustering, columns, counted, table


def value(estimate):
    return estimate.value


# Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, C and D: four observers, twelve units,
# values missing; alpha nominal .743, ordinal .815, interval .849.
FOUR = columns(
    a=[1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    b=[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    c=[None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    d=[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)


@pytest.mark.parametrize(
    ("level", "printed"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_krippendorff_2011_four_observers(level, printed):
    found = alpha(codes.tally(FOUR), level)
    assert round(found.value, 3) == printed
    assert (found.items, found.pairable, found.raters) == (12, 11, 4)


def test_krippendorff_2011_two_observers():
    """Section A, Meg and Owen: binary, .095. Section B, Ben and Gerry: nominal, .692."""
    binary = columns(meg=[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], owen=[1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    assert round(value(alpha(codes.tally(binary))), 3) == 0.095
    nominal = columns(ben="aabbdcccedda", gerry="babbbccceddd")
    assert round(value(alpha(codes.tally(nominal))), 3) == 0.692


def test_cohen_1960():
    """A coefficient of agreement for nominal scales, EPM 20: N = 200, two judges, .70 agreed, kappa .492."""
    assert (
        round(value(cohen(codes.tally(table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])), "a", "b")), 3)
        == 0.492
    )


def test_fleiss_cohen_and_everitt_1969():
    """Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72: kappa .429."""
    assert (
        round(value(cohen(codes.tally(table([[106, 10, 4], [22, 28, 10], [2, 12, 6]])), "a", "b")), 3)
        == 0.429
    )


def test_hout_duncan_and_sobel_1987_married_couples():
    """91 couples, as in Agresti, Categorical Data Analysis: kappa .129, with linear weights .237.

    The figures are those of R's vcd, `Kappa(SexualFun)`, whose "equal spacing" is linear.
    """
    couples = codes.tally(table([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]))
    assert round(value(cohen(couples, "a", "b")), 3) == 0.129
    assert round(value(cohen(couples, "a", "b", weights=Weights.LINEAR)), 3) == 0.237


# Fleiss, J. L. (1971), Measuring nominal scale agreement among many raters, table 1: thirty patients, six
# psychiatrists each; depression, personality disorder, schizophrenia, neurosis, other.
DIAGNOSES = [
    *([0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0]),
    *([0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0]),
    *([0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0]),
    *([0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0]),
    *([1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6]),
]


def test_fleiss_1971():
    """Kappa .430, overall agreement .5556; by category .245, .245, .520, .471, .566."""
    whole = codes.tally(counted(DIAGNOSES))
    assert round(value(fleiss(whole)), 3) == 0.430
    assert round(value(percent(whole)), 4) == 0.5556
    by_code = [round(value(fleiss(whole.only(code))), 3) for code in range(5)]
    assert by_code == [0.245, 0.245, 0.520, 0.471, 0.566]


@pytest.mark.parametrize(
    ("rows", "agreed", "kappa"),
    [
        ([[40, 9], [6, 45]], 0.85, 0.70),
        ([[80, 10], [5, 5]], 0.85, 0.32),
        ([[45, 15], [25, 15]], 0.60, 0.13),
        ([[25, 35], [5, 35]], 0.60, 0.26),
    ],
)
def test_feinstein_and_cicchetti_1990(rows, agreed, kappa):
    """High agreement but low kappa: I. The problems of two paradoxes. Kappa goes by the margins."""
    both = codes.tally(table(rows))
    assert round(value(percent(both)), 2) == agreed
    assert round(value(cohen(both, "a", "b")), 2) == kappa


def test_gwet_2002():
    """Kappa statistic is not satisfactory for assessing the extent of agreement between raters.

    125 subjects: AC1 .9408, kappa -.0234.
    """
    both = codes.tally(table([[118, 5], [2, 0]]))
    assert round(value(gwet(both)), 4) == 0.9408
    assert round(value(cohen(both, "a", "b")), 4) == -0.0234


def test_gwet_2014_four_raters():
    """Handbook, 4th ed., on the data of Krippendorff above; as irrCAC prints it (cac.raw4raters)."""
    whole = codes.tally(FOUR)
    assert round(value(gwet(whole)), 5) == 0.77544
    assert round(value(fleiss(whole)), 5) == 0.76117
    assert round(value(percent(whole)), 5) == 0.81818


@pytest.mark.parametrize(
    ("weights", "ac"),
    [
        (Weights.IDENTITY, 0.49662),
        (Weights.LINEAR, 0.68964),
        (Weights.QUADRATIC, 0.83043),
        (Weights.ORDINAL, 0.78534),
    ],
)
def test_gwet_2014_five_observers(weights, ac):
    """Fifteen units, ratings missing (Gwet 2014; `raw_5observers` and the figures of irrCAC 0.4.4)."""
    whole = codes.tally(
        columns(
            a=[1, 1, 2, None, 0, 0, 1, 1, 2, 2, None, 0, 1, 3, 1],
            b=[1, 1, 3, 0, 0, 0, 0, None, 2, 1, 1, 0, 2, 3, 1],
            c=[2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1],
            d=[None, 1, 3, None, None, None, None, 0, None, 1, 0, 0, 2, 2, None],
            e=[2, None, None, 0, 0, 0, 1, None, 2, None, None, None, None, 3, 1],
        )
    )
    assert round(value(gwet(whole, weights)), 5) == ac


def test_gwet_2014_pregnancies():
    """Two abstractors, 100 women (`cont3x3abstractors` in irrCAC): AC1 .84933, kappa .79641."""
    both = codes.tally(table([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))
    assert round(value(gwet(both)), 5) == 0.84933
    assert round(value(cohen(both, "a", "b")), 5) == 0.79641
    assert round(value(alpha(both)), 5) == 0.79726


@pytest.mark.parametrize(
    ("response", "precision"), [(["12345", "6789abc"], 16 / 21), (["1234589abc", "67"], 7 / 12)]
)
def test_bagga_and_baldwin_1998(response, precision):
    """Algorithms for scoring coreference chains: two responses; precision 76 % and 58 %, recall 100 %."""
    counted_ = clusters.tally(clustering(key=["12345", "67", "89abc"], response=response), "text")
    found = clusters.b_cubed_scores(counted_)["key", "response"]
    assert found.precision == pytest.approx(precision)
    assert found.recall == 1


# Krippendorff, K. (2004), Content Analysis, 2nd ed., p. 254: a continuum from 150
# to 450, two observers, the categories c and k.
UNITS = {
    "i": {"c": [(225, 70), (370, 30)], "k": [(180, 60), (300, 50)]},
    "j": {"c": [(220, 80), (355, 20), (400, 20)], "k": [(180, 60), (300, 50)]},
}


def test_krippendorff_2004_unitizing():
    """Observed .0144 and expected .0532 for c, expected .0490 for k, alpha .7286 and 1; all together .859."""
    markings = [
        Marking("d", observer, label, ((start - 150, start - 150 + length),))
        for observer, labels in UNITS.items()
        for label, units in labels.items()
        for start, length in units
    ]
    found = unitizing_2004.alpha_u_2004(markings, Document("d", 300, frozenset("ij")))
    assert {label: round(each, 4) for label, each in found.observed.items()} == {"c": 0.0144, "k": 0}
    assert {label: round(each, 4) for label, each in found.expected.items()} == {"c": 0.0532, "k": 0.0490}
    assert round(found.of("c"), 4) == 0.7286
    assert found.of("k") == 1
    assert round(found.value, 3) == 0.859  # printed as .8591, from rounded parts


@pytest.mark.parametrize(
    ("one", "other", "observed"),
    [
        ([(2, 8), (14, 6)], [(4, 4), (15, 2)], 0.03125),
        ([(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)], 2.26736),
        ([(2, 6), (10, 2), (14, 4), (20, 2)], [(0, 2), (4, 4), (10, 4), (16, 2), (20, 2)], 0.02777),
        ([(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)], [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)], 0.38715),
    ],
)
def test_krippendorff_1995_unitizing(one, other, observed):
    """On the reliability of unitizing continuous data, p. 57: observed disagreement, pairs A to D."""
    markings = [
        Marking("d", rater, "x", ((start, start + length),))
        for rater, units in (("a", one), ("b", other))
        for start, length in units
    ]
    found = unitizing_2004.alpha_u_2004(markings, Document("d", 24, frozenset("ab")))
    assert found.observed["x"] == pytest.approx(observed, abs=1e-5)


def test_krippendorff_2016_with_units_of_one_is_alpha():
    """Where all units have the length one, u-alpha is nominal alpha: Meg and Owen again, .095."""
    given = {"meg": "0100000010", "owen": "1110010000"}
    markings = [
        Marking("d", rater, "1", ((place, place + 1),))
        for rater, values in given.items()
        for place, value_ in enumerate(values)
        if value_ == "1"
    ]
    counted_ = unitizing.tally(markings, [Document("d", 10, frozenset(given))])
    assert round(value(unitizing.alpha_u(counted_)), 3) == 0.095
