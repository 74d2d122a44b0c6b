"""The law by date: values and pure functions. Imports no framework."""
