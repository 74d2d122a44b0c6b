"""Undantag: a ground of exemption, dated, with degree, evidence and who assessed it."""
