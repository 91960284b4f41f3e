"""Node families: what a flow is built from. Each registers through the plugin hooks."""
