// What is offered where, and what the file looks like once it is taken.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { readClusterFile } from '../../../../src/cluster/clusterFile.ts';
import { driverOptions } from '../../../../src/docker/machineCommands.ts';
import type { DriverOption } from '../../../../src/model/driver.ts';
import { completionsAt, driverAt, type Completion, type Knowledge } from '../../../../src/ui/editor/completions.ts';

const help = readFileSync(new URL('../../../records/dm/create-generic-help.stdout', import.meta.url), 'utf8');
const parsed = driverOptions('generic').parse(help);
const generic: readonly DriverOption[] = parsed.ok ? parsed.value : [];

const knowledge: Knowledge = {
  drivers: ['virtualbox', 'generic', 'hetzner'],
  machines: ['dev', 'swarm-node2'],
  options: generic,
  hasSchemaSupport: false,
};

/** At the `|`. */
function offered(marked: string, known: Partial<Knowledge> = {}): readonly Completion[] {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return completionsAt(text, offset, { ...knowledge, ...known }, english);
}
const labels = (marked: string, known: Partial<Knowledge> = {}): string[] =>
  offered(marked, known).map(({ label }) => label);

/** The text once the completion is taken, with `|` where the cursor then is; as VS Code does it, with the line's indentation. */
function taken(marked: string, label: string): string {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = offered(marked).find((each) => each.label === label);
  if (!found) return `not offered: ${label}`;
  const indent = /^\s*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n')[0] ?? '')?.[0] ?? '';
  const snippet = found.snippet
    .replaceAll('\n', `\n${indent}`)
    .replace(/\$\{0:([^}]*)\}|\$0|$/, (_, value: string | undefined) => `${value ?? ''}|`)
    .replaceAll(/\\([\\$}])/g, '$1');
  return text.slice(0, found.start) + snippet + text.slice(found.end);
}

