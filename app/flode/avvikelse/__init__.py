"""Avvikelse: what needs somebody to act, found in attendance or noted by hand."""
