// A cluster file made to hurt: whatever it is, it has an answer, and soon.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { told } from './toldProblems.ts';

describe('a file made to hurt', () => {
  test.each([
    ['too many levels', '['.repeat(60_000)],
    ['too many maps', '{a: '.repeat(15_000)],
    ['too many lists in a line', '- '.repeat(30_000)],
    ['too many keys in a line', '? '.repeat(30_000)],
    ['too large', `name: demo\n#${'x'.repeat(70_000)}`],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map(
          (key, index) =>
            `${key}: &${key} [${Array<string>(9)
              .fill(`*${'abcdefgh'[index] ?? ''}`)
              .join(',')}]`,
        )
        .join('\n')}\nname: demo`,
    ],
    ['an alias of itself', 'name: &a { b: *a }'],
    ['a prototype', '__proto__: { name: demo }'],
    ['a constructor', 'constructor: 1\nname: demo\ndriver: { options: { __proto__: { a: 1 } } }'],
  ])('%s', async (_, text) => {
    const { spec, problems } = await readClusterFile(text);
    expect(spec).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
  });

  test('what is too deep is not given to the parser, which would take minutes', async () => {
    for (const text of ['['.repeat(50), '{a: '.repeat(50), '- '.repeat(50), '? '.repeat(50)])
      expect(await told(text)).toEqual([expect.stringContaining('nested more than 40 levels deep')]);
    expect(await told(`name: demo # ${'['.repeat(30)}`)).toEqual([]);
  });

  const sample = `name: demo
orchestration: classic
driver: { name: virtualbox, options: { virtualbox-memory: 1024 } }
engine: { registryMirrors: [ "http://mirror.example" ], options: [ "log-level=warn" ], labels: { rack: a } }
keyValueStore: { type: consul, machine: { name: kvstore } }
nodes:
  - { name: swarm-node1, driver: { options: { generic-ip-address: 10.99.0.13 } } }
  - name: swarm-node2
networks:
  - { name: my-net, subnet: 10.10.0.0/24, gateway: "", mtu: 0 }
`;

  function checkAnswer(text: string, { spec, problems }: Awaited<ReturnType<typeof readClusterFile>>): void {
    expect(spec === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
    for (const { start, end } of problems) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  }

  test('any text has an answer', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        checkAnswer(text, await readClusterFile(text));
      }),
      { numRuns: 100 },
    );
  });

  test('a good file with pieces cut, doubled and put in has an answer', { timeout: 60_000 }, async () => {
    const junk = fc.constantFrom(
      '',
      '\t',
      '- ',
      '? ',
      ': ',
      '[',
      '}',
      '&a ',
      '*a',
      '!!binary ',
      '---\n',
      '\n',
      '"',
      '#',
      '|\n',
      '~',
      '0x',
      '${x}',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sample.length), fc.nat(12), junk), { minLength: 1, maxLength: 4 }),
        async (cuts) => {
          const text = cuts.reduce(
            (rest, [at, length, put]) => rest.slice(0, at) + put + rest.slice(at + length),
            sample,
          );
          checkAnswer(text, await readClusterFile(text));
        },
      ),
      { numRuns: 200 },
    );
  });
});
