"""The access log as its reviewer sees it: searches, hints, and reviews on record (DP-04)."""
