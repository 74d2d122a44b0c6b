"""Rapporter: what a nämnd is answerable for, counted by jobs, frozen when it has been sent."""
