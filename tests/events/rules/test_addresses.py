"""What may become a link."""

from __future__ import annotations

import pytest

from events.rules.addresses import is_web_address


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "https://a.b.example.org:8443/x?y#z", "HTTPS://EXAMPLE.ORG", "http://гкук.рф/"],
)
def test_address_of_a_named_host_may_be_a_link(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "JavaScript://a.b/%0aalert(1)",
        "http://localhost",
        "https://a .b",
        "//a.b",
    ],
)
def test_anything_else_may_not(text: str) -> None:
    assert not is_web_address(text)
