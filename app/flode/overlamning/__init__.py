"""Step 6: what the nämnd tells Arbetsförmedlingen about a person in activities (AK-15, AK-17)."""
