"""Dokument: files that belong to an order or to an ärende."""
