"""Platsbokning: a place in an aktivitet for a person, or a place in the line for one."""
