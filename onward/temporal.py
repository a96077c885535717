"""How this installation reaches Temporal, and questions about it that are not about journeys."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode

from onward.errors import CannotStartError
from onward.settings import Settings

PATIENCE = timedelta(seconds=10)


async def connect(settings: Settings) -> Client:
    """A client whose namespace exists. Raises CannotStartError that says what to set."""
    address, namespace = settings.temporal_address, settings.temporal_namespace
    api_key = settings.temporal_api_key.get_secret_value() or None
    try:
        client = await Client.connect(
            address,
            namespace=namespace,
            api_key=api_key,
            tls=settings.temporal_tls or api_key is not None,
            data_converter=pydantic_data_converter,
        )
        request = DescribeNamespaceRequest(namespace=namespace)
        await client.workflow_service.describe_namespace(request, timeout=PATIENCE)
    except RPCError as error:
        raise CannotStartError(_explanation(error, address, namespace)) from error
    except RuntimeError as error:
        raise CannotStartError(
            f"Temporal at {address} cannot be reached. Check ONWARD_TEMPORAL_ADDRESS and "
            f"ONWARD_TEMPORAL_TLS, and that the server runs. ({error})"
        ) from error
    return client


async def worker_listens(client: Client, task_queue: str, *, since: datetime) -> bool:
    """Whether a worker has asked for work on the queue since then. Temporal forgets after minutes,
    and a worker with nothing to do asks once a minute."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        ),
        timeout=PATIENCE,
    )
    asked = (poller.last_access_time.ToDatetime(tzinfo=UTC) for poller in answer.pollers)
    return any(at >= since for at in asked)


def _explanation(error: RPCError, address: str, namespace: str) -> str:
    if error.status == RPCStatusCode.NOT_FOUND:
        return (
            f"Temporal at {address} has no namespace `{namespace}`. Make it (temporal operator "
            f"namespace create -n {namespace}), or set ONWARD_TEMPORAL_NAMESPACE to one it has."
        )
    if error.status in (RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED):
        return f"Temporal at {address} refuses us: {error.message}. Check ONWARD_TEMPORAL_API_KEY."
    return f"Temporal at {address} does not answer: {error.message}."
