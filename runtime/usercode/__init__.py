"""What engineers write inside a flow: expressions, typed values, functions, and what keeps them from hanging."""
