// Runs a Lambda handler written for Node.js: asks the Runtime API for an event, calls the handler, answers, and again.
// Needs Node.js 18 or later and nothing else.
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';

const [HOST, PORT] = splitAddress(process.env.AWS_LAMBDA_RUNTIME_API);
const BASE = '/2018-06-01/runtime';
const LEFT_RUNNING_LISTED = 5;
const MAX_ERROR_CAUSE_BYTES = 60 * 1024;

let current = null; // the invocation under way

function splitAddress(address) {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

// ---- Runtime API ------------------------------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(method, pathname, headers, body) {
  return new Promise((resolve, reject) => {
    const options = { host: HOST, port: PORT, path: BASE + pathname, method, agent, headers };
    const call = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') })
      );
      response.on('error', reject);
    });
    call.on('error', reject);
    call.setTimeout(0);
    call.end(body);
  });
}

function post(pathname, text, headers = {}) {
  const body = Buffer.from(text, 'utf8');
  return request('POST', pathname, { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers }, body);
}

async function postError(pathname, thrown) {
  const document = errorDocument(thrown);
  const answer = await post(pathname, JSON.stringify(document), {
    'Lambda-Runtime-Function-Error-Type': headerText(document.errorType),
    'Lambda-Runtime-Function-XRay-Error-Cause': errorCause(document),
  });
  if (answer.status === 413) {
    await post(pathname, JSON.stringify({ ...document, errorMessage: document.errorMessage.slice(0, 1024), trace: [] }));
  }
}

function headerText(text) {
  return String(text).replace(/[^\x20-\x7e]/g, '_');
}

/** What X-Ray would be told, as AWS's clients send it. */
function errorCause(document) {
  const cause = JSON.stringify({
    working_directory: process.cwd(),
    exceptions: [{ type: document.errorType, message: document.errorMessage, stack: [] }],
    paths: [],
  });
  const ascii = cause.replace(/[^\x20-\x7e]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  return ascii.length > MAX_ERROR_CAUSE_BYTES ? '{}' : ascii;
}

/** An error as AWS shows it; whatever was thrown, and whatever its properties do when they are asked. */
function errorDocument(thrown) {
  try {
    if (util.types.isNativeError(thrown) || thrown instanceof Error) {
      return {
        errorType: String(thrown.name ?? 'Error'),
        errorMessage: String(thrown.message ?? ''),
        trace: String(thrown.stack ?? '').split('\n'),
      };
    }
    const text = typeof thrown === 'object' && thrown !== null ? safeJson(thrown) : String(thrown);
    return { errorType: thrown === null ? 'null' : typeof thrown, errorMessage: text, trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'callback called with Error argument, but there was a problem while'
        + ' retrieving one or more of its message, name, and stack', trace: [] };
  }
}

function safeJson(value) {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return util.inspect(value);
  }
}

class PlatformError extends Error {
  constructor(name, message, cause) {
    super(message);
    this.name = name;
    if (cause?.stack) {
      this.stack = `${name}: ${message}\n` + cause.stack;
    }
  }
}

// ---- log --------------------------------------------------------------------------------------------------------

/** Lines of the form that AWS's text log has; one message is one line. */
function patchConsole() {
  const write = (level, args) => {
    const message = util.format(...args).replace(/\n/g, '\r');
    const id = current === null ? 'undefined' : current.id;
    process.stdout.write(`${new Date().toISOString()}\t${id}\t${level}\t${message}\n`);
  };
  console.log = (...args) => write('INFO', args);
  console.info = console.log;
  console.debug = (...args) => write('DEBUG', args);
  console.warn = (...args) => write('WARN', args);
  console.error = (...args) => write('ERROR', args);
  console.trace = (...args) => write('TRACE', args);
}

// ---- the handler ------------------------------------------------------------------------------------------------

const HANDLER = /^([^.]*)\.(.+)$/;

