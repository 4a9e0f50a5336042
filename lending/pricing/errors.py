"""What the engine says when it cannot answer; codes, so that any language can be put on them."""

from typing import Any


class PriceError(Exception):
    """A description that cannot be priced. ``field`` is the input at fault, ``code`` the reason, ``params`` its
    values.
    """

    def __init__(self, field: str, code: str, **params: Any):
        self.field = field
        self.code = code
        self.params = params
        super().__init__(f"{field}: {code} {params or ''}".strip())


class NoRateError(PriceError):
    """The flows are well formed but no yearly rate equates them; ``code`` says why."""

    def __init__(self, code: str, **params: Any):
        super().__init__("flows", code, **params)
