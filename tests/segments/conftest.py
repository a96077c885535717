import pytest

from tests.segments.parts import House
from tests.world import World


@pytest.fixture
def house(world: World) -> House:
    return House(world)
