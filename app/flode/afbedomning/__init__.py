"""Afbedömning: Arbetsförmedlingen's own assessment of a programdeltagare, beside the nämnd's (AK-16)."""
