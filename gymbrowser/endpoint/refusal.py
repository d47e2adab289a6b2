"""Every way in which the endpoint says no: a status, a reason and a sentence.

They are always the same, so that nothing of a request ever comes back in an answer.
"""

from gymbrowser.contract.endpoint import RefusalReason, Refused

_SAID: dict[RefusalReason, tuple[int, str]] = {
    "malformed": (400, "The request is not one that a page of gymbrowser makes."),
    "too-large": (413, "The request is too large."),
    "origin": (403, "Pages of this origin may not ask here."),
    "other-study": (403, "This endpoint does not sign for this study, or not in this mode."),
    "no-participant": (403, "This study asks for a participant id in the page's address."),
    "participant-used": (403, "With this participant id the study was taken before."),
    "other-participant": (403, "This session belongs to another participant."),
    "limit": (403, "This session has sent as much as the study allows."),
    "conflict": (409, "Another chunk has this number already."),
    "no-code": (404, "This endpoint gives no completion code."),
    "not-stored": (409, "Not everything of this session is stored yet."),
    "no-slot": (404, "This session has no slot here."),
    "busy": (503, "The endpoint can't answer at the moment."),
}


class RefusedError(Exception):
    """The endpoint refuses a request."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason)
        self.status, message = _SAID[reason]
        self.answer = Refused(kind="refused", reason=reason, message=message)
