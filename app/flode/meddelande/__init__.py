"""Meddelanden: what the nämnd and the utförare write to each other about an order."""
