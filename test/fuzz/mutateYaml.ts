// Changes of a YAML text: what its authors get wrong, and what its language allows that nobody expects.
import { type Change } from './mutateBytes.ts';
import type { Random } from './random.ts';

export const yamlChanges: readonly Change[] = [
  onLine('indent', (line, random) => ' '.repeat(1 + random.below(5)) + line),
  onLine('outdent', (line, random) => line.slice(Math.min(/^ */.exec(line)![0].length, 1 + random.below(4)))),
  onLine('tab', (line) => `\t${line}`),
  onLine('dash', (line) => line.replace(/^( *)/, '$1- ')),
  onLine('noColon', (line) => line.replace(':', '')),
  onLine('colon', (line, random) => insertText(line, random, random.pick([':', ': ', ' :', '::']))),
  onLine('anchor', (line, random) => line.replace(/: */, `: &${random.pick(['a', 'b', 'é'])} `)),
  onLine('alias', (line, random) => line.replace(/:.*/, `: *${random.pick(['a', 'b', 'é'])}`)),
  onLine('merge', (line, random) => `${/^ */.exec(line)![0]}<<: *${random.pick(['a', 'b'])}`),
  onLine('tag', (line, random) =>
    line.replace(
      /: */,
      `: ${random.pick(['!!str', '!!int', '!!binary', '!!set', '!!omap', '!!timestamp', '!!js/function', '!local', '!<x>'])} `,
    ),
  ),
  onLine('value', (line, random) =>
    line.replace(
      /: .*/,
      () =>
        `: ${random.pick(['~', 'null', 'yes', '0o17', '0x1f', '.inf', '-.inf', '.nan', '1e999', '[]', '{}', '""', "''", '|', '>-', '? a', '- a', '@a', '`a', '%a', '2026-01-01', '1:2:3', '012', '!!binary ==='])}`,
    ),
  ),
  onLine('quote', (line, random) => insertText(line, random, random.pick(['"', "'", '\\', '"\\u00zz"', '#', ' #']))),
  onLine('bracket', (line, random) =>
    insertText(line, random, random.pick(['{', '}', '[', ']', '{a: ', '[[', ',', '? '])),
  ),
  onLine('block', (line, random) =>
    line.replace(/: .*/, `: ${random.pick(['|', '>', '|+', '>-', '|2', '|9', '>1-'])}`),
  ),
  onLine('blanks', (line) => `${line}   `),
  function repeatKey(input, { random }) {
    const lines = linesOf(input);
    const line = random.pick(lines);
    lines.splice(random.below(lines.length), 0, line);
    return Buffer.from(lines.join('\n'));
  },
  function moveBlock(input, { random }) {
    const lines = linesOf(input);
    const block = lines.splice(random.below(lines.length), 1 + random.below(5));
    lines.splice(random.below(lines.length + 1), 0, ...block.map((line) => ' '.repeat(random.below(4)) + line));
    return Buffer.from(lines.join('\n'));
  },
  function documents(input, { random }) {
    const lines = linesOf(input);
    lines.splice(
      random.below(lines.length),
      0,
      random.pick(['---', '...', '%YAML 1.1', '%TAG ! x:', '--- !!map', '# x']),
    );
    return Buffer.from(lines.join('\n'));
  },
];

/** Large in the ways of YAML. */
export const growYaml: Change = (input, { random, growth, longest }) => {
  const lines = linesOf(input);
  const size = Math.floor(Math.min(longest, random.pick([16_000, 60_000, 64_000, 250_000, 1_000_000])) * growth);
  const text = random.pick(bombs)(size);
  lines.splice(random.below(lines.length + 1), 0, text.slice(0, size));
  return Buffer.from(lines.join('\n'));
};

const bombs: readonly ((size: number) => string)[] = [
  // "billion laughs", in lists and in maps that are merged.
  (size) =>
    [
      'a0: &a0 [x,x]',
      ...Array.from(
        { length: Math.min(400, size / 200) },
        (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`,
      ),
    ].join('\n'),
  (size) =>
    [
      'b0: &b0 { x: 1 }',
      ...Array.from(
        { length: Math.min(400, size / 200) },
        (_, at) => `b${at + 1}: &b${at + 1} { <<: [${`*b${at},`.repeat(9)}] }`,
      ),
    ].join('\n'),
  () => 'r: &r { r: *r, s: [*r, *r] }',
  (size) => '['.repeat(size),
  (size) => '{a: '.repeat(size / 4),
  (size) => '- '.repeat(size / 2),
  (size) => '? '.repeat(size / 2),
  (size) => Array.from({ length: Math.sqrt(size * 2) }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  (size) => Array.from({ length: size / 10 }, (_, at) => `k${at}: ${at}`).join('\n'),
  (size) => Array.from({ length: size / 6 }, () => 'k: 1').join('\n'),
  (size) => Array.from({ length: size / 12 }, (_, at) => `x${at}: &x${at}`).join('\n'),
  (size) => `nodes: [${'{name: a},'.repeat(size / 10)}]`,
  (size) => `nodes:\n${'  - name: a\n'.repeat(size / 12)}`,
  (size) => `name: ${'a'.repeat(size)}`,
  (size) => `name: "${'\\"'.repeat(size / 2)}"`,
  (size) => `name: "${'a\\'.repeat(size / 2)}`,
  (size) => `name: '${"''".repeat(size / 2)}`,
  (size) => `name: |\n${'  a\n'.repeat(size / 4)}`,
  (size) => `name: a${'\n\n  b'.repeat(size / 5)}`,
  (size) => '#'.repeat(size),
  (size) => '# a\n'.repeat(size / 4),
  (size) => ' '.repeat(size),
  (size) => '\n'.repeat(size),
  (size) => ` \t`.repeat(size / 2),
  (size) => ':'.repeat(size),
  (size) => ': '.repeat(size / 2),
  (size) => 'a: '.repeat(size / 3),
  (size) => '-'.repeat(size),
  (size) => '---\n'.repeat(size / 4),
  (size) => '&'.repeat(size),
  (size) => '!a '.repeat(size / 3),
  (size) => `{${'a,'.repeat(size / 2)}`,
  (size) => `[${'"a" "b" '.repeat(size / 8)}`,
  (size) => '}'.repeat(size),
];

function linesOf(input: Buffer): string[] {
  return input.toString().split('\n');
}

function insertText(line: string, random: Random, what: string): string {
  const at = random.below(line.length + 1);
  return line.slice(0, at) + what + line.slice(at);
}

function onLine(name: string, apply: (line: string, random: Random) => string): Change {
  const named: Change = (input, { random }) => {
    const lines = linesOf(input);
    const at = random.below(lines.length);
    lines[at] = apply(lines[at] ?? '', random);
    return Buffer.from(lines.join('\n'));
  };
  return Object.defineProperty(named, 'name', { value: name });
}
