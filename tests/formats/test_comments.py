"""Markdown of comments: what it becomes, what never comes out of it, and whom it mentions."""

from __future__ import annotations

import re

import pytest

from annotator.formats.comments import clean, html_of, names_in

KNOWN = {"bo": "Bo Larsen", "bo.l": "Bo L"}
REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a", "<ul>\n<li>a</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("[a](https://x.org)", f'<p><a href="https://x.org" {REL}>a</a></p>'),
        ("see https://x.org/a.", f'<p>see <a href="https://x.org/a" {REL}>https://x.org/a</a>.</p>'),
        ("# a", "<p># a</p>"),  # no heading, least of all one above the page's
        ("a\n===", "<p>a<br>\n===</p>"),
        ("![a](https://x.org/a.png)", f'<p>!<a href="https://x.org/a.png" {REL}>a</a></p>'),
        ("@bo, look", '<p><span class="mention" title="@bo">@Bo Larsen</span>, look</p>'),
        ("@BO.", '<p><span class="mention" title="@bo">@Bo Larsen</span>.</p>'),
        ("@bo.l", '<p><span class="mention" title="@bo.l">@Bo L</span></p>'),
        ("**@bo**", '<p><strong><span class="mention" title="@bo">@Bo Larsen</span></strong></p>'),
        ("`@bo` a@bo @nobody", "<p><code>@bo</code> a@bo @nobody</p>"),
        ("[@bo](https://x.org)", f'<p><a href="https://x.org" {REL}>@bo</a></p>'),
    ],
)
def test_markdown_becomes(body, html):
    assert html_of(body, KNOWN) == html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    '[x](https://x.org "onmouseover=alert(1)")',
    '[x](https://x.org/"onmouseover="alert(1))',
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "> - [x](javascript:alert(1))\n>   1. <iframe src=javascript:alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<style>@import 'https://x.org'</style><form action=https://x.org><input autofocus onfocus=alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "@<script>alert(1)</script>",
    "<math><mtext></p><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
]
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")


def tags(html):
    return [(name.lower(), attributes) for _, name, attributes in TAG.findall(html)]


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_that_runs_comes_out(body):
    html = html_of(body, {"<script>alert(1)</script>": "x", "x": "<img src=x onerror=alert(1)>"})
    for name, attributes in tags(html):
        assert name in {
            "p",
            "br",
            "strong",
            "em",
            "s",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "a",
            "span",
        }
        assert not re.search(r"\bon\w+\s*=|style\s*=|src\s*=", attributes)
        assert not re.search(r"href=\"\s*(?!https?:|mailto:|/|#)", attributes), attributes
    assert html == clean(html), "cleaning what is clean changes nothing"


@pytest.mark.parametrize("body", HOSTILE)
def test_the_sanitiser_holds_by_itself(body):
    """Had the Markdown let everything through, the second line of defence would be enough."""
    for name, attributes in tags(clean(body)):
        assert name not in {"script", "img", "svg", "iframe", "style", "form", "input", "math"}
        assert "alert" not in attributes


def test_a_shown_name_is_text_not_markup():
    html = html_of("@bo", {"bo": "<b>Bo</b> & \u202eoB"})
    assert html == '<p><span class="mention" title="@bo">@&lt;b&gt;Bo&lt;/b&gt; &amp; oB</span></p>'


@pytest.mark.parametrize("sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_signs_that_reorder_words_do_not_come_out(sign):
    html = html_of(f"[evil{sign}gpj.exe](https://x.org) {sign}", {})
    assert sign not in html
    assert "evilgpj.exe" in html


def test_right_to_left_words_and_marks_stay():
    assert "\u05e9\u05dc\u05d5\u05dd\u200f" in html_of("\u05e9\u05dc\u05d5\u05dd\u200f", {})


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@bo", ["bo"]),
        ("@Bo. @bo", ["bo.", "bo"]),
        ("`@bo` [@bo](https://x) a@bo https://x/@bo", []),
        ("\n```\n@bo\n```", []),
        ("> @bo", ["bo"]),
        ("@ bo @, @", []),
        ("@Grün", ["grün"]),
    ],
)
def test_names_are_found_where_words_are(body, names):
    assert names_in(body) == names


def test_of_a_thousand_names_a_hundred_are_looked_for():
    assert len(names_in(" ".join(f"@a{n}" for n in range(1000)))) == 100


@pytest.mark.parametrize(
    "body", ["[" * 5000, "*a" * 2500, "> " * 2500, "[a](" * 1250, "`a" * 2500, "![[" * 1600]
)
def test_what_is_nested_deeply_is_rendered_too(body):
    assert clean(html_of(body, {}))
