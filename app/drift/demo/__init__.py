"""The whole journey over real HTTP, as three different clients, against the mocked Arbetsförmedlingen."""

from app.drift.demo.korning import kor_demo

__all__ = ["kor_demo"]
