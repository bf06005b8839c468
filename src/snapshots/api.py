"""The cluster's API server, asked as this pod's ServiceAccount."""

import json
import os
import ssl
import time
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
# For as long it may be away, for example while it is updated.
PATIENCE = 600


class Stop(Exception):
    """There is a reason to end here, which is said."""


class Refused(Stop):
    """The API server's answer is no."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Answer:
    def __init__(self, response):
        self.body = json.load(response)
        # Of the API server: the clocks of the nodes may differ.
        self.time = parsedate_to_datetime(response.headers["Date"])


class Snapshots:
    """The VolumeSnapshots of this pod's namespace."""

    def __init__(self):
        # Neither a proxy of the image's environment nor another authority than the cluster's.
        tls = ssl.create_default_context(cafile=ACCOUNT / "ca.crt")
        self.opener = build_opener(ProxyHandler({}), HTTPSHandler(context=tls))
        host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
        namespace = (ACCOUNT / "namespace").read_text()
        self.url = (
            f"https://{f'[{host}]' if ':' in host else host}:{port}"
            f"/apis/snapshot.storage.k8s.io/v1/namespaces/{namespace}/volumesnapshots"
        )

    def list(self, selector):
        try:
            return self.ask("GET", f"?labelSelector={selector}")
        except Refused as refused:
            if refused.status != 404:
                raise
            raise Stop("the cluster knows no VolumeSnapshots; its CSI snapshotter is not installed") from refused

    def get(self, name):
        return self.ask("GET", f"/{name}").body

    def create(self, snapshot):
        return self.ask("POST", "", snapshot).body

    def delete(self, name, uid):
        """That one, and not another of its name."""
        try:
            self.ask("DELETE", f"/{name}", {"preconditions": {"uid": uid}})
        except Refused as refused:
            if refused.status not in (404, 409):
                raise

    def ask(self, method, path, body=None):
        """The answer. What may pass by itself is tried again."""
        since = time.monotonic()
        while True:
            # It is replaced before it expires.
            token = (ACCOUNT / "token").read_text()
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            data = None if body is None else json.dumps(body).encode()
            try:
                request = Request(self.url + path, data, headers, method=method)
                with self.opener.open(request, timeout=30) as response:
                    return Answer(response)
            except HTTPError as error:
                problem = message_of(error)
                if error.code != 429 and error.code < 500:
                    raise Refused(error.code, f"{method} is refused: {problem}") from error
            except (OSError, HTTPException, ValueError) as error:
                problem = str(error)
                if isinstance(error, URLError) and isinstance(error.reason, ssl.SSLCertVerificationError):
                    raise Stop(f"the API server's certificate is not valid: {error.reason}") from error
            if time.monotonic() - since > PATIENCE:
                raise Stop(f"the API server does not answer: {problem}")
            time.sleep(2)


def message_of(error):
    """Of an answer that is a Status; otherwise what HTTP says."""
    try:
        return json.load(error)["message"]
    except (OSError, ValueError, LookupError, TypeError):
        return str(error)
