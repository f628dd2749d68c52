/** Queries managers and engines for overlay networks and records their answers. */
import { err, ok } from '../../base/result.ts';
import { nextSeen } from '../../cluster/observations.ts';
import { storeName, type Group } from '../../cluster/recognise.ts';
import type { EngineDoor, EnginePool } from '../../docker/doors.ts';
import type { Role } from '../../model/cluster.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import type { Machine } from '../../model/machine.ts';
import type { OverlayNetwork } from '../../model/network.ts';
import type { Seen } from '../../model/seen.ts';
import type { Observed } from '../observed.ts';

/** One run of the query. */
export interface NetworkQuestion {
  readonly group: Group;
  readonly machines: readonly AskedMachine[];
  readonly engines: EnginePool;
  readonly observed: Observed;
  readonly signal: AbortSignal;
  readonly call: (door: EngineDoor) => Promise<Overlays>;
  /** Resolves when no query to the swarm's managers is running. */
  readonly swarmSettled: () => Promise<void>;
  /** Networks of the cluster that were known and are missing from the answer. */
  readonly missing: (answer: readonly OverlayNetwork[]) => readonly OverlayNetwork[];
  readonly whyHidden: (answer: readonly OverlayNetwork[]) => Promise<Failure | undefined>;
  /** Whether networks may have stale endpoints. */
  readonly mayHaveStale: () => boolean;
}

export interface AskedMachine {
  readonly name: string;
  readonly role: Role;
  readonly machine: Machine;
}

type Overlays = Outcome<readonly OverlayNetwork[]>;

/** To list stale endpoints, an engine reads each network from its key-value store. */
const mostRead = 200;
/** Engines that share a key-value store list the same networks. Several are queried, in case one cannot reach it. */
const mostWitnesses = 3;

/** The manager that described the swarm also lists its networks. If there is none, engines list the networks of their own containers. */
export async function askSwarmNetworks(asked: NetworkQuestion): Promise<void> {
  const { group, machines, engines, observed, signal, swarmSettled } = asked;
  await swarmSettled();
  const { source, swarm } = observed.cluster(group.key);
  const speaks = machines.find(({ name }) => name === source);
  if (!speaks && swarm?.state !== 'failed') return;
  const outcome =
    swarm?.state === 'failed' || !speaks
      ? err(swarm?.state === 'failed' ? swarm.failure : { kind: 'machineUnknown' as const, machine: source ?? '' })
      : await all(asked, engines.engine(speaks.machine), observed.host(speaks.name).engine);
  if (!outcome.ok) {
    // Managers without a leader would keep this query waiting too, and know no more than the others.
    const isVain = outcome.error.kind === 'engineSilent';
    const others = machines.filter(({ role }) => !(isVain && role === 'manager'));
    await askEngines(asked, others, (door, state) => some(asked, door, state));
  }
  if (signal.aborted) return;
  if (outcome.ok) forgetEngines(asked);
  observed.updateCluster(group.key, { overlays: nextSeen(observed.cluster(group.key).overlays, outcome, new Date()) });
}

/**
 * Classic managers share their information; their last answer stays until an engine has answered instead. Returns the networks that a
 * manager listed, and whether engines list more.
 */
export async function askClassicNetworks(
  asked: NetworkQuestion,
): Promise<{ readonly listed: readonly OverlayNetwork[]; readonly isKept: boolean }> {
  const { group, machines, engines, observed, signal } = asked;
  const speaking = machines.filter(
    ({ role, machine }) => group.orchestration === 'classic' && role === 'manager' && machine.swarm,
  );
  const answers = await Promise.all(
    speaking.map(async ({ name, machine }) => ({
      name,
      outcome: await all(asked, engines.manager(machine), observed.host(name).manager),
    })),
  );
  const told = answers.find(({ outcome }) => outcome.ok)?.outcome;
  let kept: readonly OverlayNetwork[] = [];
  if (told?.ok) {
    kept = await listedStill(asked, told.value);
    await askForStale(asked, told.value.length);
  } else await askEngines(asked, machines, (door, state) => all(asked, door, state));
  if (!signal.aborted)
    for (const { name, outcome } of answers) {
      const whole = outcome === told && outcome.ok ? ok([...outcome.value, ...kept]) : outcome;
      const managerOverlays = nextSeen(observed.host(name).managerOverlays, whole, new Date());
      observed.updateHost(name, { managerOverlays });
    }
  return { listed: told?.ok ? told.value : [], isKept: kept.length > 0 };
}

