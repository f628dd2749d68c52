import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplex } from '../../../src/docker/containerLog.ts';

const frame = (stream: number, content: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
};

test('frames are taken apart, a letter may lie in two of them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.array(fc.nat()), (text, places) => {
      const bytes = Buffer.from(text);
      const ends = [...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
      const frames = ends.map((end, index) => frame(1 + (index % 2), bytes.subarray(ends[index - 1] ?? 0, end)));
      expect(demultiplex(Buffer.concat(frames))).toBe(text);
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
