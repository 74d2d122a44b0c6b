"""Events to subscribers: laid out from the feed, signed, and sent to addresses that are looked at each time."""
