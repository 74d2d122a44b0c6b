"""Step 5 b: measurements of progression, the reports on them, and the step chart."""
