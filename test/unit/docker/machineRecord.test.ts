import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMachineRecord, type MachineRecord } from '../../../src/docker/machineRecord.ts';
import { engineFlag } from '../../../src/model/machine.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../records', path), 'utf8');

function parsed(json: string, name: string, store = '/tmp/lab/store'): MachineRecord {
  const result = parseMachineRecord(json, { store, name });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const own = (store: string, name: string) => ({
  authority: `${store}/machines/${name}/ca.pem`,
  certificate: `${store}/machines/${name}/cert.pem`,
  key: `${store}/machines/${name}/key.pem`,
});

describe('a record of docker-machine 0.16.2', () => {
  it('of a swarm manager on virtualbox', () => {
    const { machine, certificates } = parsed(
      read('virtualbox/1-cluster-serial/swarm-manager-config.json'),
      'swarm-manager',
    );
    expect(machine).toEqual({
      name: 'swarm-manager',
      driver: 'virtualbox',
      directory: '/tmp/lab/store/machines/swarm-manager',
      address: '10.99.0.12',
      enginePort: 2376,
      ssh: { user: 'docker', port: 43897, key: '/tmp/lab/store/machines/swarm-manager/id_rsa' },
      engineFlags: [
        'cluster-store=consul://10.99.0.11:8500',
        'cluster-advertise=eth1:2376',
        'registry-mirror=http://10.99.0.2:5000',
      ],
      engineLabels: {},
      registryMirrors: ['http://10.99.0.2:5000'],
      installUrl: 'https://get.docker.com',
      swarm: {
        isMaster: true,
        discovery: 'consul://10.99.0.11:8500',
        managerPort: 3376,
        image: 'swarm:latest',
        strategy: 'spread',
      },
    });
    expect(certificates[0]).toEqual(own('/tmp/lab/store', 'swarm-manager'));
  });

  it('of the key-value store, which is in no swarm', () => {
    const { machine } = parsed(read('store/kvstore-config.json'), 'kvstore');
    expect(machine).toMatchObject({ driver: 'generic', address: '10.99.0.11', enginePort: 2376, swarm: undefined });
  });

  it('of a stopped machine of virtualbox has no address', () => {
    const record = JSON.parse(read('virtualbox/2-one-machine/config.json')) as { Driver: Record<string, unknown> };
    record.Driver['IPAddress'] = '';
    expect(parsed(JSON.stringify(record), 'swarm-node2').machine.address).toBeUndefined();
  });

  it.each(['dm', 'rancher'])('of the driver none, by %s', (tool) => {
    const { machine } = parsed(read(`${tool}/none-config.json`), 'z');
    expect(machine).toMatchObject({
      driver: 'none',
      address: '127.0.0.1',
      enginePort: 9,
      ssh: { key: undefined },
      engineLabels: { q: 'r' },
      swarm: { isMaster: true, image: 'foo' },
    });
  });
});

describe('records of other versions', () => {
  const version1 = {
    ConfigVersion: 1,
    Driver: { IPAddress: '192.168.99.100', SSHUser: 'docker', SSHPort: 51234, MachineName: 'old' },
    DriverName: 'virtualbox',
    HostOptions: {
      EngineOptions: { ArbitraryFlags: null, Labels: null, RegistryMirror: ['http://m'], InstallURL: '' },
      SwarmOptions: { IsSwarm: false, Discovery: '', Master: false, Host: 'tcp://0.0.0.0:3376' },
      AuthOptions: {
        StorePath: '',
        CaCertPath: '/home/a/.docker/machine/certs/ca.pem',
        ClientCertPath: '/home/a/.docker/machine/certs/cert.pem',
        ClientKeyPath: '/home/a/.docker/machine/certs/key.pem',
        PrivateKeyPath: '/home/a/.docker/machine/certs/ca-key.pem',
      },
    },
    StorePath: '/home/a/.docker/machine/machines/old',
  };

  it('of ConfigVersion 1 read, and their certificates follow the store to its new place', () => {
    const { machine, certificates } = parsed(JSON.stringify(version1), 'old', '/new');
    expect(machine).toMatchObject({
      name: 'old',
      address: '192.168.99.100',
      engineFlags: [],
      engineLabels: {},
      registryMirrors: ['http://m'],
      installUrl: undefined,
      ssh: { port: 51234, key: '/new/machines/old/id_rsa' },
    });
    expect(certificates.slice(0, 2)).toEqual([
      own('/new', 'old'),
      { authority: '/new/certs/ca.pem', certificate: '/new/certs/cert.pem', key: '/new/certs/key.pem' },
    ]);
  });

  it('of ConfigVersion 2 keep the machine folder in AuthOptions', () => {
    const { HostOptions, StorePath, ...rest } = version1;
    const version2 = {
      ...rest,
      ConfigVersion: 2,
      HostOptions: { ...HostOptions, AuthOptions: { ...HostOptions.AuthOptions, StorePath } },
    };
    expect(parsed(JSON.stringify(version2), 'old', '/new').certificates[1]).toMatchObject({
      key: '/new/certs/key.pem',
    });
  });

  it('from the future read while their shape does, whatever they add', () => {
    const future = { ...version1, ConfigVersion: 9, Added: { anything: [1] }, Driver: { ...version1.Driver, Zone: 7 } };
    expect(parsed(JSON.stringify(future), 'old').machine.address).toBe('192.168.99.100');
  });

  it('with certificates of another authority keep the paths that were given', () => {
    // As long as the former home, so that only its letters tell it from that.
    const elsewhere = '/etc/pki/somewhere/else/ca.pem';
    const auth = { ...version1.HostOptions.AuthOptions, CaCertPath: elsewhere };
    const record = { ...version1, HostOptions: { ...version1.HostOptions, AuthOptions: auth } };
    expect(parsed(JSON.stringify(record), 'old', '/new').certificates[1]?.authority).toBe(elsewhere);
  });
});

describe('odd fields', () => {
  const record = (driver: object, swarm: object = {}) =>
    JSON.stringify({ DriverName: 'x', Driver: driver, HostOptions: { SwarmOptions: swarm } });

  it.each([
    [{ IPAddress: 'host.example' }, 'host.example', 2376],
    [{ IPAddress: 'fd00::5' }, 'fd00::5', 2376],
    [{ IPAddress: '[fd00::5]:2377' }, 'fd00::5', 2377],
    [{ IPAddress: 'fe80::5%eth0' }, 'fe80::5%eth0', 2376],
    [{ IPAddress: 'fe80::5%12' }, 'fe80::5%12', 2376],
    [{ IPAddress: '[fe80::5%br-1.2]:2377' }, 'fe80::5%br-1.2', 2377],
    [{ URL: 'tcp://[fe80::5%25eth0]:2378', IPAddress: '' }, 'fe80::5%eth0', 2378],
    [{ URL: 'tcp://[fe80::5%wlan0]:2378', IPAddress: '' }, 'fe80::5%wlan0', 2378],
    [{ IPAddress: '10.0.0.1', EnginePort: 2375 }, '10.0.0.1', 2375],
    [{ URL: 'tcp://10.0.0.9:2376' }, '10.0.0.9', 2376],
    [{ URL: 'unix:///var/run/docker.sock' }, undefined, 2376],
    [{ IPAddress: 7, EnginePort: 99999 }, undefined, 2376],
    [{ IPAddress: 'a b' }, undefined, 2376],
  ])('of the driver: %j', (driver, address, enginePort) => {
    expect(parsed(record(driver), 'm').machine).toMatchObject({ address, enginePort });
  });

  it.each([
    ['tcp://0.0.0.0:3377', 3377],
    ['', 3376],
    ['unix:///var/run/swarm.sock', 3376],
  ])('of swarm: host %j means port %d', (host, managerPort) => {
    expect(parsed(record({}, { Master: true, Host: host }), 'm').machine.swarm).toMatchObject({ managerPort });
  });

  it('hide nothing else: a list of another type is an empty one', () => {
    const { machine } = parsed(
      '{"DriverName":"x","Driver":{},"HostOptions":{"EngineOptions":{"Labels":"no","ArbitraryFlags":[1,"a=b"]}}}',
      'm',
    );
    expect(machine).toMatchObject({ engineLabels: {}, engineFlags: ['a=b'] });
  });
});

describe('what is no record', () => {
  it.each([
    ['', 'empty file'],
    ['   \n', 'empty file'],
    ['{"ConfigVersion": 3, "Dri', undefined],
    ['[]', undefined],
    ['{"Driver": {}}', undefined],
    ['{"ConfigVersion": 3, "DriverName": "x"}', undefined],
  ])('is broken: %j', (json, said) => {
    const result = parseMachineRecord(json, { store: '/s', name: 'm' });
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'recordBroken', machine: 'm', path: '/s/machines/m/config.json', ...(said && { said }) },
    });
  });

  it('never throws: any text, any value, any damage', () => {
    const real = read('virtualbox/1-cluster-serial/swarm-manager-config.json');
    const damaged = fc
      .tuple(fc.nat(real.length), fc.nat(60), fc.string({ unit: 'binary', maxLength: 20 }))
      .map(([at, count, put]) => real.slice(0, at) + put + real.slice(at + count));
    // One value anywhere in a true record replaced by any other.
    const replaced = fc.tuple(fc.nat(70), fc.jsonValue()).map(([at, put]) => {
      let index = -1;
      return JSON.stringify(JSON.parse(real), (_, value: unknown) => {
        index += 1;
        return index === at ? put : value;
      });
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damaged, replaced),
        fc.string({ unit: 'binary', minLength: 1 }),
        (json, name) => {
          const result = parseMachineRecord(json, { store: '/s', name });
          if (result.ok) expect(result.value.certificates.length).toBeGreaterThan(0);
          else expect(['recordBroken', 'recordUnloadable']).toContain(result.error.kind);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('records that people have reported', () => {
  it('of azure has no address and the port of its engine', () => {
    expect(parsed(read('reported/azure-without-address.json'), 'docker-host').machine).toMatchObject({
      driver: 'azure',
      address: undefined,
      enginePort: 2376,
    });
    expect(parsed(read('reported/azure-other-port.json'), 'azport').machine).toMatchObject({
      address: '203.0.113.7',
      enginePort: 2377,
    });
  });

  it('of vCloud Air has its engine at the port that it names', () => {
    const json = JSON.stringify({
      DriverName: 'vmwarevcloudair',
      Driver: { IPAddress: '203.0.113.8', DockerPort: 2378 },
    });
    expect(parsed(json, 'v').machine.enginePort).toBe(2378);
  });
});

describe('engine options are read in each form that docker-machine keeps', () => {
  it.each([
    ['reported/options-with-space.json', 'consul://consul0:8500', 'eth0:2376'],
    ['reported/options-with-dashes.json', 'consul://192.168.99.100:8500', 'eth1:2376'],
  ])('%s', (file, store, advertise) => {
    const { machine } = parsed(read(file), 'm');
    expect(engineFlag({ ...machine, certificates: own('/s', 'm') }, 'cluster-store')).toBe(store);
    expect(engineFlag({ ...machine, certificates: own('/s', 'm') }, 'cluster-advertise')).toBe(advertise);
  });

  const withFlags = (...flags: string[]): MachineRecord['machine'] =>
    parsed(
      JSON.stringify({ DriverName: 'x', Driver: {}, HostOptions: { EngineOptions: { ArbitraryFlags: flags } } }),
      'm',
    ).machine;

  it.each(['k=v', 'k v', '--k=v', '--k v', '"k=v"', "'k v'", 'k="v"', "--k 'v'", '"--k=v"', ' k  =  v ', 'k\tv'])(
    '%j',
    (written) => {
      expect(withFlags(written).engineFlags).toEqual(['k=v']);
    },
  );

  it.each([
    ['live-restore', 'live-restore'],
    ['--live-restore', 'live-restore'],
    ['-d=generic', '-d=generic'],
    ['k=a b=c', 'k=a b=c'],
    ['k="a" b', 'k="a" b'],
    ['log-opt env=os,customer', 'log-opt=env=os,customer'],
    ['k=', 'k='],
    ['', ''],
  ])('%j stays %j', (written, read) => {
    expect(withFlags(written).engineFlags).toEqual([read]);
  });

  it('for labels and mirrors, too', () => {
    const { engineLabels, registryMirrors } = withFlags(
      '--label dockeroverlay.cluster=demo',
      'label="tier=db"',
      '--registry-mirror http://10.0.0.2:5000',
      "registry-mirror 'http://10.0.0.3:5000'",
    );
    expect(engineLabels).toEqual({ 'dockeroverlay.cluster': 'demo', tier: 'db' });
    expect(registryMirrors).toEqual(['http://10.0.0.2:5000', 'http://10.0.0.3:5000']);
  });

  it('however they are written around', () => {
    const around = fc.tuple(
      fc.constantFrom('', '-', '--'),
      fc.constantFrom('=', ' ', '  ', ' = '),
      fc.constantFrom('', '"', "'"),
    );
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z-]{0,12}[a-z]$/),
        fc.stringMatching(/^[a-z0-9:/.,]{1,20}$/),
        around,
        (key, value, [dash, sign, quote]) => {
          expect(withFlags(`${dash}${key}${sign}${quote}${value}${quote}`).engineFlags).toEqual([`${key}=${value}`]);
          expect(withFlags(`${quote}${dash}${key}${sign}${value}${quote}`).engineFlags).toEqual([`${key}=${value}`]);
        },
      ),
    );
  });
});

