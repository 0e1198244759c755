"""Fetching by address: from a real server on this machine, which the test allows by its port alone."""

from __future__ import annotations

import socket
import threading

import pytest

from annotator.errors import AddressRefused
from annotator.services import fetching
from annotator.services.fetching import fetch, is_public
from tests.serving import HTML, only, serving, url_of


def refusal(url, allowed=is_public):
    with pytest.raises(AddressRefused) as refused:
        fetch(url, allowed=allowed)
    assert refused.value.field == "url"
    return refused.value.message


# -- what is public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.1.1",
        "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
        "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "::10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_not_public(address):
    assert not is_public(address, 80)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_an_address_on_the_internet_is_public(address):
    assert is_public(address, 443)


# -- where one is not led


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "10.1.2.3",
        "\uff11\uff12\uff17.0.0.1",
    ],
)  # fmt: skip
def test_a_host_inside_is_refused_however_it_is_written(host):
    with serving(page=(200, HTML, b"secret")) as server:
        refusal(f"http://{host}:{server.server_port}/page")
        assert server.asked == []


def test_a_name_with_a_public_and_a_private_address_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "private network" in refusal("http://two-faced.example/")


def test_a_name_is_resolved_once_and_that_very_address_is_connected_to(monkeypatch):
    with serving(page=(200, HTML, b"first")) as server:
        answers = ["127.0.0.1", "10.0.0.1"]

        def resolve(host, port, *_, **__):
            # Connecting to an address looks it up as well: only names are answered from the list.
            ip = host if host[0].isdigit() else answers.pop(0)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        page = fetch(f"http://rebinding.example:{server.server_port}/page", allowed=only(server))
    assert (page.body, answers) == (b"first", ["10.0.0.1"])


def test_a_redirect_into_the_network_is_refused():
    with serving(secret=(200, HTML, b"secret")) as inner, serving() as outer:
        outer.pages["/away"] = (302, {"Location": url_of(inner, "secret")}, b"")
        assert "private network" in refusal(url_of(outer, "away"), only(outer))
        assert (len(outer.asked), inner.asked) == (1, [])


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://example.org/", "http://[bad", "//user:pw@example.org/", "http:///x"],
)
def test_a_redirect_to_what_is_no_web_page_is_refused(location):
    with serving(away=(301, {"Location": location}, b"")) as server:
        refusal(url_of(server, "away"), only(server))


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "file:///etc/passwd", "gopher://example.org/", "http://", "http://:80/", "http://[::1",
        "http://example.org:99999/", "http://name:pw@example.org/", "javascript:alert(1)", "http://\u2100.example/",
        "http://" + "a" * 64 + ".example/", "http://exa\x00mple.org/", "http://.../",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    assert refusal(url)


def test_a_host_that_there_is_not_is_named():
    assert refusal("http://no-such-host.invalid/") == "There is no host named no-such-host.invalid."


# -- what is fetched


def test_a_page_comes_with_its_type_and_the_address_it_was_found_at():
    with serving(
        start=(302, {"Location": "/h\u00c3\u00a4lf"}, b""),  # UTF-8, as servers send it
        **{"h%C3%A4lf": (307, {"Location": "page?x=1#part"}, b"")},
        page=(200, HTML, b"<p>Here."),
    ) as server:
        page = fetch(url_of(server, "start"), allowed=only(server))
        assert page.url == url_of(server, "page?x=1")
    assert (page.content_type, page.body) == ("text/html; charset=utf-8", b"<p>Here.")


def test_letters_beyond_ascii_are_sent_encoded_and_not_left_out():
    with serving(**{"stra%C3%9Fe%20a%2Fb": (200, HTML, b"Here.")}) as server:
        fetch(url_of(server, "stra\u00dfe a%2Fb?q=\u00e4&r=1"), allowed=only(server))
        assert server.asked[0][0] == "/stra%C3%9Fe%20a%2Fb?q=%C3%A4&r=1"


def test_a_host_beyond_ascii_is_looked_up_by_its_international_name(monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host) or [])
    refusal("http://b\u00fccher.example/")
    assert asked == ["xn--bcher-kva.example"]


def test_a_page_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    with serving(page=(200, HTML, b"x" * 1_000_001)) as server:
        assert refusal(url_of(server, "page"), only(server)) == "The page is larger than 1 MB."


def test_a_server_that_does_not_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 0.1)
    done = threading.Event()
    with serving(page=lambda site: done.wait(10)) as server:
        assert "takes too long" in refusal(url_of(server, "page"), only(server))
        done.set()


@pytest.mark.parametrize("slow_part", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_given_up_at_the_deadline(slow_part, monkeypatch):
    """Each byte comes in time; all of them together do not."""
    monkeypatch.setattr(fetching, "LONGEST", 0.3)
    done = threading.Event()

    def drip(site):
        site.wfile.write(slow_part)
        while not done.wait(0.02):
            try:
                site.wfile.write(b"x")
            except OSError:
                return

    with serving(page=drip) as server:
        assert "takes too long" in refusal(url_of(server, "page"), only(server))
        done.set()


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "application/octet-stream"])
def test_what_is_no_text_is_refused_by_its_type(kind):
    with serving(page=(200, {"Content-Type": kind}, b"\x89PNG")) as server:
        assert kind in refusal(url_of(server, "page"), only(server))


@pytest.mark.parametrize("kind", ["text/plain", "application/pdf", "TEXT/HTML;charset=latin-1"])
def test_what_can_be_read_is_fetched_by_its_type(kind):
    with serving(page=(200, {"Content-Type": kind}, b"text")) as server:
        assert fetch(url_of(server, "page"), allowed=only(server)).content_type == kind


def test_a_packed_page_is_refused_since_the_limit_counts_what_comes():
    with serving(page=(200, HTML | {"Content-Encoding": "gzip"}, b"\x1f\x8b")) as server:
        assert "packed" in refusal(url_of(server, "page"), only(server))


def test_a_page_that_is_not_there_is_told_by_its_status():
    with serving(page=(404, HTML, b"")) as server:
        assert "status 404" in refusal(url_of(server, "page"), only(server))


def test_going_round_in_circles_ends():
    with serving(page=(302, {"Location": "/page"}, b"")) as server:
        assert "more than 5 times" in refusal(url_of(server, "page"), only(server))
        assert len(server.asked) == fetching.REDIRECTS + 1


def test_a_server_that_breaks_off_or_speaks_something_else_is_told():
    def garble(site):
        site.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    short = (200, HTML | {"Content-Length": "10"}, b"")
    with serving(page=garble, short=short) as server:
        for path in ("page", "short"):
            assert "could not be reached" in refusal(url_of(server, path), only(server))
