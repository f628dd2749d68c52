/** Finds containers of classic swarm that advertise an old address of their host, and recreates them with the current one. */
import { err, ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { visible } from '../base/visible.ts';
import { recreateContainer } from '../cluster/recreateContainer.ts';
import { RunTargets } from '../cluster/runTargets.ts';
import type { CallOptions, Doors, EngineDoor } from '../docker/doors.ts';
import { advertisedBy, movedAddress, readvertised, type StaleAgent } from '../model/agentMove.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { moveOf } from '../checks/health.ts';
import { clusterOf, findMachine, type Snapshot } from '../model/snapshot.ts';
import type { Finding } from '../checks/allChecks.ts';
import type { SwarmAgents } from './actions.ts';
import { untilShown } from './pictureWait.ts';
import type { ClusterStore } from './services.ts';

export interface SwarmAgentsOptions {
  readonly doors: Doors;
  readonly clusters: ClusterStore;
  /** Why the cluster may not be changed now; undefined: it may. */
  readonly runUnderWay: (cluster: string) => Promise<Failure | undefined>;
  /** How long to wait until the snapshot shows the node at its current address. */
  readonly patience?: Milliseconds;
}

/** A manager learns of a new agent when the agent registers, which it does at its start. */
const defaultPatience = seconds(10);

export function createSwarmAgents(options: SwarmAgentsOptions): SwarmAgents {
  const { doors, clusters, runUnderWay, patience = defaultPatience } = options;
  const working = new Set<string>();

  return {
    find: async (machine) => {
      const seen = findMachine(clusters.snapshot, machine) ?? findMachine(await clusters.refresh(), machine);
      if (!seen) return err({ kind: 'machineUnknown', machine });
      if ('failure' in seen.record) return err(seen.record.failure);
      const move = moved(clusters.snapshot, machine);
      if (!move) return err({ kind: 'agentCurrent', machine });
      const agents = await staleAgents(doors.engines.engine(seen.record.machine), move);
      if (!agents.ok) return agents;
      return agents.value.length > 0 ? ok({ machine, agents: agents.value }) : err({ kind: 'agentCurrent', machine });
    },

    recreate: async (move, { signal, targets }) => {
      const { machine } = move;
      if (working.has(machine)) return err({ kind: 'machineBusy', machine, verb: 'openShell' });
      working.add(machine);
      try {
        const cluster = clusterOf(clusters.snapshot, machine)?.name;
        const busy = cluster === undefined ? undefined : await runUnderWay(cluster);
        if (busy) return err(busy);
        const left: string[] = [];
        for (const agent of move.agents) {
          const done = await recreate(machine, agent, new RunTargets(targets), { signal });
          if (!done.ok) return done;
          if (done.value.left !== undefined) left.push(done.value.left);
        }
        const shown = await untilShown(clusters, (now) => moved(now, machine) === undefined, patience, signal);
        return ok({ ...move, left, isListed: moved(shown, machine) === undefined });
      } finally {
        working.delete(machine);
      }
    },
  };

  async function recreate(
    machine: string,
    agent: StaleAgent,
    targets: RunTargets,
    call: CallOptions,
  ): ReturnType<typeof recreateContainer> {
    const entry = await targets.confirm(machine, doors, call);
    if (!entry.ok) return entry;
    if (!entry.value) return err({ kind: 'machineUnknown', machine });
    if ('failure' in entry.value) return err(entry.value.failure);
    const engine = doors.engines.engine(entry.value.machine);
    const setup = await engine.containerSetup(agent.id, call);
    if (!setup.ok) return err(asUnknown(setup.error, machine, agent));
    // A container keeps its ID, but not its name.
    if (setup.value.name !== agent.name) return err({ kind: 'containerUnknown', machine, container: agent.name });
    const command = readvertised(setup.value.command, agent.to);
    return recreateContainer(engine, machine, { setup: setup.value, command }, call);
  }
}

type Moved = Extract<Finding, { kind: 'nodeMoved' }>;

function moved(snapshot: Snapshot, machine: string): Moved | undefined {
  const seen = findMachine(snapshot, machine);
  return seen && moveOf(seen, clusterOf(snapshot, machine));
}

/** Returns docker-machine's containers that advertise the old address: the agent and, on a manager, the manager container. */
async function staleAgents(engine: EngineDoor, { from, to }: Moved): Promise<Outcome<readonly StaleAgent[]>> {
  const listed = await engine.containers();
  if (!listed.ok) return listed;
  const stale: StaleAgent[] = [];
  for (const name of [swarmAgentName, swarmManagerName]) {
    const container = listed.value.find((each) => each.name === name);
    if (!container) continue;
    const setup = await engine.containerSetup(container.id);
    if (!setup.ok) return setup;
    const advertised = advertisedBy(setup.value.command);
    const next = advertised === undefined ? undefined : movedAddress(advertised, from, to);
    if (advertised !== undefined && next !== undefined)
      stale.push({ id: container.id, name, image: visible(setup.value.image), from: visible(advertised), to: next });
  }
  return ok(stale);
}

function asUnknown(failure: Failure, machine: string, { name }: StaleAgent): Failure {
  return failure.kind === 'engineError' && failure.status === 404
    ? { kind: 'containerUnknown', machine, container: name }
    : failure;
}
