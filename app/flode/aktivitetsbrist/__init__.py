"""Aktivitetsbrist: the months for which the nämnd had no activity to offer (AK-10)."""
