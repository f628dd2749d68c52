// A bad cluster file: what is wrong with it at which place, and what was expected, in any language.
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';
import { english } from '../../../src/base/text.ts';
import { visible } from '../../../src/base/visible.ts';
import { expectedText } from '../../../src/model/expectations.ts';
import { told } from './toldProblems.ts';

describe('a bad file is told at the place', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', ['error "" missingKey name']],
    ['# only a comment\n', ['error "" missingKey name']],
    ['nodes: []', ['error "nodes" missingKey name']],
    ['demo', ['error "demo" wrongType  map text']],
    ['- name: demo', ['error "- name: demo" wrongType  map list']],
    [
      'name: demo\nnodes:\n  - nme: a\n',
      ['error "nme" missingKey nodes[0].name', 'error "nme" unknownKey nodes[0].nme name'],
    ],
    ['name: demo\norchestratoin: none', ['error "orchestratoin" unknownKey orchestratoin orchestration']],
    ['name: demo\nzzz: 1', ['error "zzz" unknownKey zzz ']],
    ['name: demo\norchestration: swarm', ['error "swarm" badValue orchestration swarm classic | swarm-mode | none']],
    [
      'name: demo\norchestration:',
      ['error "orchestration" wrongType orchestration classic | swarm-mode | none nothing'],
    ],
    ['name: 12', ['error "12" wrongType name text number']],
    ['name: demo\nnodes: 3', ['error "3" wrongType nodes list number']],
    ['name: demo\nnodes: [a]', ['error "a" wrongType nodes[0] map text']],
    ['name: demo\ndriver: []', ['error "[]" wrongType driver map list']],
    ['name: demo\nengine: { labels: [a] }', ['error "[a]" wrongType engine.labels map list']],
    [
      'name: demo\ndriver: { options: { x: { y: 1 } } }',
      ['error "{ y: 1 }" wrongType driver.options.x text | number | yes or no | list map'],
    ],
    [
      'name: demo\ndriver: { options: { --virtualbox-memory: 1024 } }',
      [
        'error "--virtualbox-memory" badValue driver.options.--virtualbox-memory --virtualbox-memory an option without leading dashes, such as virtualbox-memory',
      ],
    ],
    [
      'name: demo\nadvertiseInterface: "eth1; reboot"',
      [
        'error "\\"eth1; reboot\\"" badValue advertiseInterface eth1; reboot the name of a network interface, such as eth1',
      ],
    ],
    ['name: demo\nname: other', ['error "n" syntax Map keys must be unique']],
    ['name: demo\n---\nname: other\n', ['error "---\\nname: other\\n" severalDocuments']],
    ['name: demo\nnodes:\n\t- name: a', ['error "\\t" syntax Tabs are not allowed as indentation']],
    [
      'name: *nobody',
      ['error "name: *nobody" syntax Unresolved alias (the anchor must be set before the alias): nobody'],
    ],
  ])('%j', async (text, expected) => {
    expect(await told(text)).toEqual(expected);
    expect((await readClusterFile(text)).spec).toBeUndefined();
  });

  test.each<readonly [string, string]>([
    ['', 'empty'],
    ['a b', 'characters'],
    ['$(reboot)', 'characters'],
    ['a;b', 'characters'],
    ['-v', 'characters'],
    ['näme', 'characters'],
    ['节点', 'characters'],
    ['under_score', 'characters'],
    ['a\nb', 'characters'],
    ['x'.repeat(64), 'tooLong'],
  ])('the name %j is refused: %s', async (name, why) => {
    const text = `name: demo\nnodes: [{ name: ${JSON.stringify(name)} }]`;
    expect(await told(text)).toEqual([`error ${JSON.stringify(JSON.stringify(name))} badName ${visible(name)} ${why}`]);
    expect(await told(`name: ${JSON.stringify(name)}`)).toEqual([
      `error ${JSON.stringify(JSON.stringify(name))} badName ${visible(name)} ${why}`,
    ]);
  });

  test('63 letters are a name', async () => {
    expect(await told(`name: ${'x'.repeat(63)}`)).toEqual([]);
  });

  test.each<readonly [string, string]>([
    ['nodes: [{ name: a }, { name: a }]', 'error "a" duplicateName a'],
    ['nodes: [{ name: a }, { name: A }]', 'error "A" duplicateName A'],
    ['nodes: [{ name: kvstore }]', 'error "kvstore" duplicateName kvstore'],
    ['nodes: [{ name: swarm-manager }]', 'error "swarm-manager" duplicateName swarm-manager'],
    ['keyValueStore: { machine: { name: m } }\nmanagers: [{ name: m }]', 'error "m" duplicateName m'],
    ['networks: [{ name: n }, { name: n }]', 'error "n" duplicateName n'],
  ])('one name twice: %s', async (text, expected) => {
    expect(await told(`name: demo\n${text}`)).toEqual([expected]);
  });

  test.each<readonly [string, readonly string[]]>([
    [
      'keyValueStore: { url: "nodes://1.2.3.4" }',
      [
        'error "\\"nodes://1.2.3.4\\"" badValue keyValueStore.url nodes://1.2.3.4 consul://HOST:PORT, etcd://HOST:PORT or zk://HOST:PORT, several hosts with commas',
      ],
    ],
    [
      'keyValueStore: { url: "consul://a", machine: { name: kv } }',
      ['error "{ name: kv }" conflict keyValueStore.machine keyValueStore.url'],
    ],
    [
      'keyValueStore: { url: "consul://a", type: etcd }',
      ['error "etcd" conflict keyValueStore.type keyValueStore.url'],
    ],
    ['keyValueStore: { url: "consul://a", image: x }', ['warning "x" conflict keyValueStore.image keyValueStore.url']],
    ['orchestration: swarm-mode\nkeyValueStore: {}', ['warning "keyValueStore" conflict keyValueStore orchestration']],
    ['orchestration: none\nswarm: {}', ['warning "swarm" conflict swarm orchestration']],
    ['managers: []', ['error "[]" nothingToDo managers']],
    ['orchestration: none\nnodes: []', ['error "[]" nothingToDo nodes']],
    [
      'engine: { options: [ "cluster-store=x" ] }',
      ['error "\\"cluster-store=x\\"" conflict engine.options[0] keyValueStore'],
    ],
    [
      'engine: { labels: { dockeroverlay.cluster: x } }',
      ['error "dockeroverlay.cluster" conflict dockeroverlay.cluster name'],
    ],
    [
      'engine: { labels: { dockeroverlay.orchestration: x } }',
      ['error "dockeroverlay.orchestration" conflict dockeroverlay.orchestration orchestration'],
    ],
    [
      'networks: [{ name: n, subnet: 10.0.0.1/24 }]',
      ['error "10.0.0.1/24" badValue networks[0].subnet 10.0.0.1/24 a subnet such as 10.10.0.0/24'],
    ],
    [
      'networks: [{ name: n, subnet: 10.0.0.0/24, gateway: 10.0.1.1 }]',
      ['error "10.0.1.1" badValue networks[0].gateway 10.0.1.1 an address inside the subnet'],
    ],
    [
      'networks: [{ name: n, subnet: 10.0.0.0/24, gateway: 10.0.0.255 }]',
      ['error "10.0.0.255" badValue networks[0].gateway 10.0.0.255 an address inside the subnet'],
    ],
    ['networks: [{ name: n, gateway: 10.0.1.1 }]', ['error "10.0.1.1" missingKey networks[0].subnet']],
    [
      'networks: [{ name: a, subnet: 10.0.0.0/8 }, { name: b, subnet: 10.3.0.0/24 }]',
      ['error "10.3.0.0/24" conflict networks[1].subnet networks[0].subnet'],
    ],
    ['networks: [{ name: n, encrypted: true }]', ['warning "true" conflict networks[0].encrypted orchestration']],
    ['networks: [{ name: n, mtu: 12 }]', ['error "12" badValue networks[0].mtu 12 0, or a number from 68 to 65535']],
    [
      'nodes: [{ name: a, driver: { options: { generic-ip-address: 10.0.0.1 } } }, { name: b, driver: { options: { generic-ip-address: 10.0.0.1 } } }]',
      [
        'error "10.0.0.1" conflict nodes[1].driver.options.generic-ip-address nodes[0].driver.options.generic-ip-address',
      ],
    ],
  ])('what cannot go together: %s', async (text, expected) => {
    expect(await told(`name: demo\n${text}`)).toEqual(expected);
  });

  test.each([
    ['driver', 'driver.name'],
    ['d', 'driver.name'],
    ['engine-opt', 'engine.options'],
    ['engine-label', 'engine.labels'],
    ['engine-env', 'engine.environment'],
    ['engine-install-url', 'engine.installUrl'],
    ['engine-insecure-registry', 'engine.insecureRegistries'],
    ['engine-registry-mirror', 'engine.registryMirrors'],
    ['engine-storage-driver', 'engine.options'],
    ['swarm', 'managers'],
    ['swarm-master', 'managers'],
    ['swarm-discovery', 'keyValueStore'],
    ['swarm-image', 'swarm.image'],
    ['swarm-opt', 'swarm.options'],
    ['swarm-novel', 'swarm.options'],
    ['engine-novel', 'engine.options'],
    ['help', ''],
    ['h', ''],
  ])(
    'an option of docker-machine itself among the driver’s: %s, and the key that is for it: %s',
    async (option, key) => {
      const refused = [`error "${option}" reservedOption ${option} ${key}`];
      expect(await told(`name: demo\ndriver: { options: { ${option}: x } }`)).toEqual(refused);
      expect(await told(`name: demo\nnodes: [{ name: a, driver: { options: { ${option}: x } } }]`)).toEqual(refused);
    },
  );

  test('what its schema finds hides nothing else', async () => {
    expect(
      await told(`
name: demo
nodez: []
driver: { options: { engine-opt: x, x-token: abc } }
engine: { options: [cluster-store=a, 5], installUrl: [] }
networks: [{ subnet: 10.0.0.0/8 }, { name: b, subnet: 10.3.0.0/24 }, 7]
nodes: [{ name: a, driver: { options: { d: y } } }, { name: a }, { nmae: c }]
`),
    ).toEqual([
      'error "nodez" unknownKey nodez ',
      'error "engine-opt" reservedOption engine-opt engine.options',
      'warning "x-token" secretInFile x-token X_TOKEN',
      'error "cluster-store=a" conflict engine.options[0] keyValueStore',
      'error "5" wrongType engine.options[1] text number',
      'error "[]" wrongType engine.installUrl text list',
      expect.stringContaining('missingKey networks[0].name'),
      'error "10.3.0.0/24" conflict networks[1].subnet networks[0].subnet',
      'error "7" wrongType networks[2] map number',
      'error "d" reservedOption d driver.name',
      'error "a" duplicateName a',
      expect.stringContaining('missingKey nodes[2].name'),
      expect.stringContaining('unknownKey nodes[2].nmae'),
    ]);
    // What follows only from a key that is wrong is not told.
    expect(await told('name: demo\nmanagers: 5\nnodes: [{ name: swarm-manager }]')).toEqual([
      'error "5" wrongType managers list number',
    ]);
    expect(await told('orchestration: none\nnodes: 5')).toEqual([
      expect.stringContaining('missingKey name'),
      'error "5" wrongType nodes list number',
    ]);
  });

  test.each<readonly [string, string | undefined]>([
    ['amazonec2-secret-key', 'AWS_SECRET_ACCESS_KEY'],
    ['digitalocean-access-token', 'DIGITALOCEAN_ACCESS_TOKEN'],
    ['somecloud-api-key', 'SOMECLOUD_API_KEY'],
    ['vmwarevsphere-password', 'VSPHERE_PASSWORD'],
    ['generic-ssh-key', undefined],
    ['amazonec2-ssh-keypath', undefined],
    ['amazonec2-keypair-name', undefined],
    ['digitalocean-ssh-key-fingerprint', undefined],
    ['openstack-private-key-file', undefined],
    ['openstack-keypair-name', undefined],
  ])('a secret in the file: %s, and the variable to use instead: %s', async (option, environment) => {
    const text = `name: demo\ndriver: { name: x, options: { ${option}: abc } }`;
    expect(await told(text)).toEqual(environment ? [`warning "${option}" secretInFile ${option} ${environment}`] : []);
    expect((await readClusterFile(text)).spec).toBeDefined();
  });
});

test('what was expected can be said in another language', () => {
  const t = (message: string): string => `<${message}>`;
  expect(expectedText('text | number', t)).toBe('<text> | <number>');
  expect(expectedText('classic | none', t)).toBe('classic | none');
  expect(expectedText('an IPv4 address', t)).toBe('<an IPv4 address>');
  expect(expectedText('a whole number', english)).toBe('a whole number');
});
