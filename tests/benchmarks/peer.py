"""What the nearest peer does with the same text on one core: spaCy's blank pipeline and a Matcher for money.

    python tests/benchmarks/peer.py [--megabytes 10] [--json]

It only marks a numeral, a multiplier and a currency that stand side by side: no value, unit, comparator, role or place.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import time

import spacy
import stages
from spacy.matcher import Matcher

_SCALES = ["мың", "тыс", "тысяч", "млн", "млрд", "трлн", "миллион", "миллиард", "триллион", "mln", "mlrd", "bln",
           "million", "billion", "trillion"]  # fmt: skip
_CURRENCY = r"^(?:теңге|тенге|teńge|teñge|tenge|доллар|dollar|евро|еуро|euro|рубл|₸|\$|€|USD|KZT)"


def main() -> None:
    """The command."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--megabytes", type=float, default=10.0)
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    texts = [t for f in stages.batches(a.megabytes, 8, same=False) for t in f["raw"].to_list()]
    size = sum(len(t.encode()) for t in texts) / stages.MEGA
    nlp = spacy.blank("xx")
    matcher = Matcher(nlp.vocab)
    amount = [{"LIKE_NUM": True}, {"LOWER": {"IN": _SCALES}, "OP": "*"}, {"LOWER": {"REGEX": _CURRENCY}}]
    matcher.add("MONEY", [amount])
    began = time.process_time()
    found = sum(len(matcher(doc)) for doc in nlp.pipe(texts))
    seconds = time.process_time() - began
    done = {"megabytes": size, "seconds": seconds, "megabytes_per_s": size / seconds, "found": found}
    print(
        json.dumps(done)
        if a.json
        else f"spaCy {spacy.__version__}: {size / seconds:.2f} MB/s, {found} amounts marked"
    )


if __name__ == "__main__":
    main()
