r"""The API for platforms that check badges: one badge, or a thousand in a call.

    curl -s https://badges.example.org/api/v1/verifications \
      -H 'Content-Type: application/json' \
      -d '{"badge": "https://badges.example.org/assertions/abc", "recipient": "Amina K"}'

`verifications` answers, `schemas` say what is asked and answered (`openapi` publishes
them), `bodies` bound what is sent before it is parsed, `visitors` and `limits` say how
much somebody may ask, and `problems` words every error as RFC 9457 has it.
Nothing that is asked is written down.
"""
