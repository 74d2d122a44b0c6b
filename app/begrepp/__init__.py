"""The words of the field as small frozen value types. Imports no framework."""
