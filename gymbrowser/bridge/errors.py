"""What may go wrong between a game and the author's code."""


class GameError(Exception):
    """An environment or a policy did something that its interface does not allow."""
