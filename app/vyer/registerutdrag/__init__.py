"""Registerutdrag: all that a nämnd, or an utförare, holds on one person, for that person (GDPR art. 15, DP-21)."""
