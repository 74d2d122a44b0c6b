"""Whole journeys against real processes."""
