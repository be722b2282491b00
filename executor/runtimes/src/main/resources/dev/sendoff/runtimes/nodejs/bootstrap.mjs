/**
 * Runs a Node.js function: loads the handler that _HANDLER names, takes events from Lambda's Runtime API one after the
 * other, and says what became of each. Behaves as AWS's runtime client for Node.js does, and warns of work that a handler
 * leaves running after its end. Node.js 18 or later; no dependencies.
 */
import { Agent, request } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, types } from 'node:util';

// Kept from before the function's code runs, which may replace them.
const require = createRequire(import.meta.url);
const { env } = process;
const exit = process.exit.bind(process);
const write = process.stdout.write.bind(process.stdout);
const later = setImmediate;
const resourcesInUse = process.getActiveResourcesInfo.bind(process);
const handlesInUse = process._getActiveHandles?.bind(process) ?? (() => []);

const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

// ---- Errors ---------------------------------------------------------------------------------------------------------

class RuntimeError extends Error {
  /** @param kind what follows "Runtime." in the error's type */
  constructor(kind, message, more = {}) {
    super(message);
    Object.defineProperty(this, 'name', { value: `Runtime.${kind}` });
    this.stack = this.stack.replace(/^Error/, this.name);
    Object.assign(this, more);
  }
}

/** What is posted of an error: any value at all may have been thrown, one whose properties throw among them. */
function report(error) {
  try {
    if (types.isNativeError(error) || (error?.name && error.message && error.stack)) {
      return {
        errorType: String(error.name),
        errorMessage: String(error.message),
        trace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

/** An error as a log line shows it: with its own properties, and those of the errors within it. */
function describe(error) {
  const visible = (_key, value) =>
    value instanceof Error
      ? {
          errorType: value.name,
          errorMessage: value.message,
          code: value.code,
          ...value,
          stack: typeof value.stack === 'string' ? value.stack.split('\n') : undefined,
        }
      : value;
  try {
    return JSON.stringify(error instanceof Error ? error : new Error(String(error)), visible);
  } catch {
    return JSON.stringify(report(error)); // circular, or not to be read
  }
}

// ---- Log ------------------------------------------------------------------------------------------------------------

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const json = env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';

/** One line a message: a newline within it becomes a carriage return, as in AWS's text format. */
function log(level, ...message) {
  const timestamp = new Date().toISOString();
  const requestId = globalThis[REQUEST_ID];
  if (json) {
    const record = { timestamp, level, requestId };
    try {
      const parts = message.length === 1 ? { message: message[0] } : { message: format(...message), ...errorIn(message) };
      write(JSON.stringify({ ...record, ...parts }, (_key, value) => errorIn([value]) ?? value) + '\n');
    } catch {
      write(JSON.stringify({ ...record, message: format(...message) }) + '\n'); // circular
    }
  } else {
    write(`${timestamp}\t${requestId}\t${level}\t${format(...message)}`.replaceAll('\n', '\r') + '\n');
  }
}

function errorIn(message) {
  const error = message.find((part) => part instanceof Error);
  return error && { errorType: error.name, errorMessage: error.message, stackTrace: String(error.stack).split('\n'), ...error };
}

function patchConsole() {
  const least = Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()));
  const at = (level) => (LEVELS.indexOf(level) < least ? () => {} : (...message) => log(level, ...message));
  Object.assign(console, {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    log: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
  });
}

const logError = (what, error) =>
  json ? log('ERROR', { what, ...report(error) }) : log('ERROR', what, '\t' + describe(error));

// ---- Runtime API ----------------------------------------------------------------------------------------------------

const [host, port] = (env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One exchange, without a time limit. A kept connection that was closed meanwhile is no failure; any other loss is. */
function exchange(method, suffix, headers, body) {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, agent, method, path: `/2018-06-01/runtime/${suffix}`, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = (parts.length === 1 ? parts[0] : Buffer.concat(parts)).toString('utf8');
        resolve({ status: answer.statusCode, headers: answer.headers, text });
      });
    });
    call.on('error', (error) => {
      if (call.reusedSocket && error.code === 'ECONNRESET') exchange(method, suffix, headers, body).then(resolve, reject);
      else reject(error);
    });
    call.end(body);
  });
}

function post(suffix, text, headers = {}) {
  const body = Buffer.from(text, 'utf8');
  return exchange('POST', suffix, { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers }, body);
}

function postError(suffix, error) {
  const reported = report(error);
  const type = /^[\w.$-]{1,256}$/.test(reported.errorType) ? { 'Lambda-Runtime-Function-Error-Type': reported.errorType } : {};
  return post(suffix, JSON.stringify(reported), type);
}

