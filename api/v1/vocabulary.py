"""`/api/v1/vocabulary`: what to choose from when writing a journey."""

from fastapi import APIRouter

from api.auth.keys import Reader
from api.dependencies import Transaction
from engine.store.reading import vocabulary
from engine.store.reading.vocabulary import Vocabulary

router = APIRouter(tags=["Journeys"])


@router.get("/vocabulary")
async def get_vocabulary(key: Reader, transaction: Transaction) -> Vocabulary:
    """Events and traits as your systems send them, with types and examples, and who and what there
    is to name: roles, colleagues, segments, channels, journeys, topics and time zones.

    What is sent is sampled: what is very rare may be missing, and counts have their limits.
    """
    return await vocabulary.get_vocabulary(transaction)
