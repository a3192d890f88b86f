"""The pages of cases: filing, following, the officers' desk, and the public check."""
