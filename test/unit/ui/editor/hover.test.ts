// What a hover says: what the key is, and the flag that it becomes with what stands in this file.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { DriverOption } from '../../../../src/model/driver.ts';
import { keysAt, type FileKey, type KeyPath } from '../../../../src/model/fileKeys.ts';
import { hoverAt, hoveredDriver } from '../../../../src/ui/editor/hover.ts';
import { enumerated } from '../../enumerated.ts';

const options: readonly DriverOption[] = [
  { name: 'generic-ssh-user', takes: 'value', default: 'root', usage: 'SSH user_name', variable: 'GENERIC_SSH_USER' },
];

function hover(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  return hoverAt(marked.replace('|', ''), offset, options, english)?.help;
}
/** What it says the key at the `|` becomes. */
const becomes = (marked: string): string | undefined => /Becomes `(.*)`/.exec(hover(marked) ?? '')?.[1];

test('a key has its name, its description, its default and its flag', () => {
  expect(hover('adv|ertiseInterface: eth0')).toBe(
    [
      '**advertiseInterface**',
      'Network interface that the hosts use to reach each other\\. On VirtualBox it is eth1\\.',
      'Default: `eth1`',
      'Becomes `--engine-opt cluster-advertise=eth0:2376`',
    ].join('\n\n'),
  );
});

test('choices stand between commas of the reader’s language', () => {
  expect(hoverAt('orchestration: classic', 2, options, enumerated)?.help).toContain('`classic`、`swarm-mode`、`none`');
});

test('a word says what it stands for', () => {
  expect(hover('orchestration: swarm|-mode')).toContain('Swarm mode, built into every engine');
  expect(hover('driver: { name: gene|ric }')).toContain('existing hosts, over SSH');
});

test('an option has what its driver says of it, whatever Markdown would make of that', () => {
  const text = 'driver: { name: generic, options: { generic-ssh-|user: admin } }';
  expect(hover(text)).toBe(
    [
      '**generic\\-ssh\\-user**',
      'SSH user\\_name',
      'Default: `root`',
      'Also read from the environment variable `GENERIC_SSH_USER`',
      'Becomes `--generic-ssh-user=admin`',
    ].join('\n\n'),
  );
  expect(hoveredDriver(text.replace('|', ''), text.indexOf('|'))).toBe('generic');
  expect(hoveredDriver('name: demo', 1)).toBeUndefined();
});

test('a secret is not repeated, and has its way out of the file', () => {
  const said = hover('driver: { options: { digitalocean-access-|token: hunter2 } }');
  expect(said).not.toContain('hunter2');
  expect(said).toContain('`DIGITALOCEAN_ACCESS_TOKEN`');
});

describe('a key becomes', () => {
  test.each([
    ['na|me: demo', '--engine-label dockeroverlay.cluster=demo'],
    ['driver:\n  na|me: azure', 'docker-machine create -d azure …'],
    ['driver: { options: { x-fa|st: true } }', '--x-fast'],
    ['driver: { options: { x-po|rt: [1, 2] } }', '--x-port=1 --x-port=2'],
    ['engine:\n  registryMirrors:\n    - http://mi|rror', '--engine-opt registry-mirror=http://mirror'],
    ['engine: { labels: { ra|ck: a } }', '--engine-label rack=a'],
    ['engine: { environment: { HTTP_PRO|XY: http://p } }', '--engine-env HTTP_PROXY=http://p'],
    ['orchestration: swarm-mode\nadvertise|Interface: eth0', 'docker swarm init --advertise-addr eth0'],
    ['keyValueStore: { ty|pe: etcd }', '--engine-opt cluster-store=etcd://kvstore:2379'],
    ['keyValueStore: { ur|l: "zookeeper://a,b" }', '--engine-opt cluster-store=zk://a:2181,b:2181'],
    ['mana|gers: []', '--swarm --swarm-master'],
    ['orchestration: swarm-mode\nno|des: []', 'docker swarm join --token SWMTKN-…'],
    ['driver: { name: azure }\nnodes:\n  - { na|me: a }', 'docker-machine create -d azure … a'],
    ['networks: [{ sub|net: 10.10.0.0/24 }]', 'docker network create -d overlay --subnet=10.10.0.0/24 …'],
    ['swarmMode: { auto|lock: true }', 'docker swarm init --autolock'],
  ])('%j: %s', (marked, expected) => {
    expect(becomes(marked)).toBe(expected);
  });
});

/** All keys of the file with their paths, an index standing for every element. */
function allKeys(path: KeyPath = []): readonly { readonly path: KeyPath; readonly key: FileKey }[] {
  return keysAt(path).flatMap((key) => {
    const inner = [...path, key.name];
    return [{ path: inner, key }, ...allKeys(key.takes === 'maps' ? [...inner, 0] : inner)];
  });
}

test('every key of the file has a description', () => {
  expect(allKeys().length).toBeGreaterThan(40);
  expect(
    allKeys()
      .filter(({ key }) => !key.description)
      .map(({ path }) => path.join('.')),
  ).toEqual([]);
});

test('nothing is said in comments and of keys that nobody knows', () => {
  expect([hover('# na|me'), hover('fo|o: bar'), hover('name: demo|\n') === undefined]).toEqual([
    undefined,
    undefined,
    false,
  ]);
});
