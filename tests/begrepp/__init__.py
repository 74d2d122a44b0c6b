"""The words of the field, tested without a framework."""
