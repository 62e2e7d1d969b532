"""Open Badges 2.0: one module a format, with the writer and the reader side by side.

What the issuer writes and what the verifier accepts stand in one file, so that
the two cannot disagree.
"""
