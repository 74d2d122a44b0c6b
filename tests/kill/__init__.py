"""The service killed as hard as a power cut, again and again, while people work: nothing lost, nothing doubled."""
