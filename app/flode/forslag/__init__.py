"""Step 3 b: what the utförare wants changed; the kommun answers, and only the kommun changes the order."""
