"""The flow: one folder per step, in the order of the customer's process."""
