"""What a budget is, and whose; the rooms declare theirs, nothing here touches the database."""

from dataclasses import dataclass, field
from datetime import timedelta

from ikk_portal.platform import keys

LONGEST = timedelta(days=100)  # until an empty budget is full again; the declared retention stands on it


@dataclass(frozen=True)
class Budget:
    """So many tries at once, and then so many in a time.

    ``Budget("sign-in/account", burst=5, refill=10, per=timedelta(days=1))``: five tries at once, then ten a
    day, one each 2.4 hours. Without ``refill`` the whole burst comes back within ``per``.

    Attributes:
        name: says in the table what is counted; part of the key, so that budgets never share a counter.
        burst: how many tries may follow each other at once.
        per: time in which ``refill`` tries come back, one by one.
        refill: see ``per``.
    """

    name: str
    burst: int
    per: timedelta
    refill: int = 0

    def __post_init__(self) -> None:
        if not self.name or len(self.name) > 60 or self.burst < 1 or self.refill < 0 or self.interval <= timedelta(0):
            raise ValueError(f"The budget {self.name} allows nothing, or has no name of at most 60 characters.")
        if self.interval * self.burst > LONGEST:
            raise ValueError(f"The budget {self.name} needs more than {LONGEST.days} days to be full again.")

    @property
    def interval(self) -> timedelta:
        """Time after which one try comes back."""
        return self.per / (self.refill or self.burst)

    def of(self, *whose: str) -> "Bucket":
        """Return the counter of one number, address or the like; only an HMAC of it is kept."""
        secret = keys.ring("limits").newest
        return Bucket(self, keys.mac(secret, f"budget/v1/{self.name}", *whose))


@dataclass(frozen=True)
class Bucket:
    """One counter of a budget, by the HMAC of whose it is."""

    budget: Budget
    key: bytes = field(repr=False)
