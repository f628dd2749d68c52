// Whatever is replaced, at whatever moment of whatever plan, is not touched: neither machines nor engines, containers, volumes, nodes of
// swarms and networks that came to have the name of what the plan was made for.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import { execute, type Perform } from '../../../src/cluster/execute.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import { planDown } from '../../../src/cluster/planDown.ts';
import { planRollback } from '../../../src/cluster/planRollback.ts';
import { targetsOf } from '../../../src/model/identity.ts';
import type { Action, Plan } from '../../../src/model/plan.ts';
import { machinesOf } from '../../../src/model/planMachines.ts';
import type { RunSummary } from '../../../src/model/runEvents.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { ClusterSpec } from '../../../src/model/spec.ts';
import { places } from './executing.ts';
import { newWorld, type ModelWorld } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { hurried } from './performing.ts';
import { planned, standing } from './planning.ts';
import { replaceable, ReplacingWorld, type Replacement } from './replacingWorld.ts';
import { generic as genericSwarm, small as smallSwarm } from './swarmClusters.ts';
import { generic, withNetwork } from './storeClusters.ts';

const mixed = await specOf(`
name: demo
orchestration: swarm-mode
managers: [{ name: m1, driver: { name: generic, options: { generic-ip-address: 10.99.0.11 } } }, { name: m2 }, { name: m3 }]
nodes: [{ name: w1, driver: { name: generic, options: { generic-ip-address: 10.99.0.14 } } }]
networks: [{ name: my-net }]
`);
const stores = await specOf(`
name: demo
driver: { name: generic }
keyValueStore: { machine: { name: kvstore, driver: { options: { generic-ip-address: 10.99.0.11 } } } }
managers: [{ name: swarm-manager, driver: { options: { generic-ip-address: 10.99.0.12 } } }]
nodes: [{ name: swarm-node1 }]
networks: [{ name: my-net }]
`);
const specs: readonly ClusterSpec[] = [withNetwork, generic, stores, smallSwarm, genericSwarm, mixed];

/** What these do is to wait and to look. */
const waits = new Set<Action['kind']>([
  'awaitStore',
  'awaitNodes',
  'awaitSwarm',
  'checkEngineVersion',
  'probeStore',
  'introduceEngine',
  'pullImage',
]);

/** With what is known of its machines now. */
const about = (plan: Plan, world: ModelWorld): Plan => ({
  ...plan,
  targets: targetsOf(world.snapshot(), machinesOf(plan)),
});

async function run(plan: Plan, replacing: ReplacingWorld, cancelAfter = Infinity): Promise<RunSummary> {
  const { targets } = plan;
  const perform = createPerform(replacing.doors(), { t: english, patience: hurried, targets });
  const cancel = new AbortController();
  let begun = 0;
  const performed: Perform = async (action, telling) => {
    begun += 1;
    if (begun > cancelAfter) cancel.abort();
    await replacing.wait();
    return waits.has(action.kind) ? ok(undefined) : perform(action, telling);
  };
  return execute(plan, {
    perform: performed,
    places: places(),
    signal: cancel.signal,
    onEvent: () => undefined,
    log: silentLog,
  });
}

function down(world: ModelWorld, removeVolumes: boolean): Plan {
  const seen = world.snapshot();
  const plan = planDown(seen.clusters[0]!, seen, { removeVolumes });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

const silent: Failure = { kind: 'engineRefused', address: 'x' };

/** Some machines are as a failed create or a stopped engine leaves them. */
function hurt(world: ModelWorld, leftover: readonly number[], asleep: readonly number[]): void {
  const names = [...world.hosts.keys()];
  const at = (index: number): string => names[index % names.length] ?? '';
  for (const name of leftover.map(at)) {
    const host = world.hosts.get(name)!;
    host.machine = { ...host.machine, address: host.machine.driver === 'generic' ? host.machine.address : undefined };
    host.silent = { kind: 'certificateMissing', address: '', path: `${host.machine.directory}/ca.pem`, said: '' };
  }
  for (const name of asleep.map(at)) Object.assign(world.hosts.get(name)!, { silent, hasAnswered: true });
}

const indices = fc.array(fc.nat(5), { maxLength: 2 });
const scenario = fc.record({
  spec: fc.constantFrom(...specs),
  verb: fc.constantFrom('down', 'up', 'rollback'),
  removeVolumes: fc.boolean(),
  leftover: indices,
  asleep: indices,
  gone: indices,
  cancelAfter: fc.nat(30),
  replacements: fc.array(
    fc.record({
      what: fc.constantFrom(...replaceable),
      host: fc.nat(5),
      at: fc.oneof({ weight: 2, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.constant('between' as const) }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
});

test('nothing that was replaced is touched', async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      scenario,
      async ({ spec, verb, removeVolumes, leftover, asleep, gone, cancelAfter, replacements }) => {
        const names = [...new Set([...spec.managers, ...spec.nodes].map(({ name }) => name)), 'kvstore'];
        const due = replacements.map(({ what, host, at }): Replacement => ({
          what,
          machine: names[host % names.length]!,
          at,
        }));
        const world = standing(spec);
        if (verb !== 'rollback') hurt(world, leftover, asleep);
        if (verb === 'up') for (const index of gone) world.hosts.delete(names[index % names.length]!);
        let plan: Plan;
        try {
          plan =
            verb === 'down'
              ? down(world, removeVolumes)
              : planned(spec, verb === 'up' ? world.snapshot() : newWorld().snapshot());
        } catch {
          // Refused, which touches nothing.
          return;
        }
        const start = verb === 'rollback' ? newWorld() : world;
        plan = about(plan, start);
        const replacing = new ReplacingWorld(start, plan, due);
        const summary = await run(plan, replacing, verb === 'rollback' ? cancelAfter : undefined);
        if (verb === 'rollback') {
          replacing.between();
          const back = planRollback(plan, summary, replacing.world.snapshot());
          if (back.ok) await run(about(back.value, replacing.world), replacing);
        }
        for (const what of replacing.replaced) met.set(`${verb} ${what}`, (met.get(`${verb} ${what}`) ?? 0) + 1);
        expect(replacing.touched).toEqual([]);
      },
    ),
    { numRuns: 1500 },
  );
  // It says something of each kind.
  expect([...met.keys()].length).toBeGreaterThan(12);
}, 60_000);
