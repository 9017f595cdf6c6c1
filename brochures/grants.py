"""Who may do what with the room's tables.

The public surface writes orders and leaves them unread; lines it writes through a function, which takes their copies
from the shelf and gives no more than is there. Counts of copies stay when orders are erased.
"""

FUNCTIONS = {"ikk_public": ["take_copies(uuid,bigint[],integer[])"]}

_SHELF = ("brochures_brochure", "brochures_brochurepaper", "brochures_stock")
_ORDERS = ("brochures_order", "brochures_orderline", "brochures_orderaddress")

GRANTS = {
    "ikk_public": {
        **dict.fromkeys(_SHELF, "SELECT"),
        **dict.fromkeys(("brochures_order", "brochures_orderaddress"), "INSERT"),
    },
    "ikk_staff": {
        **dict.fromkeys(("brochures_brochure", "brochures_brochurepaper"), "SELECT, INSERT, UPDATE, DELETE"),
        "brochures_stock": "SELECT, INSERT, UPDATE (copies, warn_below, is_offered)",
        "brochures_stockmovement": "SELECT, INSERT",
        "brochures_order": "SELECT, UPDATE (state, labelled_on, dispatched_on), DELETE",
        "brochures_orderline": "SELECT, DELETE",
        "brochures_orderaddress": "SELECT, DELETE",
        "brochures_copycount": "SELECT, INSERT, UPDATE (ordered, dispatched)",
    },
    "ikk_jobs": {
        **dict.fromkeys(_SHELF, "SELECT"),
        **dict.fromkeys((*_ORDERS, "brochures_stockmovement"), "SELECT, DELETE"),
        "brochures_copycount": "SELECT",
    },
}
