import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex, readLog } from '../../../src/docker/containerLog.ts';

const frame = (stream: number, content: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
};

/** A text on stdout, cut anywhere, with a word of stderr between the cuts. */
const cut = fc
  .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.array(fc.nat()))
  .filter(([text]) => !text.includes('!'))
  .map(([text, places]) => {
    const bytes = Buffer.from(text);
    const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
    const frames = ends.flatMap((end, index) => [
      frame(1, bytes.subarray(ends[index - 1] ?? 0, end)),
      frame(2, Buffer.from('!')),
    ]);
    return { text, log: Buffer.concat(frames), words: ends.length };
  });

test('frames are taken apart, a letter may lie in two of them with the other stream between', () => {
  fc.assert(
    fc.property(cut, ({ text, log, words }) => {
      const said = demultiplex(log);
      expect(said.replaceAll('!', '')).toBe(text);
      expect(said.length - text.length).toBe(words);
    }),
  );
});

test('a log reads the same in whatever pieces it comes', async () => {
  const anyLog = fc.oneof(
    cut.map(({ log }) => log),
    fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(anyLog, fc.array(fc.integer({ min: 1, max: 20 })), async (log, sizes) => {
      const pieces: Buffer[] = [];
      let at = 0;
      for (const size of sizes) pieces.push(log.subarray(at, (at += size)));
      pieces.push(log.subarray(at));
      let said = '';
      await readLog(Readable.from(pieces.filter(({ length }) => length > 0)), (text) => {
        said += text;
      });
      expect(said).toBe(demultiplex(log));
    }),
  );
});

test('a log of a terminal is plain', () => {
  expect(demultiplex(Buffer.from('==> Starting Consul agent...\r\n'))).toBe('==> Starting Consul agent...\r\n');
  expect(demultiplex(Buffer.alloc(0))).toBe('');
  expect(demultiplex(Buffer.from('42'))).toBe('42');
});

test('a log cut off in the middle of a frame gives what is there', () => {
  expect(demultiplex(frame(1, Buffer.from('hello')).subarray(0, 11))).toBe('hel');
});

test('any bytes give some text', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void demultiplex(Buffer.from(bytes))));
});
