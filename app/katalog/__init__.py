"""Reference data: organisationer, avtal, medarbetare, instrument. Knows no step of the flow."""
