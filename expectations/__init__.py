"""Expectation suites per table, the gate and the certificate: the only place that imports Great Expectations.

Great Expectations itself is imported only inside `certify` and `pages`: it costs two seconds and 264 MB.
"""

from __future__ import annotations

from expectations.certificate import Certificate, certify
from expectations.judgement import STATE, Judgement, added, from_frame, judge, to_frame
from expectations.refusal import Files, refuse
from expectations.report import pages
from expectations.rule import Rule
from expectations.sieve import gate
from expectations.suites import rules
from expectations.verdict import Verdict

__all__ = [
    "STATE",
    "Certificate",
    "Files",
    "Judgement",
    "Rule",
    "Verdict",
    "added",
    "certify",
    "from_frame",
    "gate",
    "judge",
    "pages",
    "refuse",
    "rules",
    "to_frame",
]
