"""`/hooks/…`: where other products send to."""

from api.hooks.routes import router

__all__ = ["router"]
