"""What things are called that a definition names by their keys, as far as whoever speaks knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.sentences.words import name_in_words


@dataclass(frozen=True)
class Names:
    """By key, and colleagues by their address. What is not in it is called by its key."""

    pools: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    journeys: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)

    def pool(self, key: str) -> str:
        return self.pools.get(key) or name_in_words(key)

    def colleague(self, address: str) -> str:
        return self.people.get(address.lower()) or address

    def channel(self, key: str) -> str:
        return self.channels.get(key) or name_in_words(key)

    def journey(self, key: str) -> str:
        return self.journeys.get(key) or name_in_words(key)

    def segment(self, key: str) -> str:
        return self.segments.get(key) or name_in_words(key)


NO_NAMES = Names()
