"""Step 5 b: the occasions that a plan gives, and what is reported of each."""
