// A process of its own that puts one question to a hostile server and measures what that costs: run by `hostileAnswers.test.ts`.
import { setTimeout } from 'node:timers/promises';
import { silentLog } from '../../../src/base/log.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import { createKeyValueStores } from '../../../src/docker/kvClient.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Machine } from '../../../src/model/machine.ts';

export interface Order {
  readonly question:
    'containers' | 'engine' | 'overlays' | 'swarm' | 'pull' | 'events' | 'etcd' | 'zookeeper' | 'consul';
  readonly machine: Machine;
  /** How long a question may take, in milliseconds. */
  readonly time: number;
}

export interface Cost {
  /** The failure's kind, or how many things were read. */
  readonly outcome: string;
  readonly failure: unknown;
  /** Milliseconds of processor time that the longest turn of the event loop took. */
  readonly longestTurn: number;
  /** How much more memory the process took at most, in MiB. */
  readonly memory: number;
  readonly took: number;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const { question, machine, time } = order;
const pool = createEnginePool({ probeTimeout: () => time, log: silentLog });
const stores = createKeyValueStores({ timeout: () => time, log: silentLog });

async function ask(door: EngineDoor): Promise<Outcome<unknown>> {
  switch (question) {
    case 'containers':
      return door.containers();
    case 'engine':
      return door.engine();
    case 'overlays':
      return door.overlays();
    case 'swarm':
      return door.swarm.view();
    case 'pull':
      return door.pullImage('busybox', { deadline: time, onProgress: () => undefined });
    case 'events':
      return new Promise((resolve) => {
        let seen = 0;
        const watched = door.events({
          onEvent: () => (seen += 1),
          onConnected: () => undefined,
          onLost: (error) => {
            watched.dispose();
            resolve({ ok: false, error });
          },
        });
        void setTimeout(time).then(() => {
          resolve({ ok: true, value: { length: seen } });
        });
      });
    default:
      return stores.ask({ type: question, hosts: [{ host: '127.0.0.1', port: machine.enginePort }], path: '' });
  }
}

// What is loaded at the first call is no part of the cost.
const warm = { ...machine, enginePort: 1 };
await pool.engine(warm).ping();
await setTimeout(100);

const before = process.memoryUsage.rss();
let longestTurn = 0;
let most = before;
let isOver = false;
let last = process.threadCpuUsage();
let turns = 0;
const turn = (): void => {
  const spent = process.threadCpuUsage(last);
  last = process.threadCpuUsage();
  longestTurn = Math.max(longestTurn, (spent.user + spent.system) / 1000);
  turns += 1;
  if (turns % 50 === 0 || (spent.user + spent.system) / 1000 > 5) most = Math.max(most, process.memoryUsage.rss());
  if (!isOver) setImmediate(turn);
};
setImmediate(turn);

const began = performance.now();
const outcome = await ask(pool.engine(machine));
await setTimeout(50);
isOver = true;
most = Math.max(most, process.resourceUsage().maxRSS * 1024);
const cost: Cost = {
  outcome: outcome.ok
    ? `read ${String((outcome.value as { length?: number } | undefined)?.length)}`
    : outcome.error.kind,
  failure: outcome.ok ? undefined : outcome.error,
  longestTurn: Math.round(longestTurn),
  memory: Math.round((most - before) / 1024 / 1024),
  took: Math.round(performance.now() - began),
};
process.stdout.write(JSON.stringify(cost));
pool.dispose();
process.exit(0);
