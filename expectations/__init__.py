"""Expectation suites per table, the gate and the certificate: the only place that imports Great Expectations.

Great Expectations itself is imported only inside `certify` and `pages`: it costs two seconds and 264 MB.
"""

from __future__ import annotations

from expectations.certificate import Certificate, certify
from expectations.refusal import Files, refuse
from expectations.report import pages
from expectations.rule import Rule
from expectations.sieve import gate
from expectations.suites import rules
from expectations.verdict import Verdict

__all__ = ["Certificate", "Files", "Rule", "Verdict", "certify", "gate", "pages", "refuse", "rules"]
