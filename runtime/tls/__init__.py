"""HTTPS: the certificates that are served, and a local authority that makes them where a plant has none."""
