"""What Segment's library for browsers asks for before it sends: where to send to, and what else is
switched on, which is nothing.

Nothing is looked up, so the key may be anybody's: whether it is known shows when something is sent.
"""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.ingest import answers

router = APIRouter(prefix="/v1", tags=["Tracking"], include_in_schema=False)


@router.get("/projects/{write_key}/settings")
async def settings(request: Request, write_key: str) -> Response:
    """The settings of a source, in the shape of Segment's CDN: `cdnURL` names this installation."""
    here = urlsplit(request.app.state.services.public_url)
    destination = {
        "apiKey": write_key,
        "apiHost": f"{here.netloc}{here.path.rstrip('/')}/v1",
        "protocol": here.scheme,
        "bundlingStatus": "bundled",
        "type": "browser",
        "unbundledIntegrations": [],
    }
    return JSONResponse(
        {
            "integrations": {"Segment.io": destination},
            "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
            "analyticsNextEnabled": True,
            "metrics": {"sampleRate": 0},
            "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        },
        headers=answers.CORS,
    )
