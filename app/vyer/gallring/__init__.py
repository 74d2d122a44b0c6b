"""Gallring: what is old enough is proposed, reviewed, decided by another person, and then erased (DP-16 – DP-19)."""
