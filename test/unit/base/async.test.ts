// A deadline of a process that is itself too busy to listen.
import { connect } from 'node:net';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { deadline, limit, sleep } from '../../../src/base/async.ts';

test('ends after its time, and knows why', async () => {
  const end = deadline(10);
  await once(end.signal, 'abort');
  expect(end.ending()).toBe('timedOut');
});

test('ends with its parent', () => {
  const parent = new AbortController();
  const end = deadline(10_000, parent.signal);
  parent.abort();
  expect(end.ending()).toBe('cancelled');
});

test('still hears what came in while this process was busy', async () => {
  // Elsewhere, so that it answers while we do nothing else.
  const worker = new Worker(
    `const { createServer } = require('node:net');
     createServer((socket) => setTimeout(() => socket.end('here'), 50)).listen(0, '127.0.0.1', function () {
       require('node:worker_threads').parentPort.postMessage(this.address().port);
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const end = deadline(100);
  let heard = '';
  socket.on('data', (data) => {
    heard = `${data.toString()} ${String(end.signal.aborted)}`;
    end.clear();
  });
  for (const until = Date.now() + 400; Date.now() < until;);
  await once(socket, 'close');
  await worker.terminate();
  expect(heard).toBe('here false');
  expect(end.ending()).toBeUndefined();
});

describe('a time that no timer can count', () => {
  test.each([2_147_484_000, 1e300, Infinity])('of %d ms is not over at once', async (time) => {
    const stop = new AbortController();
    let isOver = false;
    const sleeping = sleep(time, stop.signal).then(() => {
      isOver = true;
    });
    const { ending, clear } = deadline(time);
    const inTime = limit(1, time);
    const held = Promise.withResolvers<undefined>();
    const first = inTime(() => held.promise);
    let isSecondIn = false;
    const second = inTime(() => Promise.resolve(void (isSecondIn = true)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isOver, ending(), isSecondIn]).toEqual([false, undefined, false]);
    stop.abort();
    clear();
    held.resolve(undefined);
    await Promise.all([sleeping, first, second]);
  });
});
