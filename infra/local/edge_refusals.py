"""What API Gateway answers by itself, in the words of the template: MiniStack does not read them and has its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra.local.loopback import Response

TEMPLATE = Path(__file__).resolve().parents[1] / "resources.yaml"
NO_SUCH_PATH = "MISSING_AUTHENTICATION_TOKEN"
# MiniStack marks its own answers as AWS does; those of a function have no such mark.
MARK = "x-amzn-ErrorType"
KINDS = {
    "MissingAuthenticationTokenException": NO_SUCH_PATH,
    "UnauthorizedException": "UNAUTHORIZED",
    "AccessDeniedException": "ACCESS_DENIED",
}


def kind_of(answer: Response) -> str | None:
    """The gateway response that this is; None for what a function has answered."""
    mark = answer.header(MARK)
    if mark is None or answer.status < 400:
        return None
    return KINDS.get(mark, f"DEFAULT_{answer.status // 100}XX")


@dataclass(frozen=True)
class GatewayResponses:
    """By their names in the template."""

    said: dict[str, Any]

    @classmethod
    def of_the_template(cls, template: Path = TEMPLATE) -> "GatewayResponses":
        api = yaml.load(template.read_bytes(), _Loader)["Resources"]["RestAPI"]["Properties"]  # noqa: S506
        return cls(api["DefinitionBody"]["x-amazon-apigateway-gateway-responses"])

    def worded(self, kind: str, answer: Response) -> Response:
        """The answer as API Gateway would give it."""
        said = self.said[kind]
        body = said["responseTemplates"]["application/json"].replace("$context.error.message", _message(answer.body))
        named = said["responseParameters"].items()
        headers = [(name.removeprefix("gatewayresponse.header."), value.strip("'")) for name, value in named]
        kept = [(name, value) for name, value in answer.headers if name.lower() == MARK.lower()]
        return Response(said.get("statusCode", answer.status), body.encode(), (*headers, *kept))


def _message(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    said = said if isinstance(said, dict) else {}
    return str(said.get("message") or said.get("Message") or "")


class _Loader(yaml.SafeLoader):
    """Reads past CloudFormation's tags (!Ref, !Sub): none stands in what is looked for."""


_Loader.add_multi_constructor("!", lambda *_: None)
