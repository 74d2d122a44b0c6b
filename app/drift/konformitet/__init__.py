"""The conformance kit: a developer of a client proves, scenario by scenario, that it works with Stegvis."""

from app.drift.konformitet.korning import Val, kor_konformitet, lista

__all__ = ["Val", "kor_konformitet", "lista"]
