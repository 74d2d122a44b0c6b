"""Step 3a: the nämnd's formal decision, and the kommunicering that precedes a burdening one."""
