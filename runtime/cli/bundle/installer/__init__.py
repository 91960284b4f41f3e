"""Installs a bundle, brings it up to date, takes it away. It goes along in the bundle and needs Python alone."""
