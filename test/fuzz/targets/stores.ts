// What the machine store's files and key-value stores hold.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CertificateFiles, SecureContexts } from '../../../src/docker/engineCertificates.ts';
import { FailureError } from '../../../src/docker/engineFailure.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import { parseMachineRecord } from '../../../src/docker/machineRecord.ts';
import { addresses, overlayRecords } from '../../../src/docker/storeTrouble.ts';
import { parseStoreUrl, storeUrlText } from '../../../src/model/keyValueStore.ts';
import { makeCertificate } from '../../unit/docker/certificates.ts';
import { made, madeJson, recordJson, records } from '../samples.ts';
import { hold, type Sample, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';
import { body, statusOf } from './engines.ts';

const machineRecords: Target = {
  name: 'machine-records',
  form: 'json',
  weight: 9,
  samples: records(
    'store/swarm-manager-config.json',
    'store/kvstore-config.json',
    'dm/none-config.json',
    'rancher/none-config.json',
    'engine26/config-n1.json',
    'virtualbox/2-one-machine/config.json',
  ),
  read: (input) => {
    for (const store of ['/home/ann/.docker/machine', 'C:\\Users\\ann\\.docker\\machine']) {
      const read = parseMachineRecord(input.toString(), { store, name: 'm.1' });
      wellFormed(read);
      if (!read.ok) continue;
      const { machine, certificates } = read.value;
      hold(machine.name === 'm.1' && machine.driver !== '', () => `a machine ${machine.name} of ${machine.driver}`);
      for (const port of [machine.enginePort, machine.ssh.port, machine.swarm?.managerPort ?? 1])
        hold(Number.isInteger(port) && port > 0 && port < 65536, () => `port ${port}`);
      hold(machine.address === undefined || !/\s/.test(machine.address), () => `address ${machine.address ?? ''}`);
      hold(certificates[0].key.startsWith(store), () => certificates[0].key);
    }
  },
};

const storeUrls: Target = {
  name: 'store-urls',
  form: 'text',
  weight: 3,
  samples: ['consul://10.0.0.5:8500', 'zk://a:2181,b:2181/some/path', 'etcd://[fe80::1]:2379/x', 'token://abc'].map(
    (url) => made(url, url),
  ),
  read: (input) => {
    const url = parseStoreUrl(input.toString());
    if (!url) return;
    wellFormed(url);
    const text = storeUrlText(url);
    hold(JSON.stringify(parseStoreUrl(text)) === JSON.stringify(url), () => `${text} is another store`);
  },
};

interface EtcdNode {
  readonly key: string;
  readonly value?: string;
  readonly nodes?: readonly EtcdNode[];
}

function leaves({ key, value = '', nodes = [] }: EtcdNode): readonly (readonly [string, string])[] {
  return nodes.length > 0 ? nodes.flatMap(leaves) : [[key, value]];
}

const kept = leaves(
  (recordJson('kv/v2-keys-recursive.json') as { node: EtcdNode }).node.nodes
    ? { key: '', ...(recordJson('kv/v2-keys-recursive.json') as { node: object }).node }
    : { key: '' },
);

const keyValueRecords: Target = {
  name: 'key-value-records',
  form: 'json',
  weight: 5,
  samples: [madeJson('kv/v2-keys-recursive.json', kept)],
  read: (input) => {
    const read = body(input);
    const pairs = (Array.isArray(read) ? read : []).flatMap((each: unknown): (readonly [string, string])[] =>
      Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'string' ? [[each[0], each[1]]] : [],
    );
    wellFormed(overlayRecords(pairs));
    for (const each of addresses(pairs.map(([key]) => key))) hold(/.:\d+$/.test(each), () => `an engine ${each}`);
  },
};

const under = (prefix: string): readonly EtcdNode[] =>
  kept.filter(([key]) => key.startsWith(`/docker/${prefix}`)).map(([key, value]) => ({ key, value }));
const answer = (value: unknown): object => ({
  status: 200,
  body: typeof value === 'string' ? value : JSON.stringify(value),
});
const consulPairs = under('network/v1.0/overlay').map(({ key, value = '' }) => ({
  Key: key.slice(1),
  Value: Buffer.from(value).toString('base64'),
}));

/** Whole stores: answers by paths, which a server gives. */
const wholeStores: readonly Sample[] = [
  madeJson('consul', {
    '/v1/status/leader': answer('"10.0.0.1:8300"'),
    '/v1/status/peers': answer(['10.0.0.1:8300']),
    '/v1/agent/self': answer({ Config: { Version: '1.20.1' } }),
    '/v1/kv/docker/nodes/': answer(under('nodes').map(({ key }) => key.slice(1))),
    '/v1/kv/docker/swarm/nodes/': answer(under('swarm/nodes').map(({ key }) => key.slice(1))),
    '/v1/kv/docker/network/v1.0/overlay/network/': answer(consulPairs),
  }),
  madeJson('etcd', {
    '/version': answer({ etcdserver: '3.4.23' }),
    '/v2/members/leader': answer({ id: '8e9e05c52164694d', name: 'default' }),
    '/v2/keys/docker/nodes': answer({ node: { nodes: under('nodes') } }),
    '/v2/keys/docker/swarm/nodes': answer({ node: { nodes: under('swarm/nodes') } }),
    '/v2/keys/docker/network/v1.0/overlay/network': answer({ node: { nodes: under('network/v1.0/overlay') } }),
  }),
];

let current: Readonly<Record<string, unknown>> = {};
let server: Server | undefined;
const stores = createKeyValueStores({ timeout: () => 3000, log: silentLog });

const keyValueStores: Target = {
  name: 'key-value-stores',
  form: 'json',
  weight: 1,
  longest: 200_000,
  samples: wholeStores,
  open: async () => {
    server = createServer(({ url = '' }, response) => {
      const said = current[url.replace(/\?.*/, '')] as { status?: unknown; body?: unknown } | null | undefined;
      response.statusCode = said ? statusOf(said.status) : 404;
      response.end(typeof said?.body === 'string' ? said.body : '');
    });
    await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening));
    return async () => {
      server!.closeAllConnections();
      await new Promise((closed) => server!.close(closed));
    };
  },
  read: async (input) => {
    const read = body(input);
    current = typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
    const type = '/version' in current ? 'etcd' : 'consul';
    const { port } = server!.address() as AddressInfo;
    const outcome = await stores.ask({ type, hosts: [{ host: '127.0.0.1', port }], path: '' });
    wellFormed(outcome);
    hold(outcome.ok || outcome.error.kind !== 'storeSilent', () => 'an answer that is taken for silence');
  },
};

