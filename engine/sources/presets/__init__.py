"""The products that are known, by key. One file each: how it proves itself, and how it reads."""

from collections.abc import Mapping

from engine.sources.preset import Preset
from engine.sources.presets import (
    amplitude,
    calendly,
    cloudevents,
    customerio,
    delighted,
    discourse,
    freshdesk,
    hubspot,
    intercom,
    mixpanel,
    pendo,
    posthog,
    salesforce,
    segment,
    skilljar,
    standard_webhooks,
    stripe,
    surveymonkey,
    zendesk,
    zoom,
)

PRESETS: Mapping[str, Preset] = {
    each.PRESET.key: each.PRESET
    for each in (
        amplitude,
        calendly,
        cloudevents,
        customerio,
        delighted,
        discourse,
        freshdesk,
        hubspot,
        intercom,
        mixpanel,
        pendo,
        posthog,
        salesforce,
        segment,
        skilljar,
        standard_webhooks,
        stripe,
        surveymonkey,
        zendesk,
        zoom,
    )
}
