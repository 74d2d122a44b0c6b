"""The machinery every step stands on. Knows no step."""
