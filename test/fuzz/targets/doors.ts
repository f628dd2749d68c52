// An engine and a manager behind their real doors: HTTP, TLS, dockerode and all, with bodies that are changed.
import type { RequestListener } from 'node:http';
import { silentLog } from '../../../src/base/log.ts';
import type { EnginePool } from '../../../src/docker/doors.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import type { Machine } from '../../../src/model/machine.ts';
import { CertificateFolder } from '../../unit/docker/certificates.ts';
import { engineServer, machineAt } from '../../unit/docker/fakeEngine.ts';
import { madeJson, recordJson } from '../samples.ts';
import { hold, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';
import { body } from './engines.ts';

const shared = {
  '/version': recordJson('engine26/version.json'),
  '/containers/json': recordJson('api/node1-containers_json_all_1.stdout'),
  '/nodes': recordJson('engine26/nodes.json'),
  '/services': recordJson('engine26/services.json'),
  '/tasks': recordJson('engine26/tasks.json'),
};
const engine = {
  ...shared,
  '/info': recordJson('engine26/info-manager.json'),
  '/networks': recordJson('engine26/networks-manager.json'),
  '/networks/': recordJson('engine26/network-verbose.json'),
};
const manager = {
  ...shared,
  '/info': recordJson('api/mgr-info.stdout'),
  '/networks': recordJson('api/mgr-networks.stdout'),
  '/networks/': recordJson('api/mgr-networks_ID.stdout'),
};

let whole: Buffer = Buffer.alloc(0);
let bodies: Readonly<Record<string, unknown>> = {};
let pool: EnginePool;
let machine: Machine;

const answer: RequestListener = ({ url = '' }, response) => {
  const path = url.replace(/\?.*/, '').replace(/^(\/networks\/).*/, '$1');
  response.setHeader('content-type', 'application/json');
  // What is no document any more is the answer to everything.
  response.end(Object.hasOwn(bodies, path) ? JSON.stringify(bodies[path]) : whole);
};

export const doors: Target = {
  name: 'engine-doors',
  form: 'json',
  weight: 0.8,
  longest: 100_000,
  samples: [madeJson('an engine', engine), madeJson('a manager', manager)],
  open: async () => {
    const folder = new CertificateFolder();
    const server = await engineServer(folder, answer);
    pool = createEnginePool({ probeTimeout: () => 10_000, log: silentLog });
    machine = machineAt(server.port, folder);
    return async () => {
      pool.dispose();
      await server.close();
      folder.remove();
    };
  },
  read: async (input) => {
    whole = input;
    const read = body(input);
    bodies = {};
    if (typeof read === 'object' && read !== null && !isDeep(input)) bodies = read as Record<string, unknown>;
    const [one, two] = [pool.engine(machine), pool.manager(machine)];
    const outcomes = [
      await one.engine(),
      await one.containers(),
      await one.overlays(),
      await one.swarm.view(),
      await one.swarm.nodes(),
      await two.manager(),
      await two.overlays(),
    ];
    for (const outcome of outcomes) {
      wellFormed(outcome);
      hold(outcome.ok || outcome.error.kind !== 'engineSilent', () => 'an answer that is taken for silence');
    }
  },
};

/** Node reads any depth and writes only some thousands. */
const isDeep = (input: Buffer): boolean => input.includes('[[[[[[[[[[');
