"""The files that say what the donors of a game did: one for each of them."""

from gymbrowser.asset import Asset
from gymbrowser.config.drafts import GameDraft
from gymbrowser.plan.paths import donor_path


def donor_assets(draft: GameDraft) -> list[Asset]:
    """One for each of the game's lists of seeds, in their order; none where only seeds are taken.

    Args:
        draft: The game.
    """
    lists = draft.seeds.lists
    actions = (lists and lists.actions) or ()
    return [
        Asset(donor_path(draft.id, number), donor.model_dump_json().encode())
        for number, donor in enumerate(actions)
    ]