/** Nobody is left to report to: whoever started this process ended, or no longer wants it. */
function giveUp(why) {
  log('FATAL', `LAMBDA_RUNTIME ${why?.message ?? why}`);
  exit(1);
}

// ---- Finding the handler --------------------------------------------------------------------------------------------

/** Whether .js files in a folder are ES modules, by the nearest package.json. */
function isModuleFolder(folder) {
  if (folder.endsWith('/node_modules')) return false;
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent !== folder && isModuleFolder(parent);
}

async function loadModule(root, folder, name) {
  const base = path.resolve(root, folder, name);
  const esm = isModuleFolder(path.dirname(base));
  const ways = [
    ['', require],
    ['.js', esm ? importFile : require],
    ['.mjs', importFile],
    ['.cjs', require],
  ];
  for (const [extension, load] of ways) {
    if (statSync(base + extension, { throwIfNoEntry: false })?.isFile()) return await load(base + extension);
  }
  if (existsSync(base)) return require(base); // a folder
  return require(require.resolve(name, { paths: [root, path.resolve(root, folder)] })); // a package
}

const importFile = (file) => import(pathToFileURL(file));

async function loadHandler(root, wanted) {
  if (wanted.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${wanted}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const slash = wanted.lastIndexOf('/') + 1;
  const dot = wanted.indexOf('.', slash);
  if (dot < 0) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  let loaded;
  try {
    loaded = await loadModule(root, wanted.slice(0, slash), wanted.slice(slash, dot));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const refused = new RuntimeError('UserCodeSyntaxError', String(error));
      refused.stack = error.stack; // it names the line
      throw refused;
    }
    if (error?.code === 'MODULE_NOT_FOUND') throw new RuntimeError('ImportModuleError', String(error));
    throw error;
  }
  const handler = wanted.slice(dot + 1).split('.').reduce((within, key) => within && within[key], loaded);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${wanted} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${wanted} is not a function`);
  if (handler[STREAMING]) throw new RuntimeError('MalformedStreamingHandler', NO_STREAMING);
  if (handler.length >= 3 && /nodejs(\d+)/.exec(env.AWS_EXECUTION_ENV)?.[1] >= 24) {
    throw new RuntimeError('CallbackHandlerDeprecated', NO_CALLBACKS);
  }
  return handler;
}

const NO_STREAMING = 'Response streaming is not supported: an event invocation has one response, sent when the handler ends.';
const NO_CALLBACKS =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
  'You need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
  'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

globalThis.awslambda = {
  streamifyResponse() {
    throw new RuntimeError('MalformedStreamingHandler', NO_STREAMING);
  },
};

// ---- Floating work --------------------------------------------------------------------------------------------------

const SOCKETS = ['TCPSocketWrap', 'PipeWrap'];

/** What keeps the event loop alive, by kind; of sockets and pipes only the busy ones, for an open one may well be idle. */
function inUse() {
  const counts = new Map();
  const add = (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  let sockets = false;
  for (const kind of resourcesInUse()) {
    if (SOCKETS.includes(kind)) sockets = true;
    else add(kind);
  }
  if (sockets) {
    for (const handle of handlesInUse()) {
      if (isBusySocket(handle)) add(handle._handle?.constructor.name === 'Pipe' ? 'PipeWrap' : 'TCPSocketWrap');
    }
  }
  return counts;
}

/**
 * A socket that connects, has something left to send, or waits for the answer to an HTTP request. Pooled connections are
 * open and idle, and thus none: HTTP agents let go of theirs, database drivers do not.
 */
function isBusySocket(socket) {
  if (typeof socket?.connecting !== 'boolean') return false;
  if (socket.connecting || socket.writableLength > 0 || socket._httpMessage) return true;
  return Object.getOwnPropertySymbols(socket).some((symbol) => symbol.description === 'parser' && socket[symbol]); // fetch
}

/** What runs now and did not run before, as text; empty if nothing does. */
function leftRunning(before) {
  const left = [];
  for (const [kind, count] of inUse()) {
    const more = count - (before.get(kind) ?? 0);
    if (more > 0) left.push(`${more} ${kind}`);
  }
  return left.sort().join(', ');
}

// ---- One invocation after the other ---------------------------------------------------------------------------------

let current; // the invocation that runs, if one does
let whenIdle = () => {}; // what to do when nothing is left to do

class Invocation {
  constructor({ headers, text }) {
    this.headers = headers;
    this.id = headers['lambda-runtime-aws-request-id'];
    this.text = text;
    this.settled = false; // decided by the handler; the first decision counts
    this.waits = true; // context.callbackWaitsForEmptyEventLoop
    this.before = inUse();
  }

  run(handler) {
    const callback = (error, result) => {
      if (error !== undefined && error !== null) this.settle(() => this.fail(error));
      else if (!this.waits) this.settle(() => this.succeed(result));
      else this.settle(() => (whenIdle = () => later(() => this.succeed(result))));
    };
    const done = (error, result) =>
      this.settle(() => (error !== undefined && error !== null ? this.fail(error) : this.succeed(result)));
    let returned;
    whenIdle = () => this.settle(() => this.neverSettled(handler, returned));
    try {
      const trace = this.headers['lambda-runtime-trace-id'];
      if (trace) env._X_AMZN_TRACE_ID = trace;
      else delete env._X_AMZN_TRACE_ID;
      const event = this.text === '' ? {} : JSON.parse(this.text);
      this.text = undefined;
      returned = handler(event, this.context(done), callback);
      if (typeof returned?.then === 'function') {
        returned.then((result) => done(null, result), (error) => done(error ?? 'handled'));
      }
    } catch (error) {
      callback(error ?? 'handled');
    }
  }

  settle(how) {
    if (this.settled) return;
    this.settled = true;
    whenIdle = () => {};
    how();
  }

  context(done) {
    const invocation = this;
    const deadline = Number(this.headers['lambda-runtime-deadline-ms']);
    const parsed = (name, header) => {
      if (this.headers[header] === undefined) return undefined;
      try {
        return JSON.parse(this.headers[header]);
      } catch (error) {
        throw new Error(`Cannot parse ${name} as json: ${error}`);
      }
    };
    return {
      get callbackWaitsForEmptyEventLoop() {
        return invocation.waits;
      },
      set callbackWaitsForEmptyEventLoop(value) {
        invocation.waits = value;
      },
      succeed: (result) => done(null, result),
      fail: (error) => done(error ?? 'handled'),
      done,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: parsed('ClientContext', 'lambda-runtime-client-context'),
      identity: parsed('CognitoIdentity', 'lambda-runtime-cognito-identity'),
      invokedFunctionArn: this.headers['lambda-runtime-invoked-function-arn'],
      awsRequestId: this.id,
      tenantId: this.headers['lambda-runtime-aws-tenant-id'],
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
  }

  succeed(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result) ?? 'null';
    } catch {
      this.fail(new Error('Unable to stringify response body'));
      return;
    }
    post(`invocation/${this.id}/response`, text).then(async ({ status }) => {
      if (status === 413) await this.failOversized();
      this.end(status);
    }).catch(giveUp);
  }

  fail(error) {
    logError('Invoke Error', error);
    postError(`invocation/${this.id}/error`, error).then(({ status }) => this.end(status)).catch(giveUp);
  }

  /** The API ends such an invocation by itself, or waits for the error: either way what it says to this is of no matter. */
  async failOversized() {
    log('ERROR', 'LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.');
    const size = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
    const error = Object.assign(new Error(size), { name: 'Function.ResponseSizeTooLarge' });
    await postError(`invocation/${this.id}/error`, error);
  }

  /** The event loop is empty and the handler has not said how it ended. */
  neverSettled(handler, returned) {
    if (handler.constructor?.name === 'AsyncFunction' || typeof returned?.then === 'function') {
      this.fail(
        new RuntimeError(
          'NodeJsExit',
          'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
        ),
      );
    } else {
      this.succeed(null);
    }
  }

  /** Before the next event is asked for, which is what tells the other side that this one is over. */
  end(status) {
    if (status >= 500) giveUp(`The answer to an invocation's end was ${status}.`);
    const left = leftRunning(this.before);
    if (left) {
      log('WARN', `The handler ended before its work did; still running: ${left}. Await what the handler starts.`);
    }
    if (current === this) current = undefined;
    later(next);
  }
}

let handler;
let dying = false;

function next() {
  exchange('GET', 'invocation/next', {})
    .then((answer) => {
      if (answer.status !== 200) giveUp(`The answer to next was ${answer.status}.`);
      current = new Invocation(answer);
      globalThis[REQUEST_ID] = current.id;
      current.run(handler);
    })
    .catch(giveUp);
}

/** What nobody caught ends the process, after it was reported for the invocation that runs, or for the start. */
function die(what, error, status) {
  if (dying) return;
  dying = true;
  logError(what, error);
  const suffix = current ? `invocation/${current.id}/error` : handler ? undefined : 'init/error';
  if (current) current.settled = true;
  if (!suffix) exit(status);
  postError(suffix, error).then(() => exit(status), () => exit(status));
}

patchConsole();
process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason, promise) =>
  die('Unhandled Promise Rejection', new RuntimeError('UnhandledPromiseRejection', String(reason), { reason, promise }), 128),
);
process.on('beforeExit', () => whenIdle());

handler = await loadHandler(env.LAMBDA_TASK_ROOT ?? process.cwd(), env._HANDLER ?? '');
next();