describe('records of old versions', () => {
  it('have the swarm at the top', () => {
    expect(parsed(read('reported/machine-0.2.0.json'), 'staging').machine.swarm).toMatchObject({
      isMaster: true,
      discovery: 'token://abc',
      managerPort: 3376,
    });
  });

  it('or in the driver', () => {
    const Driver = {
      IPAddress: '203.0.113.4',
      SwarmMaster: false,
      SwarmDiscovery: 'token://abc',
      SwarmHost: 'tcp://0.0.0.0:3377',
    };
    expect(parsed(JSON.stringify({ DriverName: 'digitalocean', Driver }), 'old').machine.swarm).toMatchObject({
      isMaster: false,
      discovery: 'token://abc',
      managerPort: 3377,
    });
  });

  it('are of a swarm where they name a discovery, as docker-machine ls has it', () => {
    const { swarm } = parsed(read('reported/node-without-IsSwarm.json'), 'node1').machine;
    expect(swarm).toMatchObject({ isMaster: false, discovery: 'token://abc', isUnconfirmed: true });
    expect(parsed(read('store/kvstore-config.json'), 'kvstore').machine.swarm).toBeUndefined();
  });

  it.each([
    ['{"Driver":{},"DriverName":""}', 'it names no driver ("DriverName")'],
    ['{"Driver":{}}', 'it names no driver ("DriverName")'],
    ['{"Driver":{},"DriverName":7}', 'it names no driver ("DriverName")'],
  ])('that name no driver say so: %s', (json, said) => {
    expect(parseMachineRecord(json, { store: '/s', name: 'm' })).toMatchObject({
      ok: false,
      error: { kind: 'recordBroken', said },
    });
  });
});

