import asyncio
import concurrent.futures
import decimal
import logging
import os
import queue
import sys
import threading
import time

logger = logging.getLogger()
logger.setLevel(logging.INFO)
pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
released = threading.Event()


class Evil(Exception):
    def __str__(self):
        raise ValueError("no text for you")


def echo(event, context):
    return event


def value(event, context):
    return event["value"]


def nothing(event, context):
    pass


def context(event, context):
    context.log("logged by the context\n")
    return {
        "aws_request_id": context.aws_request_id,
        "function_name": context.function_name,
        "function_version": context.function_version,
        "invoked_function_arn": context.invoked_function_arn,
        "memory_limit_in_mb": context.memory_limit_in_mb,
        "log_group_name": context.log_group_name,
        "log_stream_name": context.log_stream_name,
        "custom": context.client_context and context.client_context.custom,
        "app": context.client_context and context.client_context.client and context.client_context.client.app_title,
        "identity": context.identity.cognito_identity_id,
        "remaining": context.get_remaining_time_in_millis(),
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
        "text": repr(context),
    }


def size(event, context):
    return len(event["text"])


def large(event, context):
    return "x" * event["size"]


def fails(event, context):
    raise ValueError("wrong value")


def empty(event, context):
    raise RuntimeError


def chained(event, context):
    error = ValueError("around")
    error.__cause__ = error
    raise error


def evil(event, context):
    raise Evil()


def surrogate(event, context):
    raise ValueError("half \ud83d")


def recursion(event, context):
    return recursion(event, context)


def a_set(event, context):
    return {1, 2}


def circular(event, context):
    result = []
    result.append(result)
    return result


def generator(event, context):
    yield 1


async def coroutine(event, context):
    return 1


def decimals(event, context):
    return {"price": decimal.Decimal("1.10"), "long": decimal.Decimal("12345678901234567890.123456789")}


def raw(event, context):
    return b"\x00\xff"


def half(event, context):
    return "\ud83d"


def logs(event, context):
    print("printed", 1)
    print("unended", end="")
    print()
    logger.info("ü€😀")
    logger.warning("warned of %s", "this")
    logger.debug("too fine")
    print("on stderr \ud83d", file=sys.stderr)


def binary(event, context):
    sys.stdout.buffer.write(b"\x00\xff\xfe\r\n\x80\n")
    return "printed"


def exits(event, context):
    sys.exit(7)


def dies(event, context):
    print("last words", end="")
    os._exit(9)


def floats(event, context):
    released.clear()
    threading.Thread(target=released.wait, name="left-behind").start()
    return "early"


def joins(event, context):
    released.set()
    threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asyncio.run(asyncio.sleep(0.001, "slept"))


def pools(event, context):
    return list(pool.map(abs, [-1, -2]))


def queues(event, context):
    jobs = queue.Queue()

    def work():
        while jobs.get() is not None:
            jobs.task_done()

    threading.Thread(target=work, daemon=False).start()
    jobs.put(1)
    jobs.join()
    return "queued"


def daemon(event, context):
    threading.Thread(target=time.sleep, args=(0.3,), daemon=True).start()
    return "daemon"


def handler(event, context):
    return globals()[event["case"]](event, context) if isinstance(event, dict) and "case" in event else event


class within:
    pass


not_a_function = 42
