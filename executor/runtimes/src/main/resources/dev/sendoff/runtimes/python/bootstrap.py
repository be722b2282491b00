"""Runs a Python function: loads the handler that _HANDLER names, takes events from Lambda's Runtime API one after the
other, and says what became of each. Behaves as AWS's runtime client for Python does, and warns of threads that a handler
leaves running after its end. Python 3.9 or later; no dependencies.
"""

import decimal
import importlib
import importlib.machinery
import json
import logging
import os
import socket
import sys
import threading
import time
import traceback


class RuntimeFault(Exception):
    """A failure that the runtime itself names, such as a handler that is not there."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = "Runtime." + kind
        self.trace = list(trace)


# ---- Errors and results ----------------------------------------------------------------------------------------------


def error_of(fault, request_id):
    """What is posted of an exception: frames of this file come first in a trace and are left out."""
    if isinstance(fault, RuntimeFault):
        kind, text, trace = fault.kind, str(fault), fault.trace
    else:
        kind = type(fault).__name__
        try:
            text = str(fault)
        except Exception:
            text = "(this exception fails when it is asked for its text)"
        frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(fault.__traceback__)]
        while len(frames) > 1 and frames[0][0] == main.__code__.co_filename:
            del frames[0]
        trace = traceback.format_list(frames)
    return {"errorMessage": text, "errorType": kind, "requestId": request_id, "stackTrace": trace}


def utf8(value, **options):
    """A JSON text as bytes; half a surrogate pair has no bytes of its own and is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, **options).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, **options).encode("utf-8")


def result_of(value):
    """A result as (bytes, content type). Decimals, which DynamoDB answers with, are written digit by digit."""
    if isinstance(value, bytes):
        return value, "application/unknown"
    decimals = {}

    def other(part):
        if not isinstance(part, decimal.Decimal):
            raise TypeError(f"Object of type {type(part).__name__} is not JSON serializable")
        if part.is_nan():
            return float("nan")
        mark = f"decimal-{id(decimals):x}-{len(decimals)}-"
        decimals[mark] = part
        return mark

    try:
        body = utf8(value, default=other)
    except Exception as e:
        raise RuntimeFault("MarshalError", f"Unable to marshal response: {e}") from None
    for mark, part in decimals.items():
        body = body.replace(f'"{mark}"'.encode(), str(part).encode())
    return body, "application/json"


# ---- Log -------------------------------------------------------------------------------------------------------------

request_id = ""  # of the invocation that runs, or ran last


class LambdaLoggerHandler(logging.Handler):
    """What the root logger writes to: standard output, each message with the request's id."""

    def __init__(self):
        super().__init__()
        if os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON":
            self.format = self.as_json
        else:
            form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
            self.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))

    def emit(self, record):
        record.aws_request_id = request_id
        sys.stdout.write(self.format(record))

    def as_json(self, record):
        line = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": request_id,
        }
        if record.exc_info and record.exc_info[0]:
            line["errorType"] = record.exc_info[0].__name__
            line["errorMessage"] = str(record.exc_info[1])
            line["stackTrace"] = traceback.format_tb(record.exc_info[2])
        return json.dumps(line, default=str) + "\n"


def set_up_logging():
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.addHandler(LambdaLoggerHandler())
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    number = logging.getLevelName({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))
    if isinstance(number, int):
        root.setLevel(number)


def log_error(error):
    """One line an error: its lines are held together by carriage returns, their indents by no-break spaces."""
    lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}", "Traceback (most recent call last):"]
    for line in "".join(error["stackTrace"]).splitlines():
        text = line.lstrip(" ")
        lines.append("\u00a0" * (len(line) - len(text)) + text)
    sys.stdout.write("\r".join(lines) + "\n")


# ---- Runtime API -----------------------------------------------------------------------------------------------------