describe('records that docker-machine cannot load: each of its commands panics', () => {
  const kindOf = (json: string): string => {
    const result = parseMachineRecord(json, { store: '/s', name: 'm' });
    return result.ok ? 'ok' : result.error.kind;
  };

  it.each([
    read('reported/empty-object.json'),
    read('reported/version-2-no-driver.json'),
    'null',
    '{"ConfigVersion":1,"DriverName":"virtualbox","Driver":null,"HostOptions":{}}',
    '{"ConfigVersion":1,"DriverName":"virtualbox","Driver":{}}',
    '{"ConfigVersion":2,"DriverName":"virtualbox","Driver":{"IPAddress":"1.2.3.4"},"HostOptions":null}',
    '{"ConfigVersion":0}',
  ])('%s', (json) => {
    expect(kindOf(json)).toBe('recordUnloadable');
  });

  it.each(['', '[]', '[1,2]', '{"ConfigVersion":3,"DriverName":"virtualbox"}', '{"ConfigVersion": 2, "Dri', '7'])(
    'but rm -f removes %j',
    (json) => {
      expect(kindOf(json)).toBe('recordBroken');
    },
  );

  it('are quoted on one line, without characters that are not seen', () => {
    const json = '{\n "Name": "a\u202eb"}';
    expect(parseMachineRecord(json, { store: '/s', name: 'm\n' })).toMatchObject({
      error: { kind: 'recordUnloadable', machine: 'm␊', said: '{␊ "Name": "a<U+202E>b"}' },
    });
  });

  it('and those of version 0 without HostOptions are migrated', () => {
    expect(kindOf(read('reported/machine-0.2.0.json'))).toBe('ok');
  });
});

