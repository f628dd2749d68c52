// A written cluster file means what was chosen, whatever was chosen, and reads well.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { english } from '../../../src/base/text.ts';
import { clusterFileText, type ClusterFileAnswers, type MachineAnswer } from '../../../src/model/clusterFileText.ts';
import type { OptionValue } from '../../../src/model/plan.ts';
import type { MachineSpec } from '../../../src/model/spec.ts';
import { yamlText } from '../../../src/model/yamlText.ts';

const plain = (name: string): MachineAnswer => ({ name, options: {} });

const article: ClusterFileAnswers = {
  name: 'demo',
  orchestration: 'classic',
  driver: { name: 'virtualbox', options: {} },
  secrets: [],
  store: { kind: 'machine', type: 'consul', machine: plain('kvstore') },
  managers: [plain('swarm-manager')],
  nodes: [plain('swarm-node1'), plain('swarm-node2')],
  advertiseInterface: 'eth1',
  registryMirror: '',
  installUrl: '',
};

const hosted: ClusterFileAnswers = {
  ...article,
  driver: { name: 'digitalocean', options: { 'digitalocean-size': 's-2vcpu-2gb', 'digitalocean-tags': ['a', 'b c'] } },
  secrets: ['digitalocean-access-token', 'other-secret'],
  advertiseInterface: 'eth0',
  registryMirror: 'http://mirror.example:5000',
  installUrl: 'https://get.example/20.10.sh',
};

test('the cluster of the article', () => {
  expect(clusterFileText(article, english)).toBe(`\
# A cluster of Docker hosts whose containers talk over overlay networks.
# Bring it up and down with the links above this line, or from the command palette.
name: demo

# Docker Swarm 1.x as containers; the engines, older than 23.0, share a key-value store
orchestration: classic

# How docker-machine creates the machines. A machine’s own options are added to these.
driver:
  name: virtualbox

# The network interface that the hosts use to reach each other.
advertiseInterface: eth1

# Where the engines store cluster state and overlay networks.
keyValueStore:
  type: consul
  machine: { name: kvstore }

# The machines. Existing ones are left as they are.
managers:
  - { name: swarm-manager }
nodes:
  - { name: swarm-node1 }
  - { name: swarm-node2 }

# Overlay networks that are created once the nodes are healthy:
# networks:
#   - { name: my-net, subnet: 10.10.0.0/24 }
`);
});

test('secrets are named as the variables that the driver reads, and as the setting that holds them', () => {
  expect(clusterFileText(hosted, english)).toContain(`\
driver:
  name: digitalocean
  # Secrets stay out of this file: docker-machine gets them as environment variables, from this setting.
  # "dockerOverlay.machine.environment": {
  #   "DIGITALOCEAN_ACCESS_TOKEN": "\${secret:DIGITALOCEAN_ACCESS_TOKEN}",
  #   "OTHER_SECRET": "\${secret:OTHER_SECRET}"
  # }
  options:
    digitalocean-size: s-2vcpu-2gb
    digitalocean-tags:
      - a
      - "b c"
`);
});

test('the examples in its comments are right once they are no comments', async () => {
  const text = clusterFileText(hosted, english).replace(/^# (networks:|  - \{)/gm, '$1');
  const { spec, problems } = await readClusterFile(text);
  expect(problems).toEqual([]);
  expect(spec?.networks).toMatchObject([{ name: 'my-net', subnet: '10.10.0.0/24' }]);
});

test('a translation cannot end a comment', async () => {
  const text = clusterFileText(hosted, (message) => `${message}\nnodez: []\r\n`);
  expect((await readClusterFile(text)).problems).toEqual([]);
});

// ---------------------------------------------------------------- whatever was chosen

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,12}$/);
const tricky = fc.constantFrom('true', 'No', 'null', '~', '0123', '1e3', '0x1F', '.5', '- a', '#b', 'a: b', 'a #b', '');
const line = fc.oneof(
  tricky,
  fc.string({ unit: 'grapheme' }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text)),
);
const optionValue: fc.Arbitrary<OptionValue> = fc.oneof(
  line,
  fc.integer(),
  fc.boolean(),
  fc.array(line, { minLength: 1, maxLength: 3 }),
);
// Names of options that say nothing of secrets, which would be a warning.
const options = fc.dictionary(fc.stringMatching(/^x-[a-d0-9]{1,6}$/), optionValue, { maxKeys: 3 });
const url = (text: string): fc.Arbitrary<string> => fc.constantFrom('', text);

