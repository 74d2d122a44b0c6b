"""Aktivitetsförslag: what a nämnd's catalogue has for one person, in order, with the reasons. Stores nothing."""
