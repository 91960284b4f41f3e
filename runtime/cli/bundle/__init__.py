"""`sinterflow bundle`: one folder from which Sinterflow is installed where there is no network."""
