from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from annotator.config.compression import LEAST, Compression, accepted
from tests.people import client, mark

WAYS = {"br": brotli.decompress, "gzip": gzip.decompress}


def answered(response, takes="gzip, br"):
    return Compression(lambda _: response)(RequestFactory().get("/", headers={"Accept-Encoding": takes}))


@pytest.mark.parametrize(
    ("takes", "way"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")]
)
def test_a_list_is_compressed_as_the_client_takes_it_and_says_the_same(team, takes, way):
    for _ in range(4):
        mark(team.annotator, team.revision, "may resign")
    browser, address = client(team.reader), f"/api/v1/revisions/{team.revision.pk}/annotations/"
    plain, small = browser.get(address), browser.get(address, headers={"Accept-Encoding": takes})
    assert small.headers["Content-Encoding"] == way
    assert len(small.content) == int(small.headers["Content-Length"]) < len(plain.content)
    assert WAYS[way](small.content) == plain.content
    for each in (plain, small):
        assert "Accept-Encoding" in each.headers["Vary"]
    again = browser.get(address, headers={"Accept-Encoding": takes, "If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("takes", ["", "identity", "br;q=0", "br;q=0.000, gzip;q=0"])
def test_who_takes_nothing_compressed_gets_it_plain(takes):
    given = answered(HttpResponse(b"x" * LEAST), takes)
    assert given.content == b"x" * LEAST
    assert not given.has_header("Content-Encoding")


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"x" * (LEAST - 1)),
        HttpResponse(b"x" * LEAST, content_type="application/zip"),
        HttpResponse(b"x" * LEAST, headers={"Content-Encoding": "gzip"}),
        StreamingHttpResponse([b"x" * LEAST], content_type="text/html"),
    ],
    ids=["small", "a file", "compressed already", "a stream"],
)
def test_what_has_nothing_to_gain_passes_as_it_is(response):
    before = dict(response.headers)
    assert answered(response) is response
    assert dict(response.headers) == before


def test_a_weight_of_nothing_is_a_no():
    assert accepted("br;q=0, gzip;q=0.001, deflate; q=1.0, zstd") == {"gzip", "deflate", "zstd"}


def test_the_etag_of_other_bytes_is_a_weak_one():
    assert answered(HttpResponse(b"x" * LEAST, headers={"ETag": '"7"'})).headers["ETag"] == 'W/"7"'
    assert answered(HttpResponse(b"x" * LEAST, headers={"ETag": 'W/"7"'})).headers["ETag"] == 'W/"7"'
