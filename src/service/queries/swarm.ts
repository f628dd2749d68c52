/** A swarm's nodes, services and tasks, queried from its managers when an event reports a change, and while changes are in progress. */
import { err } from '../../base/result.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import { nextSeen, recordsOf, type ClusterObservations, type Observations } from '../../cluster/observations.ts';
import { mostTelling, observeSwarm, type SwarmManager, type SwarmTold } from '../../cluster/observeSwarm.ts';
import type { Group } from '../../cluster/recognise.ts';
import type { Failure } from '../../model/failure.ts';
import type { Machine } from '../../model/machine.ts';
import { lastOf, waiting, type Seen } from '../../model/seen.ts';
import type { SwarmView } from '../../model/swarmMode.ts';
import { isAtRest } from '../../model/swarmRest.ts';
import { backgroundInterval, type ClusterRow, type QueryContext, type QueryRun } from '../query.ts';

/**
 * Leadership and reachability change without an event: nodes are queried at this interval while visible, even when nothing changes.
 * Services and tasks are not, unless an event may have been missed.
 */
const quietInterval: Milliseconds = seconds(30);
/** While something is in progress. The interval grows as long as nothing changes. */
const restlessInterval: Milliseconds = seconds(1);
const longestRestlessInterval: Milliseconds = seconds(10);
const patience = 10;
/**
 * A manager learns up to 0.2 s later what a container reported to its engine's event stream (seen with 26.1.5), so it is queried once more.
 */
const echo: Milliseconds = 500;
const echoInterval: Milliseconds = 250;
/** When managers agree again, a query that has waited this long is restarted: they had no leader when it was sent. */
const vain: Milliseconds = seconds(1);

export const swarm: ClusterRow = ({ key, orchestration }, context) => {
  if (orchestration !== 'swarm-mode') return [];
  const { observed, attention } = context;
  let abandon = new AbortController();
  let beganAt = 0;
  let invalidatedAt = 0;
  let changedAt = Date.now();
  /** An event may have been missed. */
  let isDoubted = false;

  /** The parts that the next run need not read again; undefined: it reads everything. */
  const known = ({ scheduled }: QueryRun): SwarmView | undefined => {
    const { swarm: view } = observed.cluster(key);
    const isQuiet = scheduled === quietInterval && view?.state === 'seen' && isAtRest(view.value);
    if (isQuiet && !isDoubted && isHeard(view.value, membersOf(key, context), observed)) return view.value;
    isDoubted = false;
    return undefined;
  };

  return [
    {
      key: `swarm ${key}`,
      ask: async (run) => {
        abandon = new AbortController();
        beganAt = Date.now();
        const signal = AbortSignal.any([run.signal, abandon.signal]);
        const told = await question(key, context, { signal, deadline: run.deadline, known: known(run) });
        if (run.signal.aborted || !told) return;
        const before = observed.cluster(key);
        const next = {
          source: told.source ?? before.source,
          swarm: nextSeen(before.swarm ?? waiting, told.view, new Date()),
        };
        if (isChanged(before, next)) changedAt = Date.now();
        observed.updateCluster(key, next);
      },
      interval: () => {
        const now = Date.now();
        if (now - invalidatedAt < echo) return echoInterval;
        const view = observed.cluster(key).swarm;
        const isQuiet = !view || isAtPeace(view);
        if (attention() === 'background') return isQuiet ? undefined : backgroundInterval;
        if (isQuiet) return quietInterval;
        return Math.min(longestRestlessInterval, Math.max(restlessInterval, (now - changedAt) / patience));
      },
      invalidated: ({ when, doubt }) => {
        if (when !== 'next') invalidatedAt = Date.now();
        if (doubt === 'all') isDoubted = true;
        if (doubt === 'agreed' && Date.now() - beganAt >= vain) abandon.abort();
      },
    },
  ];
};

const membersOf = (key: string, { groups }: QueryContext): Group['members'] =>
  groups().find((each) => each.key === key)?.members ?? [];

