"""`/mail/events/…`: what mail providers report."""

from api.mail_events.routes import router

__all__ = ["router"]
