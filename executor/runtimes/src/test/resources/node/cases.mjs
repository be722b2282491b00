import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const agent = new http.Agent({ keepAlive: true });
let pooled;
let settings = 0;

/** A server that answers /slow after a while, in this very process: its own handle is there from the start. */
const server = http.createServer((request, response) => {
  setTimeout(() => response.end('{"fine":true}'), request.url === '/slow' ? 300 : 0);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const get = (path) =>
  new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, path, agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
  });

const cases = {
  echo: async (event) => event,
  value: async (event) => event.value,
  nothing: async () => {},
  callback: (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => callback(null, 'called back'), 5);
  },
  callbackError: (event, context, callback) => callback(new TypeError('not like this')),
  callbackTwice: (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callback(null, 'first');
    callback(null, 'second');
  },
  succeed: (event, context) => context.succeed('succeeded'),
  fail: (event, context) => context.fail(new RangeError('failed')),
  done: (event, context) => context.done(null, 'done'),
  context: async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID ?? null }),
  size: async (event) => JSON.stringify(event).length,
  large: async (event) => 'x'.repeat(event.size),
  throwError: async () => {
    const error = new TypeError('wrong type');
    error.code = 'E_WRONG';
    throw error;
  },
  throwNow: () => {
    throw new Error('at once');
  },
  throwString: async () => {
    throw 'just text';
  },
  throwUndefined: async () => {
    throw undefined;
  },
  throwObject: async () => {
    throw Object.create(null);
  },
  throwCircular: async () => {
    const error = new Error('around');
    error.cause = error;
    error.self = { error };
    throw error;
  },
  throwEvil: async () => {
    throw Object.defineProperty(new Error('x'), 'message', { get: () => { throw new Error('no message for you'); } });
  },
  bigint: async () => ({ value: 10n }),
  circular: async () => {
    const value = {};
    value.value = value;
    return value;
  },
  recursion: async () => {
    const deeper = (n) => deeper(n + 1) + 1;
    return deeper(0);
  },
  lines: async () => {
    console.log('first\nsecond');
    console.error('wrong: %s', 'this');
    console.warn({ a: 1 });
    console.debug('ü€😀');
  },
  binary: async () => {
    process.stdout.write(Buffer.from([0, 255, 254, 13, 10, 128, 10]));
    return 'printed';
  },
  patched: async () => {
    http.request = () => {
      throw new Error('patched');
    };
    return 'patched';
  },
  floatTimer: async () => {
    setTimeout(() => {}, 700);
    setTimeout(() => {}, 700);
    return 'early';
  },
  floatRequest: async () => {
    get('/slow');
    return 'early';
  },
  floatFetch: async () => {
    fetch(`http://127.0.0.1:${port}/slow`).then((answer) => answer.text());
    await sleep(30);
    return 'early';
  },
  floatFile: async () => {
    fs.watch('/tmp');
    return 'early';
  },
  awaited: async () => {
    await Promise.all([sleep(5), get('/'), get('/'), fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.json())]);
    return 'all done';
  },
  pool: async () => {
    pooled ??= await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(socket));
    });
    return 'pooled';
  },
  unref: async () => {
    setInterval(() => {}, 1000).unref();
    return 'unref';
  },
  count: async () => ++settings,
  exit: () => process.exit(7),
  rejectLate: async () => {
    Promise.reject(new Error('too late'));
    await sleep(200);
  },
  throwLate: async () => {
    setTimeout(() => {
      throw new Error('thrown late');
    }, 1);
    await sleep(5000);
  },
};

export const handler = (event, context, callback) => (cases[event.case] ?? cases.echo)(event, context, callback);
export const within = { a: { deeply: async () => 'nested' } };
export const notAFunction = 42;
