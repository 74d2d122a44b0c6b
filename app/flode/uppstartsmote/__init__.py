"""Step 4 a: the first meeting of the person, the vägledare and the socialsekreterare."""
