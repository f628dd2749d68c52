// Logs that are followed: what is there comes at once, what is written later when it is written, and the end with the container.
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { LogLine } from '../../../../src/simulator/world/nouns.ts';
import { sendLogs } from '../../../../src/simulator/serve/api/logs.ts';
import { newWorldState, World } from '../../../../src/simulator/world/world.ts';

const line = (text: string): LogLine => ({ stream: 'stdout', text, at: 0 });

/** Words of the pieces that were written, without their heads of eight bytes. */
function follow(lines: LogLine[], isOver: () => boolean, query = 'follow=1&stdout=1&tail=1') {
  const world = new World(newWorldState(undefined), { now: () => 0 } as World['time']);
  const sent: string[] = [];
  const response = {
    writeHead: () => response,
    flushHeaders: () => undefined,
    write: (bytes: Buffer) => sent.push(bytes.toString('utf8', 8).trim()),
    end: () => sent.push('(end)'),
  };
  const left = new AbortController();
  const answer = sendLogs(
    {
      world,
      query: new URLSearchParams(query),
      response: response as unknown as ServerResponse,
      signal: left.signal,
    },
    () => [{ id: 'c1', lines, prefix: '' }],
    isOver,
  );
  return { world, sent, answer, left };
}

test('what is written later is sent once, also after old lines were dropped', () => {
  const lines = [line('one'), line('two')];
  let isOver = false;
  const { world, sent } = follow(lines, () => isOver);
  expect(sent).toEqual(['two']);
  lines.push(line('three'));
  lines.shift();
  world.changed();
  world.changed();
  expect(sent).toEqual(['two', 'three']);
  isOver = true;
  world.changed();
  world.changed();
  expect(sent).toEqual(['two', 'three', '(end)']);
});

test('who has gone is sent nothing more', () => {
  const lines = [line('one')];
  const { world, sent, left } = follow(lines, () => false);
  left.abort();
  lines.push(line('two'));
  world.changed();
  expect(sent).toEqual(['one', '(end)']);
});

test('not followed, or of a container that has ended, they are one answer', () => {
  expect(follow([line('one')], () => true).answer?.bytes?.toString('utf8', 8)).toBe('one\n');
  expect(follow([line('one')], () => false, 'stdout=1').answer?.bytes?.toString('utf8', 8)).toBe('one\n');
});
