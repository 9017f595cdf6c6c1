"""Which state may follow which, for letters and for batches; triggers in the database refuse everything else.

Whoever changes a table here adds a migration that makes the trigger's function anew with ``steps``.
"""

from collections.abc import Mapping

#: A misprint, or a sheet that may or may not exist, goes back to "requested" and into a reprint.
LETTER_TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "requested": ("batched", "discarded"),
    "review": ("requested", "discarded"),
    "batched": ("requested", "released", "discarded"),
    "released": ("requested", "batched", "printing", "discarded"),  # to "requested": cannot be printed
    "printing": ("requested", "printed", "unclear", "discarded"),
    "printed": ("requested", "posted", "discarded"),
    "unclear": ("requested", "discarded"),
    "posted": ("activated", "expired", "returned", "discarded", "replaced"),
    "activated": ("replaced", "discarded"),
    "expired": (),
    "returned": (),
    "discarded": (),
    "replaced": (),
}
#: Back to "open": the batch was changed, and what was released is no more.
BATCH_TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "open": ("submitted", "refused"),
    "submitted": ("open", "released", "refused"),
    "released": ("open", "printing"),
    "refused": (),
    "printing": ("printed",),
    "printed": ("posted",),
    "posted": (),
}


def steps(transitions: Mapping[str, tuple[str, ...]]) -> str:
    """Return the transitions as the triggers hold them: an SQL array of "from>to"."""
    pairs = (f"'{before}>{after}'" for before, followers in transitions.items() for after in followers)
    return f"ARRAY[{', '.join(pairs)}]"
