"""Invändning: the person's own view of what is recorded, beside the record, whatever kind it is (DP-20)."""
