"""Step uppföljning: what a nämnd asks of an utförare for quality and follow-up, and the answer (AK-28)."""
