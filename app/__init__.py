"""Stegvis: aktivitetsplikt och aktivitetskrav mellan kommun, utförare och Arbetsförmedlingen."""

__version__ = "0.1.0"
