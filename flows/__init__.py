"""Where and when it happens: the engine that knows what is stale, the runners, the flows and the command line."""
