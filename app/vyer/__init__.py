"""Read models across steps. Never change a fact."""
