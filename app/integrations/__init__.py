"""The outside world: Arbetsförmedlingen and the worker that delivers to it."""
