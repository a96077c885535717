"""What comes in from other products by their webhooks: who sent it, and what it says. Pure.

A **delivery** is one request as it came. A **preset** knows one product: by which **scheme** its
deliveries are verified, and how they read as items of the tracking API, which `engine.tracking`
takes from there as it takes those of any SDK.
"""
