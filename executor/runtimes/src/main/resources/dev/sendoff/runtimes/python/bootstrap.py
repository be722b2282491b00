"""Runs a Lambda handler written for Python: asks the Runtime API for an event, calls the handler, answers, and again.

Needs Python 3.9 or later and nothing else.
"""

import decimal
import http.client
import importlib
import importlib.machinery
import json
import logging
import os
import sys
import threading
import time
import traceback

BASE = "/2018-06-01/runtime"
MAX_ERROR_CAUSE_BYTES = 60 * 1024
LEFT_RUNNING_LISTED = 5


class RuntimeApi:
    """One connection, kept; opened again where it was lost between two requests."""

    def __init__(self, address):
        self._address = address
        self._connection = None

    def _request(self, method, path, body=None, headers=None):
        fresh = self._connection is None
        if fresh:
            self._connection = http.client.HTTPConnection(self._address, timeout=None)
        try:
            self._connection.request(method, BASE + path, body, headers or {})
            response = self._connection.getresponse()
            return response.status, response.headers, response.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            self._connection = None
            if fresh or method != "GET":
                raise
            return self._request(method, path, body, headers)

    def next(self):
        status, headers, body = self._request("GET", "/invocation/next")
        if status != 200:
            raise RuntimeError("the Runtime API answered %d: %s" % (status, body[:1000]))
        return headers, body

    def respond(self, request_id, text):
        # One that is too large is refused, and the platform has told the caller so.
        self._request(
            "POST",
            "/invocation/%s/response" % request_id,
            text.encode("utf-8", "replace"),
            {"Content-Type": "application/json"},
        )

    def fail(self, request_id, error):
        self._error("/invocation/%s/error" % request_id, error)

    def fail_init(self, error):
        self._error("/init/error", error)

    def _error(self, path, error):
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Function-Error-Type": ascii_only(error["errorType"]),
            "Lambda-Runtime-Function-XRay-Error-Cause": error_cause(error),
        }
        status, _, _ = self._request("POST", path, to_json(error).encode("utf-8", "replace"), headers)
        if status == 413:
            short = dict(error, errorMessage=error["errorMessage"][:1024], stackTrace=[])
            self._request("POST", path, to_json(short).encode("utf-8", "replace"), headers)


def ascii_only(text):
    return "".join(c if " " <= c <= "~" else "_" for c in text)


def error_cause(error):
    """What X-Ray would be told, as AWS's clients send it."""
    cause = json.dumps(
        {
            "working_directory": os.getcwd(),
            "exceptions": [{"message": error["errorMessage"], "type": error["errorType"], "stack": []}],
            "paths": [],
        }
    )
    return cause if len(cause) <= MAX_ERROR_CAUSE_BYTES else "{}"


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return float(o)
        return super().default(o)


def to_json(value):
    return json.dumps(value, cls=Encoder, ensure_ascii=False, allow_nan=False)


def error_document(error_type, message, stack=(), request_id=""):
    return {
        "errorMessage": message,
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": list(stack),
    }


def thrown_document(thrown, request_id):
    """An error as AWS shows it, without the frames of this program."""
    frames = [f for f in traceback.extract_tb(thrown.__traceback__) if f.filename != __file__]
    try:
        message = str(thrown)
    except Exception:  # an exception of the handler's own may fail when it is asked
        message = ""
    return error_document(type(thrown).__name__, message, traceback.format_list(frames), request_id)


# ---- log ----------------------------------------------------------------------------------------------------------

current_request_id = ""


class Formatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        record.aws_request_id = current_request_id
        return super().format(record)


def install_logging():
    """What is logged through the root logger comes out as AWS writes it; what is printed, as it is."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    logging.getLogger().addHandler(handler)


def log_error(error):
    lines = "[ERROR] %s: %s" % (error["errorType"], error["errorMessage"])
    if error["stackTrace"]:
        lines += "\nTraceback (most recent call last):\n" + "".join(error["stackTrace"]).rstrip("\n")
    print(lines.replace("\n", "\r"), flush=True)


# ---- the handler --------------------------------------------------------------------------------------------------


class NoHandler(Exception):
    def __init__(self, error_type, message, stack=()):
        super().__init__(message)
        self.document = error_document(error_type, message, stack)


def load_handler(setting):
    try:
        module_name, function_name = setting.rsplit(".", 1)
    except ValueError as e:
        raise NoHandler("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (setting, e)) from e
    module_name = module_name.replace("/", ".")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise NoHandler(
            "Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name
        )
    try:
        module = importlib.import_module(module_name)
    except ImportError as e:
        stack = traceback.format_list(own_frames(e))
        raise NoHandler(
            "Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, e), stack
        ) from e
    except SyntaxError as e:
        place = ['  File "%s" Line %s\n    %s\n' % (e.filename, e.lineno, (e.text or "").rstrip("\n"))]
        raise NoHandler(
            "Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, e), place
        ) from e
    try:
        return getattr(module, function_name)
    except AttributeError as e:
        raise NoHandler(
            "Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name)
        ) from e


def own_frames(error):
    """The frames of the user's code: neither this program's nor the import machinery's."""
    return [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if f.filename != __file__ and "importlib" not in f.filename
    ]


