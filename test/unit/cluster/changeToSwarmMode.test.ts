// A cluster file's text with swarm-mode put in: just that, wherever and however it is written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeToSwarmMode } from '../../../src/cluster/changeToSwarmMode.ts';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { changed } from '../../../src/model/textChange.ts';

async function after(text: string): Promise<string | undefined> {
  const change = await changeToSwarmMode(text);
  return change && changed(text, change);
}

describe('the text', () => {
  test.each<[string, string, string]>([
    ['says nothing of it', 'name: demo\n', 'name: demo\norchestration: swarm-mode\n'],
    ['ends without a new line', 'name: demo', 'name: demo\norchestration: swarm-mode'],
    ['says another', 'name: demo\norchestration: classic # old\n', 'name: demo\norchestration: swarm-mode # old\n'],
    ['says it in quotes', "orchestration: 'none'\nname: demo\n", "orchestration: 'swarm-mode'\nname: demo\n"],
    [
      'has a comment beside the name',
      'name: demo # mine\nnodes: []\n',
      'name: demo # mine\norchestration: swarm-mode\nnodes: []\n',
    ],
    ['begins with a comment', '# mine\n\nname: demo\n', '# mine\n\nname: demo\norchestration: swarm-mode\n'],
    [
      'has the lines of Windows',
      'name: demo\r\nnodes: []\r\n',
      'name: demo\r\norchestration: swarm-mode\r\nnodes: []\r\n',
    ],
    [
      'stands a little to the right',
      '  name: demo\n  nodes: []\n',
      '  name: demo\n  orchestration: swarm-mode\n  nodes: []\n',
    ],
    ['is JSON', '{ "name": "demo", "nodes": [] }', '{ "name": "demo", "orchestration": "swarm-mode", "nodes": [] }'],
    [
      'is JSON that says another',
      '{"orchestration":"classic","name":"demo"}',
      '{"orchestration":"swarm-mode","name":"demo"}',
    ],
    ['leaves the value out', 'name: demo\norchestration:\n', 'name: demo\norchestration: swarm-mode\n'],
  ])('%s', async (_, before, wanted) => {
    expect(await after(before)).toBe(wanted);
  });

  test('keeps what only a store needs: it is a warning from then on', async () => {
    const text = 'name: demo\nkeyValueStore: { type: etcd }\n';
    const { spec, problems } = await readClusterFile((await after(text))!);
    expect(spec?.orchestration).toBe('swarm-mode');
    expect(problems).toMatchObject([{ severity: 'warning', problem: { kind: 'conflict', key: 'keyValueStore' } }]);
  });
});

test.each([
  ['says so already', 'name: demo\norchestration: swarm-mode\n'],
  ['is no YAML', 'name: [demo\n'],
  ['is no map', '- demo\n'],
  ['is empty', ''],
  ['is several', 'name: a\n---\nname: b\n'],
])('nothing is changed of a text that %s', async (_, text) => {
  expect(await changeToSwarmMode(text)).toBeUndefined();
});

test('whatever else a good file says stays as it is', async () => {
  const lines = fc.subarray(
    [
      'engine: { labels: { rack: a } }',
      'managers: [{ name: m1 }]',
      'nodes:\n  - name: w1 # one\n  - { name: w2 }',
      '# a word',
      'advertiseInterface: "eth1"',
      'orchestration: classic',
    ],
    { minLength: 0 },
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.nat(6), async (more, at) => {
      const all = [...more.slice(0, at), 'name: demo', ...more.slice(at)];
      const text = `${all.join('\n')}\n`;
      const before = (await readClusterFile(text)).spec;
      const change = await changeToSwarmMode(text);
      const spec = (await readClusterFile(changed(text, change!))).spec;
      expect(spec).toEqual({ ...before, orchestration: 'swarm-mode', keyValueStore: undefined });
      // Only the lines of that key differ.
      const others = (each: string): string[] => each.split('\n').filter((line) => !line.startsWith('orchestration:'));
      expect(others(changed(text, change!))).toEqual(others(text));
    }),
    { numRuns: 100 },
  );
});
