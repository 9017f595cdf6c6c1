"""What can be done in the branch: one module for each service (Geschäftsvorgang).

Adding a service means adding one module with one class in ``insured``, ``employers`` or, for both, ``everyone``. The
class declares all there is to say (``declaration.py``); the catalogue finds it, a system check reads it, and the
overview, pages, receipts, notices and the test of all services come from it.
"""
