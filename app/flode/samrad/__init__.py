"""Step 2: samråd with Arbetsförmedlingen before a beslut (AK-14)."""
