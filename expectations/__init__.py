"""Expectation suites per table, the gate and the certificate: the only place that imports Great Expectations."""
