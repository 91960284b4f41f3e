"""Who may do what: callers, their rights and the tokens that name them."""
