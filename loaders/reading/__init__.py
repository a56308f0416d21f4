"""Which files there are, read in children with limits; what was read is kept, and which loads they make up.

Folders come in, readings and the ledger of loads go out. Called by facts, warehouse and intake.
"""
