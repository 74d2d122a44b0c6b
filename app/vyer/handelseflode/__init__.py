"""The event feed: one numbered log of händelser for each receiving organisation."""
