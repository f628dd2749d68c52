// A service's log as managers stream it: frames cut anywhere, lines told apart by task.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demultiplex } from '../../../src/docker/containerLog.ts';
import { logFrames } from '../../../src/docker/logFrames.ts';
import { logLine, logQuery } from '../../../src/docker/serviceLog.ts';

const frame = (stream: number, content: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
};

/** The bytes in pieces that end at these places. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

describe('frames', () => {
  test('come out whole, wherever the stream is cut', () => {
    const contents = fc.array(fc.tuple(fc.constantFrom(1, 2, 3), fc.string({ unit: 'grapheme' })), { maxLength: 8 });
    fc.assert(
      fc.property(contents, fc.array(fc.nat(), { maxLength: 20 }), (frames, places) => {
        const whole = Buffer.concat(frames.map(([stream, text]) => frame(stream, text)));
        const read = logFrames();
        const seen = cut(whole, places).flatMap((piece) => read(piece));
        expect(seen.map(({ stream, content }) => [stream, content.toString()])).toEqual(
          frames.map(([stream, text]) => [{ 1: 'stdout', 2: 'stderr', 3: 'manager' }[stream], text]),
        );
      }),
    );
  });

  test('say what the whole log says', () => {
    const log = readFileSync(path.join(import.meta.dirname, '../../records/engine26/service-log.bin'));
    const read = logFrames();
    const seen = cut(log, [1, 9, 100, 101, 2000]).flatMap((piece) => read(piece));
    // The record was cut off in a frame, which then is not told.
    expect(demultiplex(log)).toContain(Buffer.concat(seen.map(({ content }) => content)).toString());
    expect(seen.length).toBeGreaterThan(10);
  });

  test('of a terminal are none: lines come as they are', () => {
    const read = logFrames();
    const seen = [...read(Buffer.from('2026-11-24T05:48:51Z  fi')), ...read(Buffer.from('rst\r\nsecond\r\nthi'))];
    expect(seen.map(({ content }) => content.toString())).toEqual(['2026-11-24T05:48:51Z  first\r\n', 'second\r\n']);
    expect(read(Buffer.from('rd\n')).map(({ content }) => content.toString())).toEqual(['third\n']);
  });

  test('of nonsense are nonsense, and no error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
        const read = logFrames();
        for (const piece of pieces) read(Buffer.from(piece));
      }),
    );
  });
});

describe('a line', () => {
  const content = (text: string): Buffer => Buffer.from(text);
  const details =
    'com.docker.swarm.node.id=jspv,com.docker.swarm.service.id=bvnd,com.docker.swarm.task.id=l19m,note=a%2Cb+c';

  test('names its task, its node and its time', () => {
    expect(
      logLine({ stream: 'stderr', content: content(`2026-11-24T05:48:51.102761104Z ${details}  two  words \n`) }),
    ).toEqual({
      stream: 'stderr',
      at: '2026-11-24T05:48:51.102761104Z',
      nodeId: 'jspv',
      taskId: 'l19m',
      text: ' two  words ',
    });
  });

  test('may be empty, or look like anything', () => {
    expect(logLine({ stream: 'stdout', content: content(`2026-11-24T05:48:51Z ${details} \n`) })).toMatchObject({
      text: '',
      taskId: 'l19m',
    });
    expect(logLine({ stream: 'stdout', content: content('no time\n') })).toMatchObject({ at: '', text: 'no time' });
  });

  test('of the manager itself is no task’s', () => {
    expect(logLine({ stream: 'manager', content: content('Error grabbing logs: EOF\n') })).toEqual({
      stream: 'manager',
      at: '',
      nodeId: '',
      taskId: '',
      text: 'Error grabbing logs: EOF',
    });
  });
});

test('where to begin: the last lines, or a time to the nanosecond', () => {
  expect(logQuery({ tail: 100 })).toMatchObject({ follow: true, details: true, timestamps: true, tail: 100 });
  expect(logQuery({ since: '2026-11-24T05:48:51.102761104Z' })).toMatchObject({ since: '1795499331.102761104' });
  expect(logQuery({ since: '2026-11-24T05:48:51.5Z' })).toMatchObject({ since: '1795499331.500000000' });
  expect(logQuery({ since: '2026-11-24T05:48:51Z' })).toMatchObject({ since: '1795499331.000000000' });
});

test('a line that never ends is told in pieces, and not kept', () => {
  const read = logFrames();
  read(Buffer.from('a terminal: '));
  let told = 0;
  for (let piece = 0; piece < 50; piece += 1)
    for (const { content } of read(Buffer.alloc(64 * 1024, 'x'))) told += content.length;
  expect(told).toBeGreaterThan(2 * 1024 * 1024);
});
