"""What `make walks` adds to `make test`: the same walk in a second language, the longest story in a browser."""

import os

import pytest

LONGER = pytest.mark.skipif(not os.environ.get("HUB_WALKS"), reason="the same walk once more: make walks")
LANGUAGES = ["zh-CN", pytest.param("en-US", marks=LONGER)]
