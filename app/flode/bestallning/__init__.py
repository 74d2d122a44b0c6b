"""Step 3 b: the order from kommun to utförare, and its life until the end."""
