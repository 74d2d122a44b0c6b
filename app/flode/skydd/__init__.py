"""Protected identity: how a person's level of protection is set, raised, lowered, reviewed and taken away."""