async function loadHandler(root, setting) {
  if (setting.includes('..')) {
    throw new PlatformError('Runtime.MalformedHandlerName', `'${setting}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const directory = path.dirname(setting);
  const parts = HANDLER.exec(path.basename(setting));
  if (parts === null) {
    throw new PlatformError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const module = await loadModule(root, path.resolve(root, directory, parts[1]));
  let found = module;
  for (const name of parts[2].split('.')) {
    found = found?.[name];
  }
  // A CommonJS module that is imported has its exports under "default" as well.
  if (found === undefined) {
    found = parts[2].split('.').reduce((value, name) => value?.[name], module?.default);
  }
  if (found === undefined || found === null) {
    throw new PlatformError('Runtime.HandlerNotFound', `${setting} is undefined or not exported`);
  }
  if (typeof found !== 'function') {
    throw new PlatformError('Runtime.HandlerNotFound', `${setting} is not a function`);
  }
  return found;
}

async function loadModule(root, file) {
  try {
    const resolved = ['', '.js', '.mjs', '.cjs'].map((end) => file + end).find(isFile);
    if (resolved === undefined) {
      // Looks through node_modules, as AWS does, and fails with Node.js' own words.
      return createRequire(path.join(root, 'index.js'))(path.relative(root, file));
    }
    if (resolved.endsWith('.mjs') || (resolved.endsWith('.js') && isModulePackage(path.dirname(resolved)))) {
      return await import(pathToFileURL(resolved).href);
    }
    return createRequire(pathToFileURL(resolved))(resolved);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new PlatformError('Runtime.UserCodeSyntaxError', String(error), error);
    }
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw new PlatformError('Runtime.ImportModuleError', String(error), error);
    }
    throw error;
  }
}

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isModulePackage(directory) {
  for (let each = directory; ; each = path.dirname(each)) {
    const file = path.join(each, 'package.json');
    if (isFile(file)) {
      return JSON.parse(fs.readFileSync(file, 'utf8')).type === 'module';
    }
    if (path.dirname(each) === each || path.basename(each) === 'node_modules') {
      return false;
    }
  }
}

// ---- one invocation ---------------------------------------------------------------------------------------------

class Invocation {
  constructor(headers) {
    this.id = headers['lambda-runtime-aws-request-id'];
    this.deadline = Number(headers['lambda-runtime-deadline-ms']);
    this.headers = headers;
    this.settled = false;
    this.waitsForLoop = null; // an answer that is given once nothing is left to do
    this.isAsync = false;
    this.end = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** The first answer counts. */
  settle(answer) {
    if (!this.settled) {
      this.settled = true;
      this.finish(answer);
    }
  }

  succeed(value) {
    this.settle({ value });
  }

  fail(error) {
    this.settle({ failed: true, error });
  }

  /** What a callback says is given out when the event loop is empty, unless the handler does not want that. */
  calledBack(answer, context) {
    if (this.settled || this.waitsForLoop !== null) {
      return;
    }
    if (answer.failed || !context.callbackWaitsForEmptyEventLoop) {
      this.settle(answer);
    } else {
      this.waitsForLoop = answer;
    }
  }

  context() {
    const invocation = this;
    const env = process.env;
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      awsRequestId: this.id,
      invokedFunctionArn: this.headers['lambda-runtime-invoked-function-arn'],
      clientContext: parsed(this.headers['lambda-runtime-client-context']),
      identity: parsed(this.headers['lambda-runtime-cognito-identity']),
      getRemainingTimeInMillis: () => this.deadline - Date.now(),
      done(error, value) {
        invocation.settle(answerOf(error, value));
      },
      succeed: (value) => invocation.succeed(value),
      fail: (error) => invocation.fail(error ?? new Error('handled')),
    };
  }
}

function parsed(header) {
  if (!header) {
    return undefined;
  }
  try {
    return JSON.parse(header);
  } catch {
    return undefined;
  }
}

/** What a callback says: an error, unless that is left out. */
function answerOf(error, value) {
  return error === null || error === undefined ? { value } : { failed: true, error };
}

function call(handler, invocation, event) {
  const context = invocation.context();
  const callback = (error, value) =>
    invocation.calledBack(answerOf(error, value), context);
  try {
    const result = handler(event, context, callback);
    if (result !== null && typeof result === 'object' && typeof result.then === 'function') {
      invocation.isAsync = true;
      result.then(
        (value) => invocation.succeed(value),
        (error) => invocation.fail(error)
      );
    }
    // What else it returns counts for nothing, as at AWS: its callback may yet be called.
  } catch (error) {
    invocation.fail(error);
  }
}

function serialised(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? 'null';
  } catch (error) {
    throw new PlatformError('Runtime.ResponseError', 'Unable to stringify response body: ' + error.message);
  }
}

async function respond(invocation, { value, failed, error }) {
  const place = `/invocation/${invocation.id}`;
  if (failed) {
    reportThrown(error);
    await postError(`${place}/error`, error);
    return;
  }
  let text;
  try {
    text = serialised(value);
  } catch (unserialisable) {
    reportThrown(unserialisable);
    await postError(`${place}/error`, unserialisable);
    return;
  }
  // One that is too large is refused, and the platform has told the caller so.
  await post(`${place}/response`, text);
}

function reportThrown(error) {
  const { errorType, errorMessage, trace } = errorDocument(error);
  console.error('Invoke Error', '\t' + JSON.stringify({ errorType, errorMessage, stack: trace }));
}

// ---- what a handler leaves running ------------------------------------------------------------------------------

/** How many resources of each kind keep the event loop alive. Idle connections of an agent do not. */
function resources() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function leftRunning(before) {
  const left = [];
  for (const [kind, count] of resources()) {
    const more = count - (before.get(kind) ?? 0);
    if (more > 0 && kind !== 'Immediate' && kind !== 'PipeWrap' && kind !== 'TTYWrap') {
      left.push(`${more} ${kind}`);
    }
  }
  return left;
}

function warnOfLeft(left) {
  if (left.length > 0) {
    const shown = left.slice(0, LEFT_RUNNING_LISTED).join(', ');
    console.warn(`The handler has ended, but work that it began still runs: ${shown}. Await it, or it may be lost.`);
  }
}

// ---- life -------------------------------------------------------------------------------------------------------

/** Fatal for the process: an error that nobody can catch any more. */
async function die(error, status) {
  try {
    console.error(status === 129 ? 'Uncaught Exception' : 'Unhandled Promise Rejection', '\t' + JSON.stringify(errorDocument(error)));
    if (current === null) {
      await postError('/init/error', error);
    } else if (!current.settled) {
      current.settled = true;
      await postError(`/invocation/${current.id}/error`, error);
    }
  } finally {
    process.exit(status);
  }
}

function watchProcess() {
  process.on('uncaughtException', (error) => die(error, 129));
  process.on('unhandledRejection', (reason) => {
    const error = new PlatformError('Runtime.UnhandledPromiseRejection', util.types.isNativeError(reason) ? `${reason}` : util.inspect(reason));
    error.stack = `${error.name}: ${error.message}` + (reason?.stack ? '\n' + reason.stack : '');
    return die(error, 128);
  });
  process.on('beforeExit', () => {
    if (current === null || current.settled) {
      return;
    }
    if (current.waitsForLoop !== null) {
      current.settle(current.waitsForLoop);
    } else if (current.isAsync) {
      current.fail(new PlatformError('Runtime.NodeJsExit', 'The handler\'s promise is not settled, and nothing is left to run that could settle it.'));
    } else {
      current.succeed(null);
    }
  });
}

async function run() {
  patchConsole();
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    reportThrown(error);
    await postError('/init/error', error);
    process.exit(1);
  }
  watchProcess();
  while (true) {
    const next = await request('GET', '/invocation/next', {});
    const invocation = new Invocation(next.headers);
    const trace = next.headers['lambda-runtime-trace-id'];
    if (trace) {
      process.env._X_AMZN_TRACE_ID = trace;
    } else {
      delete process.env._X_AMZN_TRACE_ID;
    }
    current = invocation;
    let event;
    try {
      event = JSON.parse(next.body);
    } catch (error) {
      invocation.fail(error);
    }
    const before = resources();
    if (!invocation.settled) {
      call(handler, invocation, event);
    }
    const answer = await invocation.end;
    await new Promise(setImmediate);
    warnOfLeft(leftRunning(before));
    await respond(invocation, answer);
    current = null;
  }
}

await run();
