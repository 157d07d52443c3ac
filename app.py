"""The switchboard: registers the routes and declares every Lambda; what each one does is in chalicelib.entrypoints."""

from collections.abc import Callable
from typing import Any

from chalice.app import AuthRequest, CaseInsensitiveMapping, Chalice, Request, Response, SQSEvent

from chalicelib.adapters.tracing import traced
from chalicelib.entrypoints import events, logs
from chalicelib.entrypoints.http import case_verbs, chase, debtors, invoices, policies, portal

# infra/resources.yaml puts each queue's own ARN here: Chalice wants one, and only a plain string can be replaced whole.
QUEUE = "arn:aws:sqs:eu-west-3:000000000000:named-in-resources-yaml"

logs.configure()
# Chalice would write lines of its own form, with the words of every error.
app = Chalice(app_name=logs.OURS, configure_logs=False)
# Which answers leave as bytes. Bodies that arrive are always bytes: API Gateway is told */* in infra/resources.yaml.
app.api.binary_types = [*app.api.default_binary_types, "application/pdf"]
app.register_blueprint(invoices.blueprint)
app.register_blueprint(debtors.blueprint)
app.register_blueprint(case_verbs.blueprint)
app.register_blueprint(chase.blueprint)
app.register_blueprint(policies.blueprint)
app.register_blueprint(portal.blueprint)


@app.middleware("all")
def trace(event: Any, get_response: Callable[[Any], Any]) -> Any:
    with traced():
        return get_response(event)


@app.middleware("http")
def accept_what_there_is(request: Request, get_response: Callable[[Request], Response]) -> Response:
    # Each address has one form of answer, which RFC 9110, 12.5.1 lets it give whatever was asked for. Chalice would
    # refuse its own PDF with a 400 that is neither a problem nor a page.
    request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    return get_response(request)


# Chalice has no middleware around it.
@app.authorizer(ttl_seconds=0)
@traced()
def authorize(request: AuthRequest) -> Any:
    return events.authorize(
        {"type": request.auth_type, "authorizationToken": request.token, "methodArn": request.method_arn}
    )


# Given here and not route by route: a route of the creditor's API cannot be left open by forgetting one word.
for path, methods in app.routes.items():
    for route in methods.values():
        route.authorizer = authorize if path.startswith("/v1/") else None


@app.lambda_function(name="plan_due")
def plan_due(event: dict[str, Any], context: object) -> Any:
    return events.plan_due(event)


@app.on_sqs_message(queue_arn=QUEUE, batch_size=10)
def assess_case(event: SQSEvent) -> Any:
    return events.assess_case(event.to_dict())


@app.on_sqs_message(queue_arn=QUEUE, batch_size=1)
def send_step(event: SQSEvent) -> Any:
    return events.send_step(event.to_dict())


@app.on_sqs_message(queue_arn=QUEUE, batch_size=10)
def record_delivery(event: SQSEvent) -> Any:
    return events.record_delivery(event.to_dict())


@app.on_sqs_message(queue_arn=QUEUE, batch_size=10)
def record_failure(event: SQSEvent) -> Any:
    return events.record_failure(event.to_dict())


@app.lambda_function(name="redrive")
def redrive(event: dict[str, Any], context: object) -> Any:
    return events.redrive(event)
