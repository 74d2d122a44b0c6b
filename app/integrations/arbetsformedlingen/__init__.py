"""Arbetsförmedlingen: the adapter to its contract, calls out, events in."""
