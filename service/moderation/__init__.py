"""What becomes of a comment: facts are gathered, pure phases judge them, one function decides.

Start at `pipeline.py` (what a finding is), `phases/__init__.py` (the list), `decisions.py`
(the single writer of status), `assess.py` (what the worker calls).
"""
