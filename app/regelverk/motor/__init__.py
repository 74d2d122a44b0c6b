"""The engine: facts and a ruleset in, outcome with every step explained out; pure."""
