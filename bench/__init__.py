"""The benchmark: how fast Tailor is beside a bare Django view, a bare save() and a plain bulk_create."""
