"""Step 5 c: the slutrapport, by which an order that has been attended is accounted for and may be closed."""
