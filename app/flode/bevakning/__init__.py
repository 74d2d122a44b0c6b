"""Bevakningar: every computed date and every waiting answer as a task with owner, due date and rule."""
