"""Inkorgen: an utförare's open orders over all its kommuner, by what is due first; ids and days only."""
