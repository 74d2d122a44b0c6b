"""What a client's Accept header weighs; what cannot be read weighs nothing and breaks nothing."""

import pytest

from app.core.edge.negotiation import vikter


@pytest.mark.parametrize(
    ("huvud", "vantat"),
    [
        (None, {}),
        ("text/calendar", {"text/calendar": 1.0}),
        ("Text/Calendar; Charset=utf-8;q=0.5, */*;q=0", {"text/calendar": 0.5, "*/*": 0.0}),
        ("a/b;q=9", {"a/b": 1.0}),
        ("a/b;q=\u00b2", {"a/b": 0.0}),
        ("a/b;q=\u0663", {"a/b": 0.0}),
        ("a/b;q=1e5", {"a/b": 0.0}),
        ("a/b;q=nan", {"a/b": 0.0}),
        ("a/b;q=-1", {"a/b": 0.0}),
        ("a/b;q=", {"a/b": 0.0}),
        ("a" * 2000, {}),
    ],
)
def test_vikterna(huvud: str | None, vantat: dict[str, float]) -> None:
    assert vikter(huvud) == vantat
