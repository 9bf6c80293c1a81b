"""Addresses in what people wrote."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from tailor.desk.links import linked, written

OUT = 'target="_blank" rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("nothing", "nothing"),
        ("see https://roof.example/a?b=1&c=2.", f'see <a class="act" href="https://roof.example/a?b=1&amp;c=2" {OUT}>https://roof.example/a?b=1&amp;c=2</a>.'),
        ("(www.roof.example)", f'(<a class="act" href="https://www.roof.example" {OUT}>www.roof.example</a>)'),
        ("http://x.example/a_(b)", f'<a class="act" href="http://x.example/a_(b)" {OUT}>http://x.example/a_(b)</a>'),
        ("to anna@roof.example, soon", 'to <a class="act" href="mailto:anna@roof.example">anna@roof.example</a>, soon'),
        ("на сайте «https://крыша.рф»", f'на сайте «<a class="act" href="https://крыша.рф" {OUT}>https://крыша.рф</a>»'),
        ("a @ b, 5@", "a @ b, 5@"),
    ],
)  # fmt: skip
def test_sites_and_addresses_become_links(text, html):
    assert linked(text) == html


@pytest.mark.parametrize(
    "text",
    ["javascript://x.example/%0aalert(1)", "data:text/html,x://y", "file:///etc/passwd", "JaVaScRiPt:alert('://')"],
)
def test_nothing_but_the_web_and_mail_is_linked(text):
    assert "<a" not in linked(text)


@given(st.text(alphabet=st.sampled_from("<>\"'&:/@. wa.http(s)\n"), max_size=200))
def test_whatever_is_written_stays_text(text):
    bare = linked(text)
    for tag in ("</a>",):
        bare = bare.replace(tag, "")
    while '<a class="act"' in bare:
        before, _tag, after = bare.partition('<a class="act"')
        bare = before + after.partition(">")[2]
    assert bare == str(escape(text)).replace("&#34;", "&quot;").replace("&#39;", "&#x27;")


def test_a_long_text_takes_no_long_time():
    before = time.process_time()
    for text in ("a" * 50_000 + "@", "a.@" * 20_000, "www." * 20_000, "http://" * 10_000, "www.a" + ")" * 2000):
        linked(text)
    assert time.process_time() - before < 2


def test_a_short_text_is_a_paragraph_and_no_text_is_nothing():
    assert written("") == ""
    assert written("see\nwww.a.example") == f'<p class="body">{linked("see" + chr(10) + "www.a.example")}</p>'


@pytest.mark.parametrize("text", ["word " * 200, "line\n" * 12], ids=["letters", "lines"])
def test_a_long_text_is_folded_and_yet_all_there(text):
    html = written(text)
    assert html.startswith(f'<p class="body">{text}</p><details class="unfold"><summary')
    assert " open" not in html
