// Changes of an input that know nothing of what it means: bytes, and lines of text.
import type { Random } from './random.ts';

/** One change. `others` are inputs of the same target; `growth` scales what a change blows up. */
export type Change = (input: Buffer, around: Around) => Buffer;

export interface Around {
  readonly random: Random;
  readonly others: readonly Buffer[];
  readonly growth: number;
  readonly longest: number;
}

/** What readers stumble over: signs of structure, ends, broken characters, what a terminal acts on. */
export const oddities: readonly string[] = [
  '\0',
  '\r\n',
  '\r',
  '\n',
  '\t',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[H',
  '\b\b\b',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\ud83d\ude00',
  '\ue000',
  'é',
  '"',
  "'",
  '`',
  '\\',
  '/',
  '//',
  ':',
  '://',
  '=',
  ',',
  ';',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<script>',
  '&amp;',
  '|',
  '└ ',
  '$(rm -rf)',
  '${0}',
  '{0}',
  '%s',
  '%00',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '1e999',
  '-1',
  '0x10',
  '9'.repeat(40),
  '2026-13-45T99:99:99Z',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '[::1]:2376',
  '10.0.0.1:99999',
  'consul://',
  'zk://a,b,c/',
];

/** What a pattern that goes back and forth takes long over, repeated: single signs and short words. */
const repeated: readonly string[] = [
  ...'/\\:=,.-_ \t\n\r"\'`{}[]()<>|#&*!?%@$~^+;a0'.split(''),
  'a/',
  '/a',
  'a:',
  'a=b,',
  ' [$A',
  '--a',
  '- ',
  '? ',
  '&a ',
  '*a ',
  '\u001b[',
  '\u001b[0',
  '\u001b]',
  'a://b:',
  'SWMTKN-',
  '\\"',
  '[a',
  '{a',
  ': ',
  'a.',
  'é',
  '\ud83d\ude00',
];

export const byteChanges: readonly Change[] = [
  function flip(input, { random }) {
    const bytes = Buffer.from(input);
    for (let times = 1 + random.below(8); times > 0 && bytes.length > 0; times -= 1)
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    return bytes;
  },
  function overwrite(input, { random }) {
    const bytes = Buffer.from(input);
    for (let times = 1 + random.below(4); times > 0 && bytes.length > 0; times -= 1)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  function cut(input, { random }) {
    return random.chance(2)
      ? input.subarray(0, random.below(input.length))
      : input.subarray(random.below(input.length));
  },
  function drop(input, { random }) {
    const [from, to] = stretch(input, random);
    return Buffer.concat([input.subarray(0, from), input.subarray(to)]);
  },
  function repeatStretch(input, { random }) {
    const [from, to] = stretch(input, random);
    return Buffer.concat([input.subarray(0, to), input.subarray(from)]);
  },
  function insert(input, { random }) {
    return insertAt(input, random.below(input.length + 1), Buffer.from(random.pick(oddities)));
  },
  function insertBroken(input, { random }) {
    // Bytes that are no UTF-8: a lone continuation, a cut character, a surrogate, beyond Unicode.
    const broken = random.pick([[0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff, 0xfe]]);
    return insertAt(input, random.below(input.length + 1), Buffer.from(broken));
  },
  function splice(input, { random, others }) {
    const other = random.pick(others);
    return Buffer.concat([input.subarray(0, random.below(input.length)), other.subarray(random.below(other.length))]);
  },
  function insertOther(input, { random, others }) {
    const [from, to] = stretch(random.pick(others), random);
    return insertAt(input, random.below(input.length + 1), random.pick(others).subarray(from, to));
  },
];

export const lineChanges: readonly Change[] = [
  lines(function dropLine(all, random) {
    all.splice(random.below(all.length), 1 + random.below(3));
  }),
  lines(function repeatLine(all, random) {
    const at = random.below(all.length);
    all.splice(at, 0, ...Array.from({ length: 1 + random.below(4) }, () => all[at] ?? ''));
  }),
  lines(function swapLines(all, random) {
    const [a, b] = [random.below(all.length), random.below(all.length)];
    [all[a], all[b]] = [all[b] ?? '', all[a] ?? ''];
  }),
  lines(function joinLines(all, random) {
    const at = random.below(all.length);
    all.splice(at, 2, `${all[at] ?? ''}${all[at + 1] ?? ''}`);
  }),
  lines(function breakLine(all, random) {
    const at = random.below(all.length);
    const line = all[at] ?? '';
    const middle = random.below(line.length + 1);
    all.splice(at, 1, line.slice(0, middle), line.slice(middle));
  }),
  function windowsEnds(input) {
    return Buffer.from(input.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  },
];

/** Makes it long: by one sign or word that is repeated, by a stretch of its own, or by all of it. */
export const growBytes: Change = function grow(input, { random, growth, longest }) {
  const length = sizeOf(random, growth, longest - input.length);
  const seed = random.below(4) > 0 ? Buffer.from(random.pick(repeated)) : input.subarray(...stretch(input, random));
  const tail = Buffer.from(random.pick(['', 'x', '!', '\n', '"']));
  if (seed.length === 0 || length <= 0) return input;
  return insertAt(input, random.below(input.length + 1), Buffer.concat([Buffer.alloc(length, seed), tail]));
};

/** A text that is long: of signs that readers look for, or of those that the `old` one has, which its reader looks for. */
export function longText(old: string, { random, growth, longest }: Around): string {
  const at = random.below(old.length);
  const own = old.slice(at, at + 1 + random.below(random.chance(2) ? 1 : 4));
  const word = own !== '' && random.chance(2) ? own : random.pick(repeated);
  const length = sizeOf(random, growth, longest);
  const long = word.repeat(Math.ceil(length / word.length));
  return random.chance(3)
    ? `${random.pick(['', 'x', '--a', 'http://', '2026-'])}${long}${random.pick(['', 'x', '!'])}`
    : `${old.slice(0, at)}${long}${random.chance(2) ? old.slice(at) : random.pick(['', 'x', '!'])}`;
}

/** From 16 kB to 1 MB, before it is scaled. */
function sizeOf(random: Random, growth: number, most: number): number {
  return Math.floor(Math.min(random.pick([16_000, 64_000, 250_000, 1_000_000]), Math.max(0, most)) * growth);
}

function stretch(input: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.below(input.length);
  return [from, Math.min(input.length, from + 1 + random.below(random.chance(4) ? input.length : 16))];
}

function insertAt(input: Buffer, at: number, what: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), what, input.subarray(at)]);
}

function lines(change: (all: string[], random: Random) => void): Change {
  const named: Change = (input, { random }) => {
    const all = input.toString('latin1').split('\n');
    change(all, random);
    return Buffer.from(all.join('\n'), 'latin1');
  };
  return Object.defineProperty(named, 'name', { value: change.name });
}
