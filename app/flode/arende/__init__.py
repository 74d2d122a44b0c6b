"""Step 0: one person in one nämnd, and the months of försörjningsstöd the requirement rests on."""
