"""Where events come in: the tracking API, `POST /v1/{identify,group,track,…,batch}`, and the
addresses of PostHog's libraries."""

from fastapi import APIRouter

from api.ingest import posthog, posthog_features, routes, segment_settings

router = APIRouter()
for _part in (routes, segment_settings, posthog, posthog_features):
    router.include_router(_part.router)

__all__ = ["router"]