# ---- one invocation -----------------------------------------------------------------------------------------------


class Attributes:
    """What a client sent beside its event, by attribute as AWS has it."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, values.get(name))


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        client = values.get("client")
        names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        self.client = Attributes(names, client) if isinstance(client, dict) else None


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        client_context = parsed(headers.get("Lambda-Runtime-Client-Context"))
        self.client_context = ClientContext(client_context) if client_context is not None else None
        self.identity = Attributes(
            ("cognito_identity_id", "cognito_identity_pool_id"),
            parsed(headers.get("Lambda-Runtime-Cognito-Identity")) or {},
        )
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))
        sys.stdout.flush()


def parsed(header):
    if not header:
        return None
    try:
        value = json.loads(header)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def invoke(api, handler, headers, body):
    global current_request_id
    context = Context(headers)
    current_request_id = context.aws_request_id
    trace = headers.get("Lambda-Runtime-Trace-Id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    before = set(threading.enumerate())
    try:
        result = handler(json.loads(body), context)
    except Exception as thrown:
        error = thrown_document(thrown, context.aws_request_id)
        log_error(error)
        warn_of_left(before)
        api.fail(context.aws_request_id, error)
        return
    try:
        text = to_json(result)
    except Exception as unserialisable:
        close_quietly(result)
        error = error_document(
            "Runtime.MarshalError",
            "Unable to marshal response: %s" % unserialisable,
            request_id=context.aws_request_id,
        )
        log_error(error)
        warn_of_left(before)
        api.fail(context.aws_request_id, error)
        return
    warn_of_left(before)
    api.respond(context.aws_request_id, text)


def close_quietly(result):
    """A coroutine that nobody awaits would complain later, at a place that tells nobody anything."""
    close = getattr(result, "close", None)
    if callable(close):
        try:
            close()
        except Exception as e:
            print("the result could not be closed: %s" % e, flush=True)


def warn_of_left(before):
    left = [t.name for t in threading.enumerate() if t not in before and not t.daemon and not is_pooled(t)]
    if left:
        shown = ", ".join(left[:LEFT_RUNNING_LISTED])
        logging.getLogger().warning(
            "The handler has ended, but work that it began still runs: %d thread(s): %s. Join it, or it may be lost.",
            len(left),
            shown,
        )


def is_pooled(thread):
    """A worker of a thread pool, which may well be idle, and is kept for the next event."""
    target = getattr(thread, "_target", None)
    return getattr(target, "__module__", None) == "concurrent.futures.thread"


# ---- AWS's SDK ----------------------------------------------------------------------------------------------------


class EndpointHook:
    """Tells a boto3 that is older than the variable AWS_ENDPOINT_URL_LAMBDA (1.28) of it, when it is imported."""

    NAME = "botocore.session"

    def find_spec(self, name, path=None, target=None):
        if name != self.NAME:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                self.patch(module)

            spec.loader.exec_module = exec_module
        return spec

    @staticmethod
    def patch(module):
        create = module.Session.create_client

        def create_client(session, service_name, *args, **kwargs):
            # The fifth of its parameters; who names it, or passes that many, knows better.
            if service_name == "lambda" and kwargs.get("endpoint_url") is None and len(args) < 5:
                kwargs["endpoint_url"] = os.environ.get("AWS_ENDPOINT_URL_LAMBDA")
            return create(session, service_name, *args, **kwargs)

        module.Session.create_client = create_client


# ---- life ---------------------------------------------------------------------------------------------------------


def main():
    install_logging()
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    if os.environ.get("AWS_ENDPOINT_URL_LAMBDA"):
        sys.meta_path.insert(0, EndpointHook())
    # In place of this program's own folder.
    sys.path[0] = task_root
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except NoHandler as e:
        log_error(e.document)
        api.fail_init(e.document)
        sys.exit(1)
    except Exception as e:
        error = error_document(
            type(e).__name__, str(e), traceback.format_list(own_frames(e))
        )
        log_error(error)
        api.fail_init(error)
        sys.exit(1)
    while True:
        headers, body = api.next()
        invoke(api, handler, headers, body)


def status_of(end):
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code
    print(end.code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    status = 1
    try:
        main()
    except SystemExit as end:
        status = status_of(end)
    except BaseException:
        # The Runtime API is gone, for one: so is whoever started this.
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Threads that a handler has left running hold nothing up.
        os._exit(status)