class RuntimeApi:
    """One kept connection, spoken to without time limits. The library's HTTP client costs several times as much."""

    def __init__(self, address):
        self.host, _, port = address.partition(":")
        self.port = int(port)
        self.connection = self.incoming = None

    def next(self):
        status, headers, body = self.exchange("GET", "invocation/next", [], b"")
        if status != 200:
            raise ConnectionError(f"The answer to next was {status}.")
        return headers, body

    def respond(self, body, content_type):
        status = self.post(f"invocation/{request_id}/response", body, [f"Content-Type: {content_type}"])
        if status == 413:
            # The API ends such an invocation by itself, or waits for the error: what it says to that is of no matter.
            size = "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
            error = error_of(RuntimeFault("-", size), request_id)
            error["errorType"] = "Function.ResponseSizeTooLarge"
            log_error(error)
            self.post_error(f"invocation/{request_id}/error", error)

    def post_error(self, suffix, error):
        kind = error["errorType"]
        sort = [f"Lambda-Runtime-Function-Error-Type: {kind}"] if kind.isascii() and kind.isprintable() else []
        self.post(suffix, utf8(error), ["Content-Type: application/json", *sort])

    def post(self, suffix, body, headers):
        status, _, _ = self.exchange("POST", suffix, headers, body)
        if status >= 500:
            raise ConnectionError(f"The answer to {suffix} was {status}.")
        return status

    def exchange(self, method, suffix, headers, body):
        head = [f"{method} /2018-06-01/runtime/{suffix} HTTP/1.1", f"Host: {self.host}:{self.port}", *headers]
        if method == "POST":
            head.append(f"Content-Length: {len(body)}")
        message = ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body
        kept = self.connection is not None
        try:
            self.send(message)
            return self.receive()
        except (BrokenPipeError, ConnectionResetError):
            if not kept:
                raise
            self.close()  # closed by the other side since it was last used
            self.send(message)
            return self.receive()

    def send(self, message):
        if self.connection is None:
            self.connection = socket.create_connection((self.host, self.port))
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.incoming = self.connection.makefile("rb", 65536)
        self.connection.sendall(message)

    def receive(self):
        status = self.incoming.readline()
        if not status:
            raise ConnectionResetError("The connection to the Runtime API was closed.")
        headers = {}
        while (line := self.incoming.readline().decode("utf-8", "replace").strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = bytearray()
            while (size := int(self.incoming.readline().split(b";")[0], 16)) > 0:
                body += self.read(size)
                self.incoming.readline()
            while self.incoming.readline().strip():
                pass
        else:
            body = self.read(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(status.split()[1]), headers, bytes(body)

    def read(self, size):
        data = self.incoming.read(size)
        if len(data) < size:
            raise ConnectionResetError("The connection to the Runtime API was closed.")
        return data

    def close(self):
        self.incoming.close()
        self.connection.close()
        self.connection = None


# ---- Finding the handler ---------------------------------------------------------------------------------------------


def load_handler(wanted):
    try:
        module, function = wanted.rsplit(".", 1)
    except ValueError as e:
        raise RuntimeFault("MalformedHandlerName", f"Bad handler '{wanted}': {e}") from None
    if module.split(".")[0] in sys.builtin_module_names:
        text = f"Cannot use built-in module {module} as a handler module"
        raise RuntimeFault("BuiltInModuleConflict", text)
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as e:
        raise RuntimeFault("ImportModuleError", f"Unable to import module '{module}': {e}") from None
    except SyntaxError as e:
        trace = [f'  File "{e.filename}" Line {e.lineno}\n    {e.text}']
        raise RuntimeFault("UserCodeSyntaxError", f"Syntax error in module '{module}': {e}", trace) from None
    try:
        return getattr(loaded, function)
    except AttributeError:
        text = f"Handler '{function}' missing on module '{module}'"
        raise RuntimeFault("HandlerNotFound", text) from None


# ---- Context ---------------------------------------------------------------------------------------------------------


class Fields:
    """An object with a fixed set of attributes, taken from a JSON object; None where that has none."""

    names = ()

    def __init__(self, source):
        for name, key in self.names:
            setattr(self, name, source.get(key))

    def __repr__(self):
        return f"{type(self).__name__}([{','.join(f'{k}={v}' for k, v in vars(self).items() if k[0] != '_')}])"


class CognitoIdentity(Fields):
    names = (("cognito_identity_id", "cognitoIdentityId"), ("cognito_identity_pool_id", "cognitoIdentityPoolId"))


class Client(Fields):
    names = tuple(
        (name, name)
        for name in ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
    )


class ClientContext(Fields):
    names = (("custom", "custom"), ("env", "env"), ("client", "client"))


class LambdaContext(Fields):
    names = (
        ("log_group_name", "AWS_LAMBDA_LOG_GROUP_NAME"),
        ("log_stream_name", "AWS_LAMBDA_LOG_STREAM_NAME"),
        ("function_name", "AWS_LAMBDA_FUNCTION_NAME"),
        ("memory_limit_in_mb", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
        ("function_version", "AWS_LAMBDA_FUNCTION_VERSION"),
    )

    def __init__(self, headers):
        super().__init__(os.environ)
        self.aws_request_id = request_id
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        client = self._parsed("Client Context", headers.get("lambda-runtime-client-context"))
        self.client_context = None if client is None else ClientContext(client)
        if self.client_context is not None and self.client_context.client is not None:
            self.client_context.client = Client(self.client_context.client)
        identity = self._parsed("Cognito Identity", headers.get("lambda-runtime-cognito-identity"))
        self.identity = CognitoIdentity(identity or {})
        self._deadline = int(headers.get("lambda-runtime-deadline-ms", 0))

    @staticmethod
    def _parsed(name, header):
        if not header:
            return None
        try:
            return json.loads(header)
        except ValueError as e:
            raise RuntimeFault("LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {e}") from None

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


# ---- Floating work ---------------------------------------------------------------------------------------------------


def is_idle(frame):
    """Whether a thread waits for work: one of a pool that has none, or one that takes from an empty queue."""
    if frame is None:
        return True
    if frame.f_code.co_name == "_worker" and frame.f_code.co_filename.endswith("futures/thread.py"):
        return True
    waits = frame.f_code.co_filename.endswith("threading.py") and frame.f_code.co_name == "wait"
    behind = frame.f_back
    return waits and behind is not None and behind.f_code.co_filename.endswith("queue.py")


def warn_of_threads(before):
    """Names the threads that were not there before, still run, and hold the process (daemons say of themselves that
    they may be left behind)."""
    threads = [t for t in threading.enumerate() if t not in before and not t.daemon]
    if not threads:
        return
    frames = sys._current_frames()
    busy = [t.name for t in threads if not is_idle(frames.get(t.ident))]
    if busy:
        logging.getLogger().warning(
            "The handler ended before its work did; still running: %d %s (%s). Join what the handler starts.",
            len(busy),
            "Thread" if len(busy) == 1 else "Threads",
            ", ".join(busy),
        )


# ---- One invocation after the other ----------------------------------------------------------------------------------


def invoke(api, handler, headers, body):
    global request_id
    request_id = headers["lambda-runtime-aws-request-id"]
    trace = headers.get("lambda-runtime-trace-id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    before = set(threading.enumerate())
    try:
        context = LambdaContext(headers)
        try:
            event = json.loads(body) if body else {}
        except ValueError as e:
            raise RuntimeFault("UnmarshalError", f"Unable to unmarshal input: {e}") from None
        result, content_type = result_of(handler(event, context))
    except Exception as e:  # not SystemExit, which ends the process
        error = error_of(e, request_id)
        log_error(error)
        api.post_error(f"invocation/{request_id}/error", error)
    else:
        api.respond(result, content_type)
    warn_of_threads(before)


def give_up(why):
    """Nobody is left to report to. Threads of the function must not keep the process."""
    sys.stdout.write(f"LAMBDA_RUNTIME {why}\n")
    os._exit(1)


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


def main():
    # The function's own folder, not this file's; modules of the function may have the names of the library's.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    if os.environ.get("AWS_ENDPOINT_URL_LAMBDA"):
        sys.meta_path.insert(0, EndpointHook())
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    set_up_logging()
    try:
        handler = load_handler(os.environ.get("_HANDLER", ""))
    except Exception as e:
        error = error_of(e, "")
        log_error(error)
        try:
            api.post_error("init/error", error)
        except OSError as lost:
            give_up(lost)
        sys.exit(1)
    while True:
        try:
            headers, body = api.next()
        except OSError as lost:
            give_up(lost)
        try:
            invoke(api, handler, headers, body)
        except OSError as lost:
            give_up(lost)


if __name__ == "__main__":
    main()
