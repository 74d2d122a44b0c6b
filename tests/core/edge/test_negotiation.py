"""What a client's Accept header weighs; what cannot be read weighs nothing and breaks nothing."""

import pytest

from app.core.edge.negotiation import vald, vikter


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


SVG, PNG, JSON = "image/svg+xml", "image/png", "application/json"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, SVG),
        ("", SVG),
        ("*/*", SVG),
        ("image/*", SVG),
        ("image/png", PNG),
        ("IMAGE/PNG", PNG),
        ("application/json", JSON),
        ("application/json, text/plain, */*", JSON),
        ("text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8", SVG),
        ("image/svg+xml, application/json", SVG),
        ("image/svg+xml;q=0.5, application/json", JSON),
        ("image/*;q=0.5, image/png;q=0.4", SVG),
        ("image/*, image/svg+xml;q=0", PNG),
        ("*/*, image/*;q=0", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=\u00b2", None),
        ("application/json;q=x", None),
        ("x" * 600, SVG),
    ],
)
def test_den_form_som_klienten_helst_vill_ha(accept, form):
    assert vald(accept, (SVG, PNG, JSON)) == form