describe('keys', () => {
  test('at the top are all that are not there yet', () => {
    expect(labels('name: demo\n|')).toEqual([
      'orchestration',
      'driver',
      'engine',
      'advertiseInterface',
      'keyValueStore',
      'managers',
      'nodes',
      'swarm',
      'swarmMode',
      'networks',
    ]);
  });

  test.each([
    ['dri|', 'driver', 'driver:\n  |'],
    ['|', 'name', 'name: |'],
    ['na|me: demo', 'name', 'name|: demo'],
    ['nod|', 'nodes', 'nodes:\n  - |'],
    ['driver: { | }', 'options', 'driver: { options: { | } }'],
    ['driver:\n  opt|', 'options', 'driver:\n  options:\n    |'],
    ['engine:\n  reg|', 'registryMirrors', 'engine:\n  registryMirrors:\n    - |'],
    ['nodes:\n  - name: a\n    dri|', 'driver', 'nodes:\n  - name: a\n    driver:\n      |'],
    ['nodes:\n  - dri|', 'driver', 'nodes:\n  - driver:\n      |'],
    ['nodes:\n  - name: a\n  |', 'driver', 'nodes:\n  - name: a\n  - driver:\n      |'],
    ['nodes:\n  -|', 'name', 'nodes:\n  - name: |'],
    ['nodes: [{ name: a, | }]', 'driver', 'nodes: [{ name: a, driver: { | } }]'],
    ['networks:\n  - { name: a, sub| }', 'subnet', 'networks:\n  - { name: a, subnet: | }'],
  ])('%j with %s is %j', (marked, label, expected) => {
    expect(taken(marked, label)).toBe(expected);
  });

  test('say what they are, what they become, and whether there is a choice behind them', () => {
    const [orchestration] = offered('name: demo\norc|');
    expect(orchestration).toMatchObject({ detail: 'choice', asksOn: true });
    expect(orchestration?.help).toContain('One of: `classic`, `swarm-mode`, `none`');
    expect(offered('na|')[0]).toMatchObject({ detail: 'text', asksOn: false });
  });

  test('are not offered where another extension completes the schema; what it cannot know is', () => {
    expect(labels('|', { hasSchemaSupport: true })).toEqual([]);
    expect(labels('orchestration: |', { hasSchemaSupport: true })).toEqual([]);
    expect(labels('driver: { name: |', { hasSchemaSupport: true })).toEqual(['virtualbox', 'generic', 'hetzner']);
  });

  test('are none in a comment, in a text, and where nobody knows any', () => {
    expect([labels('# |'), labels('name: |'), labels('engine: { labels: { | } }'), labels('foo:\n  |')]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });
});

describe('words', () => {
  test.each([
    ['orchestration: |', ['classic', 'swarm-mode', 'none']],
    ['orchestration:|', ['classic', 'swarm-mode', 'none']],
    ['keyValueStore: { type: | }', ['consul', 'etcd', 'zookeeper']],
    ['swarm: { strategy: | }', ['spread', 'binpack', 'random']],
    ['swarmMode:\n  autolock: |', ['true', 'false']],
    ['driver:\n  name: |', ['virtualbox', 'generic', 'hetzner']],
    ['nodes: [{ driver: { name: | } }]', ['virtualbox', 'generic', 'hetzner']],
    ['networks: [{ subnet: 10.10.0.0/24 }, { subnet: | }]', ['10.10.1.0/24']],
    ['keyValueStore: { type: etcd, image: | }', ['rancher/mirrored-coreos-etcd:v3.5.12']],
    ['driver: { name: google }\nadvertiseInterface: |', ['eth0']],
    ['advertiseInterface: |', ['eth1', 'eth0', 'ens3', 'ens4']],
    ['engine:\n  options:\n    - |', ['log-level=warn', 'log-driver=json-file', 'storage-driver=overlay2']],
  ])('at %j are %j', (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  test('without a docker-machine that tells its drivers are those built in', () => {
    expect(labels('driver: { name: |', { drivers: [] })).toContain('amazonec2');
  });

  test('are put behind the colon with a blank', () => {
    expect(taken('orchestration:|', 'none')).toBe('orchestration: none|');
  });
});

describe('machines', () => {
  test('are the next of their kind, and those that stand there and are not in the file', () => {
    expect(labels('nodes:\n  - { name: swarm-node1 }\n  - { name: | }')).toEqual(['swarm-node3', 'dev', 'swarm-node2']);
    expect(labels('nodes:\n  - { name: dev }\n  - { name: | }')).toEqual(['swarm-node1', 'swarm-node2']);
    expect(labels('managers: [{ name: | }]')[0]).toBe('swarm-manager');
    expect(labels('managers: [{ name: swarm-manager }, { name: | }]')[0]).toBe('swarm-manager2');
    expect(labels('keyValueStore: { machine: { name: | } }')[0]).toBe('kvstore');
  });

  test('behind a dash are whole ones', () => {
    expect(taken('nodes:\n  - |', 'swarm-node1')).toBe('nodes:\n  - { name: swarm-node1 }|');
    expect(taken('nodes:\n  - { name: a }\n  |', 'dev')).toBe('nodes:\n  - { name: a }\n  - { name: dev }|');
    expect(taken('networks:\n  - |', 'my-net')).toBe('networks:\n  - { name: my-net }|');
  });
});

describe('driver options', () => {
  test('are those of the driver at hand, the required first, without what the file has keys for', () => {
    const all = labels('driver:\n  name: generic\n  options:\n    |');
    expect(all).toEqual([
      'generic-ip-address',
      'generic-engine-port',
      'generic-ssh-key',
      'generic-ssh-port',
      'generic-ssh-user',
    ]);
    expect(offered('driver: { name: generic, options: { | } }')[0]).toMatchObject({ detail: 'required' });
    expect(labels('driver: { name: generic, options: { generic-ssh-key: x, | } }')).not.toContain('generic-ssh-key');
  });

  test.each([
    [
      'driver:\n  name: generic\n  options:\n    |',
      'generic-ssh-user',
      'driver:\n  name: generic\n  options:\n    generic-ssh-user: root|',
    ],
    [
      'nodes:\n  - { name: a, driver: { options: { | } } }',
      'generic-ip-address',
      'nodes:\n  - { name: a, driver: { options: { generic-ip-address: | } } }',
    ],
  ])('%j with %s', (marked, label, expected) => {
    expect(taken(marked, label)).toBe(expected);
  });

  test('a flag is true, a list begins', () => {
    const options: DriverOption[] = [
      { name: 'x-fast', takes: 'flag', default: undefined, usage: '', variable: undefined },
      { name: 'x-port', takes: 'list', default: undefined, usage: '', variable: undefined },
      { name: 'x-image', takes: 'value', default: 'a:b c', usage: '', variable: undefined },
    ];
    const snippets = (marked: string): string[] => offered(marked, { options }).map(({ snippet }) => snippet);
    expect(snippets('driver:\n  options:\n    |')).toEqual([
      'x-fast: true',
      'x-port:\n  - $0',
      'x-image: ${0:"a:b c"}',
    ]);
    expect(snippets('driver: { options: { | } }')[1]).toBe('x-port: [$0]');
  });

  test('the driver at hand is the machine’s own, else the cluster’s, else VirtualBox', () => {
    const driver = (marked: string): string | undefined => {
      const offset = marked.indexOf('|');
      return driverAt(marked.replace('|', ''), offset);
    };
    expect(driver('driver:\n  options:\n    |')).toBe('virtualbox');
    expect(driver('driver:\n  name: generic\n  options:\n    |')).toBe('generic');
    expect(driver('driver: { name: generic }\nnodes: [{ driver: { options: { | } } }]')).toBe('generic');
    expect(driver('driver: { name: generic }\nnodes: [{ driver: { name: azure, options: { | } } }]')).toBe('azure');
    expect(driver('keyValueStore: { machine: { driver: { name: azure, options: { x: | } } } }')).toBe('azure');
    expect(driver('engine: { options: [ | ] }')).toBeUndefined();
  });
});

test('every key that is offered at the top is one that the file may have', async () => {
  for (const { label } of offered('name: demo\n|')) {
    const { problems } = await readClusterFile(taken('name: demo\n|', label).replace('|', ''));
    expect(problems.filter(({ problem }) => problem.kind === 'unknownKey')).toEqual([]);
  }
});

test('no text makes it throw, and nothing is replaced but what the cursor is in', () => {
  const bits = fc.constantFrom(
    '\n',
    '  ',
    ' ',
    '- ',
    ': ',
    ':',
    '{',
    '}',
    '[',
    ']',
    ',',
    'nodes',
    'driver',
    'options',
    'name',
    '"',
    '#',
    'x',
  );
  const text = fc.array(bits, { maxLength: 40 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.nat(), (given, somewhere) => {
      const offset = somewhere % (given.length + 1);
      for (const { start, end } of completionsAt(given, offset, knowledge, english))
        expect(start <= offset && offset <= end && !given.slice(start, end).includes('\n')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
