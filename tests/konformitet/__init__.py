"""The conformance kit: its rules, its gateway, and good and faulty clients of both parts."""
