"""Step 1: the nämnd's assessment of one person for one month, from facts to outcome with reasons."""
