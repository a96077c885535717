"""The tracking API: `POST /v1/{identify,group,track,page,screen,alias,batch}`."""

from api.ingest.routes import router

__all__ = ["router"]
