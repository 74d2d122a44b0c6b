"""Step 2: questions of fact to Arbetsförmedlingen: registration, and its own ongoing insatser (AK-18)."""
