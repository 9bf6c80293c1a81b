"""Web sites: what is opened by a touch is a web address and nothing else."""

import pytest

from tailor.records.fields import FieldError, Links

SITES = Links(name="sites", label="Sites")
NO_SITES = [
    "javascript:a.bc/://%0aalert(1)",
    "javascript://a.bc/%0aalert(1)",
    "data:text/html.xx/,x",
    "ftp://a.bc/",
    "a@b.cd",
]


@pytest.mark.parametrize(
    "text", ["example.com", "https://example.com/a?b=c", "HTTP://Example.com", "example.com:8080/x", "пример.рф"]
)
def test_addresses_of_the_web_are_taken(text):
    assert 'href="http' in SITES.link(SITES.clean([{"value": text}])[0]).lower()


@pytest.mark.parametrize("text", NO_SITES)
def test_nothing_else_is(text):
    with pytest.raises(FieldError):
        SITES.clean([{"value": text}])


@pytest.mark.parametrize("text", NO_SITES)
def test_nothing_else_is_opened_even_where_it_was_kept_before(text):
    assert 'href="https://' in SITES.link({"value": text})
