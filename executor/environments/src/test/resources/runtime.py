"""A runtime that does what its events say, so that tests can see what becomes of it."""

import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

handler = os.environ["_HANDLER"]
print("init", flush=True)
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
BASE = "/2018-06-01/runtime/"
last_status = None


def call(method, path, body=None, headers={}):
    connection.request(method, BASE + path, body, headers)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def daemon():
    """A child of a child, in a session of its own, with nothing open."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(write, str(os.getpid()).encode())
            for fd in (0, 1, 2, read, write):
                os.close(fd)
            os.execve("/bin/sleep", ["sleep", "600"], {"LEFT": "1"} if handler == "bare" else os.environ)
        os._exit(0)
    os.wait()
    os.close(write)
    return int(os.read(read, 20))


def children(count):
    return [subprocess.Popen(["sleep", "600"]).pid for _ in range(count)]


def facts():
    fds = sorted(int(fd) for fd in os.listdir("/proc/self/fd"))
    mine = connection.sock.fileno() if connection.sock else -1
    return {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "groups": os.getgroups(),
        "session": os.getsid(0),
        "fds": [fd for fd in fds if fd != mine and os.path.exists("/proc/self/fd/%d" % fd)],
        "stdin": os.readlink("/proc/self/fd/0"),
        "variables": dict(os.environ),
        "folder": os.getcwd(),
        "home": os.listdir(os.environ["HOME"]),
        "tmp": os.listdir(os.environ["TMPDIR"]),
        "privileges": [line for line in open("/proc/self/status") if line.startswith(("NoNewPrivs", "CapEff", "CapBnd"))],
    }


def can(action):
    try:
        action()
        return True
    except OSError:
        return False


def memory(megabytes):
    block = bytearray(megabytes << 20)
    for i in range(0, len(block), 4096):
        block[i] = 1
    time.sleep(30)


def run(event, headers):
    global last_status
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    respond = "invocation/%s/response" % request
    fail = "invocation/%s/error" % request
    do = event.get("do") if isinstance(event, dict) else None
    answer = event
    if do == "pid":
        answer = os.getpid()
    elif do == "headers":
        answer = {name: value for name, value in headers.items() if name.startswith("Lambda-Runtime")}
    elif do == "facts":
        answer = facts()
    elif do == "throw":
        body = json.dumps({"errorMessage": "no such order", "errorType": "OrderError", "stackTrace": ["a", "b"]})
        cause = json.dumps({"working_directory": "x" * 60000})
        call("POST", fail, body, {"Lambda-Runtime-Function-Error-Type": "Runtime.UserException", "Lambda-Runtime-Function-XRay-Error-Cause": cause})
        return
    elif do == "fail":
        call("POST", fail, event["body"], {"Lambda-Runtime-Function-Error-Type": event["type"]})
        return
    elif do == "sleep":
        print("begins to sleep", flush=True)
        time.sleep(event["seconds"])
    elif do == "exit":
        print("goes", flush=True)
        os._exit(event["status"])
    elif do == "signal":
        os.kill(os.getpid(), event["number"])
        time.sleep(10)
    elif do == "memory":
        memory(event["megabytes"])
    elif do == "children":
        script = "import time; b = bytearray(%d << 20); time.sleep(30)" % event["megabytes"]
        for _ in range(4):
            subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
        time.sleep(30)
    elif do == "print":
        line = ("x" * 99 + "\n").encode() * 1000
        for _ in range(event["megabytes"] * 10):
            os.write(1, line)
        os.write(2, b"and that was all\n")
        answer = "printed"
    elif do == "say":
        os.write(1, event["text"].encode())
        answer = "said"
    elif do == "raw":
        last_status = call("POST", respond, event["body"].encode())[0]
        return
    elif do == "large":
        last_status = call("POST", respond, '"' + "y" * (event["bytes"] - 2) + '"')[0]
        return
    elif do == "chunks":
        pieces = (b"[1,", b"2,", b"3]")
        connection.request("POST", BASE + respond, iter(pieces), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
        connection.getresponse().read()
        return
    elif do == "daemon":
        answer = [daemon() for _ in range(event["count"])]
    elif do == "shut":
        os.close(1)
        os.close(2)
    elif do == "twice":
        call("POST", respond, "1")
        status, headers, body = call("POST", respond, "2")
        last_status = [status, json.loads(body)]
        return
    elif do == "asks":
        status, headers, body = call("GET", "invocation/next")
        answer = [status, json.loads(body)]
    elif do == "wrong":
        status, headers, body = call("POST", "invocation/00000000-0000-0000-0000-000000000000/response", "1")
        answer = [status, json.loads(body)]
    elif do == "status":
        answer = last_status
    elif do == "leave":
        for folder in (os.environ["HOME"], os.environ["TMPDIR"], "/dev/shm"):
            open(os.path.join(folder, "left-by-%d" % os.getpid()), "w").close()
        locked = os.path.join(os.environ["TMPDIR"], "locked")
        os.mkdir(locked)
        open(os.path.join(locked, "file"), "w").close()
        os.symlink(event["link"], os.path.join(locked, "link"))
        os.chmod(locked, 0)
        answer = os.getpid()
    elif do == "may":
        answer = {
            "read": can(lambda: open(event["file"]).read()),
            "write": can(lambda: open(os.path.join(os.getcwd(), "written"), "w").close()),
        }
    elif do == "connect":
        other = http.client.HTTPConnection(event["api"], timeout=2)
        try:
            other.request("POST", BASE + "invocation/%s/response" % request, "1")
            answer = other.getresponse().status
        except (OSError, http.client.HTTPException) as e:
            answer = "refused"
    elif do == "multiply":
        # Six that never stay: each begins its successor and goes. Over by itself after some seconds.
        limit = time.time() + 8
        for _ in range(6):
            if os.fork() == 0:
                os.setsid()
                while time.time() < limit:
                    if os.fork() != 0:
                        os._exit(0)
                    time.sleep(0.002)
                os._exit(0)
        answer = "multiplied"
    call("POST", respond, json.dumps(answer))
    if do == "exit after":
        os._exit(1)
    if do == "stays":
        time.sleep(60)


if handler == "early":
    status, headers, body = call("POST", "invocation/00000000-0000-0000-0000-000000000000/response", "1")
    print("early", status, body.decode(), flush=True)
if handler == "init error":
    body = json.dumps({"errorMessage": "No module named 'x'", "errorType": "Runtime.ImportModuleError", "requestId": "", "stackTrace": []})
    call("POST", "init/error", body, {"Lambda-Runtime-Function-Error-Type": "Runtime.ImportModuleError"})
    sys.exit(1)
if handler == "init exit":
    sys.exit(4)
if handler == "init hangs":
    time.sleep(60)
if handler == "init slow":
    time.sleep(0.6)
while True:
    status, headers, body = call("GET", "invocation/next")
    run(json.loads(body), headers)
