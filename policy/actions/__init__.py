"""Every change to what a hospital may decide: its rules as dated versions, its words for patients, its translations."""

from policy.actions.rules import draft_pack, open_pack, put_in_force
from policy.actions.translations import approve_translation, propose_translation, retire_translation
from policy.actions.wording import add_term, change_term, retire_term

__all__ = [
    "add_term",
    "approve_translation",
    "change_term",
    "draft_pack",
    "open_pack",
    "propose_translation",
    "put_in_force",
    "retire_term",
    "retire_translation",
]