async function question(
  key: string,
  context: QueryContext,
  observing: { readonly signal: AbortSignal; readonly deadline: Milliseconds; readonly known: SwarmView | undefined },
): Promise<SwarmTold | undefined> {
  const members = membersOf(key, context);
  if (members.length === 0) return undefined;
  const { living, silent } = managersOf(key, members, context);
  const told = await context.slots.client(() => observeSwarm(living, observing));
  if (told?.view.ok || observing.signal.aborted) return told;
  const own = told && !told.view.ok ? [told.view.error] : [];
  const failure = mostTelling([...own, ...silent]) ?? whyUntold(members, context);
  return failure && { source: undefined, view: err(failure) };
}

/** Managers to query, the most promising first, and why the others are left out: an engine known not to answer is skipped. */
function managersOf(
  key: string,
  members: Group['members'],
  { doors, observed }: QueryContext,
): { readonly living: readonly SwarmManager[]; readonly silent: readonly Failure[] } {
  const records = new Map(recordsOf(observed).map((machine): [string, Machine] => [machine.name, machine]));
  const { source } = observed.cluster(key);
  const silent: Failure[] = [];
  const living: { readonly manager: SwarmManager; readonly rank: number }[] = [];
  for (const { machine, role } of members) {
    const record = records.get(machine);
    const { engine } = observed.host(machine);
    if (role !== 'manager' || !record) continue;
    // An engine that cannot describe itself may still describe its swarm.
    if (engine?.state === 'failed' && engine.failure.kind !== 'engineReticent') silent.push(engine.failure);
    else if (record.address !== undefined) {
      const rank = engine?.state !== 'seen' ? 2 : machine === source ? 0 : 1;
      living.push({ manager: { machine, door: doors.engines.engine(record) }, rank });
    }
  }
  return { living: living.sort((a, b) => a.rank - b.rank).map(({ manager }) => manager), silent };
}

function isChanged(before: ClusterObservations, next: ClusterObservations): boolean {
  const [old, told] = [before.swarm ?? waiting, next.swarm ?? waiting];
  return old.state !== told.state || before.source !== next.source || lastOf(old)?.value !== lastOf(told)?.value;
}

/** Every node's engine is known and answers. No event reports a task that runs elsewhere. */
function isHeard({ nodes }: SwarmView, members: Group['members'], { hosts }: Observations): boolean {
  const heard = members.map(({ machine }) => {
    const engine = hosts.get(machine)?.engine;
    return engine?.state === 'seen' ? engine.value.engine.swarm.nodeId : '';
  });
  return nodes.every(({ id }) => heard.includes(id));
}

/** Nothing is in progress that events would not report. */
function isAtPeace(view: Seen<SwarmView>): boolean {
  switch (view.state) {
    case 'seen':
      return isAtRest(view.value);
    case 'failed':
      return view.failure.kind === 'notAManager' || view.failure.kind === 'notInSwarm';
    case 'waiting':
      return true;
  }
}

/** Explains why a group has no manager among its machines; undefined while one may still turn up. */
function whyUntold(members: Group['members'], { observed, doors }: QueryContext): Failure | undefined {
  const engines = members.map(({ machine }) => ({ machine, seen: observed.host(machine).engine ?? waiting }));
  if (engines.some(({ seen }) => seen.state === 'waiting')) return undefined;
  const answering = engines.flatMap(({ machine, seen }) =>
    seen.state === 'seen' ? [{ machine, state: seen.value.engine.swarm.state }] : [],
  );
  const inside = answering.find(({ state }) => state !== 'inactive');
  const speaks = recordsOf(observed).find(({ name }) => name === (inside ?? answering[0])?.machine);
  if (!speaks) return engines.flatMap(({ seen }) => (seen.state === 'failed' ? [seen.failure] : []))[0];
  return { kind: inside ? 'notAManager' : 'notInSwarm', address: doors.engines.engine(speaks).address };
}