describe('the driver none', () => {
  const none = (URL: string, IPAddress = ''): MachineRecord['machine'] =>
    parsed(JSON.stringify({ ConfigVersion: 3, DriverName: 'none', Driver: { URL, IPAddress }, HostOptions: {} }), 'm')
      .machine;

  it.each([
    ['reported/none-tcp-2375.json', { kind: 'withoutTls', url: 'tcp://203.0.113.5:2375' }],
    ['reported/none-unix.json', { kind: 'localSocket', url: 'unix:///var/run/docker.sock' }],
    ['reported/none-ssh.json', { kind: 'ssh', url: 'ssh://root@203.0.113.5' }],
  ])('%s is not asked', (file, notAsked) => {
    expect(parsed(read(file), 'm').machine.notAsked).toEqual(notAsked);
  });

  it.each([
    ['npipe:////./pipe/docker_engine', 'localSocket'],
    ['fd://', 'localSocket'],
    ['ssh://10.0.0.5:22', 'ssh'],
    ['http://10.0.0.5:2375', 'withoutTls'],
    ['http://10.0.0.5', 'withoutTls'],
    ['tcp://host.example:2375/', 'withoutTls'],
    ['tcp://[2001:db8::1]:2375', 'withoutTls'],
    ['gopher://10.0.0.5', 'unknownUrl'],
  ])('nor is %s', (url, kind) => {
    expect(none(url).notAsked).toEqual({ kind, url });
  });

  it.each(['tcp://10.0.0.5:2376', 'https://10.0.0.5:2376', 'tcp://10.0.0.5', 'tcp://host.example:2377/'])(
    '%s is asked with TLS',
    (url) => {
      expect(none(url).notAsked).toBeUndefined();
    },
  );

  it('a password in its URL is not kept', () => {
    expect(none('ssh://root:secret@10.0.0.5').notAsked?.url).toBe('ssh://root@10.0.0.5');
  });
});
