"""Step 5 a: the individual plan in versions, drafted by the vägledare and approved by the nämnd."""
