import pytest


@pytest.fixture
def sizes(request):
    return lambda short, long: short
