"""What PostHog's libraries ask for besides sending events: there is none of it here, and this says
so in the words they expect, so that they neither log errors nor ask again and again.

Nothing is looked up, so no key is asked for.
"""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.ingest import answers
from api.ingest.routes import preflight

router = APIRouter(tags=["Tracking"], include_in_schema=False)

_CONFIG: dict[str, object] = {
    "supportedCompression": ["gzip", "gzip-js"],
    "hasFeatureFlags": False,
    "sessionRecording": False,
    "heatmaps": False,
    "surveys": False,
    "productTours": False,
    "conversations": False,
    "capturePerformance": False,
    "captureDeadClicks": False,
    "autocaptureExceptions": False,
    "defaultIdentifiedOnly": True,
    "toolbarParams": {},
    "isAuthenticated": False,
    "siteApps": [],
}
_FLAGS: dict[str, object] = {
    "flags": {},
    "featureFlags": {},
    "featureFlagPayloads": {},
    "errorsWhileComputingFlags": False,
}


async def flags() -> Response:
    """No feature flag is known, which is no error."""
    return JSONResponse({**_CONFIG, **_FLAGS}, headers=answers.CORS)


async def config() -> Response:
    """Everything that a project of PostHog may switch on is off."""
    return JSONResponse(_CONFIG, headers=answers.CORS)


async def config_script() -> Response:
    """Empty: the library then reads `config`."""
    return Response(b"", media_type="text/javascript", headers=answers.CORS)


for _address in ("/flags", "/decide"):
    for _spelled in (_address, f"{_address}/"):
        router.add_api_route(_spelled, flags, methods=["POST", "GET"])
        router.add_api_route(_spelled, preflight, methods=["OPTIONS"])
router.add_api_route("/array/{token}/config", config, methods=["GET"])
router.add_api_route("/array/{token}/config.js", config_script, methods=["GET"])