const answers: fc.Arbitrary<ClusterFileAnswers> = fc
  .record({
    orchestration: fc.constantFrom('classic' as const, 'swarm-mode' as const, 'none' as const),
    // Every name once, and no two that differ by capitals only.
    names: fc.uniqueArray(name, { minLength: 5, maxLength: 8, selector: (each) => each.toLowerCase() }),
    managers: fc.integer({ min: 1, max: 2 }),
    driver: fc.record({ name: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/), options }),
    own: fc.array(options, { minLength: 8, maxLength: 8 }),
    secrets: fc.subarray(['a-token', 'b-password']),
    storeUrl: fc.constantFrom(undefined, 'consul://10.0.0.5:8500', 'zk://a:2181,b:2181/path'),
    type: fc.constantFrom('consul' as const, 'etcd' as const, 'zookeeper' as const),
    advertiseInterface: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,14}$/),
    registryMirror: url('http://mirror.example:5000'),
    installUrl: url('https://get.example/a?b=c#d'),
  })
  .map(({ names, own, managers, storeUrl, type, ...rest }) => {
    const [cluster = '', ...machines] = names;
    const [store, ...others] = machines.map((each, index) => ({ name: each, options: own[index] ?? {} }));
    return {
      ...rest,
      name: cluster,
      store:
        storeUrl === undefined
          ? { kind: 'machine' as const, type, machine: store ?? plain('') }
          : { kind: 'url' as const, url: storeUrl },
      managers: others.slice(0, managers),
      nodes: others.slice(managers),
    };
  });

/** What docker-machine is given is text, whatever YAML took it for. */
const asText = ({ name: machine, driver }: MachineSpec): unknown => ({
  name: machine,
  driver: driver.name,
  options: Object.fromEntries(
    Object.entries(driver.options).map(([option, value]) => [
      option,
      typeof value === 'object' ? value : typeof value === 'boolean' ? value : String(value),
    ]),
  ),
});

describe('read back', () => {
  test('it has no problems and says the same', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (given) => {
        const { spec, problems } = await readClusterFile(clusterFileText(given, english));
        expect(problems).toEqual([]);
        const machine = (each: MachineAnswer): unknown =>
          asText({
            name: each.name,
            driver: { name: given.driver.name, options: { ...given.driver.options, ...each.options } },
          });
        const isNone = given.orchestration === 'none';
        expect(spec?.name).toBe(given.name);
        expect(spec?.orchestration).toBe(given.orchestration);
        expect(spec?.managers.map(asText)).toEqual(isNone ? [] : given.managers.map(machine));
        expect(spec?.nodes.map(asText)).toEqual(given.nodes.map(machine));
        expect(spec?.advertiseInterface).toBe(given.advertiseInterface);
        expect(spec?.engine.registryMirrors).toEqual(given.registryMirror === '' ? [] : [given.registryMirror]);
        expect(spec?.engine.installUrl).toBe(given.installUrl);
        const at = spec?.keyValueStore?.at;
        if (given.orchestration === 'swarm-mode') expect(spec?.keyValueStore).toBeUndefined();
        else if (given.store.kind === 'url') expect(at).toEqual({ kind: 'url', url: given.store.url });
        else {
          expect(spec?.keyValueStore?.type).toBe(given.store.type);
          expect(at?.kind === 'machine' && asText(at.machine)).toEqual(machine(given.store.machine));
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['abc', 'abc'],
    ['10.99.0.11', '10.99.0.11'],
    ['~/.ssh/id', '"~/.ssh/id"'],
    ['/root/.ssh/id_rsa', '/root/.ssh/id_rsa'],
    ['0123', '"0123"'],
    ['1.5', '"1.5"'],
    ['yes', '"yes"'],
    ['a: b', '"a: b"'],
    ['', '""'],
    [1024, '1024'],
    [true, 'true'],
  ])('%j is written %s', (value, text) => {
    expect(yamlText(value)).toBe(text);
  });
});