const authority = makeCertificate({ name: 'authority', isAuthority: true });
const client = makeCertificate({ name: 'client', authority });
let folder = '';

/** Three PEM files, one behind the other; who reads them finds all three changed together. */
const certificates: Target = {
  name: 'certificates',
  form: 'text',
  weight: 1.5,
  longest: 64 * 1024,
  samples: [
    made('a client’s', [authority.certificate, client.certificate, client.key].join('\u0000')),
    made('an authority’s', [authority.certificate, authority.certificate, authority.key].join('\u0000')),
  ],
  open: async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fuzz-certificates-'));
    return () => rm(folder, { recursive: true, force: true });
  },
  read: async (input) => {
    const parts = input.toString('latin1').split('\u0000');
    const [ca = '', certificate = '', key = ''] = parts;
    const files = {
      authority: path.join(folder, 'ca.pem'),
      certificate: path.join(folder, 'cert.pem'),
      key: path.join(folder, 'key.pem'),
    };
    await Promise.all([
      writeFile(files.authority, ca, 'latin1'),
      writeFile(files.certificate, certificate, 'latin1'),
      writeFile(files.key, key, 'latin1'),
    ]);
    try {
      const { validFrom, validTo } = await new CertificateFiles(files, 'a:1', new SecureContexts()).read();
      hold(!Number.isNaN(validFrom.getTime()) && !Number.isNaN(validTo.getTime()), () => 'valid from or to no date');
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      wellFormed(error.failure);
    }
  },
};

export const storeTargets: readonly Target[] = [
  machineRecords,
  storeUrls,
  keyValueRecords,
  keyValueStores,
  certificates,
];