/**
 * Networks that engines still list and a manager does not. A manager knows only the networks of its nodes, and has no nodes for a while
 * after it has read the list of a recreated store.
 */
async function listedStill(
  asked: NetworkQuestion,
  answer: readonly OverlayNetwork[],
): Promise<readonly OverlayNetwork[]> {
  const { group, engines, observed } = asked;
  const store = group.store && observed.stores.get(storeName(group.store));
  const records = store?.state === 'seen' ? store.value.overlays : undefined;
  const missing = asked.missing(answer).filter(({ id }) => records?.has(id) ?? true);
  if (missing.length === 0 || answer.length + missing.length > mostRead) return [];
  const lists = await Promise.all(
    answering(asked)
      .slice(0, mostWitnesses)
      .map(({ machine }) => some(asked, engines.engine(machine), undefined)),
  );
  const listed = new Set(lists.flatMap((list) => (list.ok ? list.value.map(({ id }) => id) : [])));
  return missing.filter(({ id }) => listed.has(id));
}

/**
 * A manager knows only the endpoints of containers that it lists (swarm 1.2.9, UpdateNetworkContainers). Endpoints of removed containers
 * are in the store, which every engine reads.
 */
async function askForStale(asked: NetworkQuestion, networks: number): Promise<void> {
  const { engines, observed, signal, mayHaveStale } = asked;
  const [witness] = networks <= mostRead && mayHaveStale() ? answering(asked) : [];
  const outcome = witness && (await some(asked, engines.engine(witness.machine), undefined));
  if (signal.aborted) return;
  if (!witness || !outcome?.ok) {
    forgetEngines(asked);
    return;
  }
  forgetEngines(asked, witness.name);
  const engineOverlays = nextSeen(observed.host(witness.name).engineOverlays, outcome, new Date());
  observed.updateHost(witness.name, { engineOverlays });
}

const answering = ({ machines, observed }: NetworkQuestion): readonly AskedMachine[] =>
  machines.filter(({ name, role }) => role !== 'keyValueStore' && observed.host(name).engine?.state === 'seen');

async function askEngines(
  { engines, observed, signal }: NetworkQuestion,
  machines: readonly AskedMachine[],
  ask: (door: EngineDoor, state: Seen<unknown> | undefined) => Promise<Overlays>,
): Promise<void> {
  await Promise.all(
    machines.map(async ({ name, role, machine }) => {
      if (role === 'keyValueStore' || machine.address === undefined) return;
      const outcome = await ask(engines.engine(machine), observed.host(name).engine);
      if (signal.aborted) return;
      const engineOverlays = nextSeen(observed.host(name).engineOverlays, outcome, new Date());
      observed.updateHost(name, { engineOverlays });
    }),
  );
}

function forgetEngines({ machines, observed }: NetworkQuestion, except?: string): void {
  for (const { name } of machines)
    if (name !== except && observed.host(name).engineOverlays) observed.updateHost(name, { engineOverlays: undefined });
}

/** Returns the networks that a client knows. Skips one that is known not to answer. */
async function some({ call }: NetworkQuestion, door: EngineDoor, state: Seen<unknown> | undefined): Promise<Overlays> {
  return state?.state === 'failed' ? err(state.failure) : call(door);
}

/** Returns all networks, from a client that knows them, or the reason why some are hidden. */
async function all(asked: NetworkQuestion, door: EngineDoor, state: Seen<unknown> | undefined): Promise<Overlays> {
  const outcome = await some(asked, door, state);
  const hidden = outcome.ok && (await asked.whyHidden(outcome.value));
  return hidden ? err(hidden) : outcome;
}
