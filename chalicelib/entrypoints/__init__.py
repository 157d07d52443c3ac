"""Where requests and events come in: parse, call one use case, answer."""
