// What a person may write for a path of their home folder in a cluster file.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { withHomePaths } from '../../../src/cluster/homePaths.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';

async function read(text: string): Promise<ClusterSpec> {
  const { spec } = await readClusterFile(text);
  if (!spec) throw new Error('no good file');
  return withHomePaths(spec);
}

test('the options of every machine are whole paths', async () => {
  const spec = await read(`
name: demo
driver: { name: generic, options: { generic-ssh-key: ~/.ssh/id_ed25519, generic-ip-address: 10.0.0.1 } }
nodes:
  - { name: a, driver: { options: { generic-novel: ["~/x", "A=~/x"], generic-ssh-key: "~" } } }
  - { name: b }
`);
  const key = join(homedir(), '.ssh/id_ed25519');
  expect(spec.keyValueStore?.at).toMatchObject({ machine: { driver: { options: { 'generic-ssh-key': key } } } });
  expect(spec.managers).toMatchObject([{ driver: { options: { 'generic-ssh-key': key } } }]);
  expect(spec.nodes.map(({ driver }) => driver.options)).toEqual([
    {
      'generic-ssh-key': homedir(),
      'generic-ip-address': '10.0.0.1',
      // As a shell does: only at the beginning of a word.
      'generic-novel': [join(homedir(), 'x'), 'A=~/x'],
    },
    { 'generic-ssh-key': key, 'generic-ip-address': '10.0.0.1' },
  ]);
});

test('what is no path of the home folder stays as it is, and a store that exists too', async () => {
  const spec = await read(`
name: demo
driver: { name: other, options: { other-path: /~/x, other-user: ~you, other-size: 3, other-flag: true } }
keyValueStore: { type: consul, url: "consul://10.0.0.5:8500" }
`);
  expect(spec.managers[0]?.driver.options).toEqual({
    'other-path': '/~/x',
    'other-user': '~you',
    'other-size': 3,
    'other-flag': true,
  });
  expect(spec.keyValueStore?.at).toEqual({ kind: 'url', url: 'consul://10.0.0.5:8500' });
});
