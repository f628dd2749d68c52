/** Waits and checks before other steps may continue: an engine's version, a key-value store's answer, a cluster's nodes. */
import { err, ok } from '../base/result.ts';
import { named } from '../base/text.ts';
import type { CallOptions } from '../docker/doors.ts';
import { knowsClusterStore, type Container } from '../model/engine.ts';
import { isElecting, type Failure, type Outcome } from '../model/failure.ts';
import { parseStoreUrl, storeUrlText } from '../model/keyValueStore.ts';
import type { StoreReference } from '../model/plan.ts';
import { findStoreContainer } from '../model/findStoreContainer.ts';
import { byManager, byStore, type Knower } from './knowers.ts';
import { reachCommand } from './observe.ts';
import { registered } from './registered.ts';
import { rereading } from './rereading.ts';
import { findMachine, onChange, onEngine, runTool, storeUrl, until, type Doing, type World } from './performWorld.ts';

export async function checkEngineVersion(
  { machine }: Doing<'checkEngineVersion'>,
  world: World,
): Promise<Outcome<void>> {
  return onEngine(machine, world, async (door) => {
    const engine = await door.engine(world.call);
    if (!engine.ok) return engine;
    const { version } = engine.value;
    return knowsClusterStore(version)
      ? ok(undefined)
      : err({ kind: 'engineWithoutClusterStore', version, from: machine });
  });
}

/** An inconclusive probe (no curl) is not an error: the engines will show it. */
export async function probeStore({ machine, url }: Doing<'probeStore'>, world: World): Promise<Outcome<void>> {
  const parsed = parseStoreUrl(url);
  const command = parsed && reachCommand(machine, parsed);
  if (!command) return ok(undefined);
  const tried = await runTool(command, world);
  if (!tried.ok) return tried;
  return tried.value?.reached === false
    ? err({ kind: 'storeUnreachableFrom', machine, url, cause: tried.value.failure })
    : ok(undefined);
}

export async function awaitStore({ store }: Doing<'awaitStore'>, world: World): Promise<Outcome<void>> {
  const url = await storeUrl(store, world);
  if (!url.ok) return url;
  const text = storeUrlText(url.value);
  let last: Failure | undefined;
  let exits = 0;
  const tell = onChange(world.said);
  return until(world, world.patience.store, text, {
    ask: async (call) => {
      const state = await world.doors.keyValueStores.ask(url.value, call);
      if (state.ok && state.value.leader !== undefined) return 'true';
      last = state.ok ? { kind: 'storeWithoutLeader', url: text, isElecting: false } : state.error;
      // Creating machines takes longer than an election: their engines will find a leader.
      if (isElecting(last)) return 'true';
      tell(
        last.kind === 'storeWithoutLeader'
          ? world.t('{0} answers and has no leader yet', text)
          : world.t('{0} does not answer yet', text),
      );
      if (store.kind === 'url') return 'notYet';
      const exited = await exitedStore(store, world, call);
      exits = exited ? exits + 1 : 0;
      // A restart policy restarts it at once: only repeated exits mean that it does not start.
      return exited && exits >= 3 ? exited : 'notYet';
    },
    atLast: () => last ?? { kind: 'timedOut', what: text, after: world.patience.store },
  });
}

/** A failure with the last log lines, if the store's container has exited. */
async function exitedStore(
  store: Extract<StoreReference, { kind: 'machine' }>,
  world: World,
  call: CallOptions,
): Promise<Failure | undefined> {
  const found = await findMachine(store.machine, world);
  if (!found.ok) return undefined;
  const engine = world.doors.engines.engine(found.value);
  const containers = await engine.containers(call);
  const ended = containers.ok ? findStoreContainer(containers.value, store.type) : undefined;
  if (!ended || !hasEnded(ended)) return undefined;
  const log = await engine.containerLog(ended.name, 20, call);
  return {
    kind: 'containerExited',
    machine: store.machine,
    container: ended.name,
    said: log.ok ? log.value : ended.status,
  };
}

function hasEnded({ state }: Container): boolean {
  return state === 'exited' || state === 'dead' || state === 'restarting';
}

export async function awaitNodes({ manager, nodes, store }: Doing<'awaitNodes'>, world: World): Promise<Outcome<void>> {
  const url = await storeUrl(store, world);
  if (manager !== undefined) {
    const knower = byManager(manager, world);
    if (!url.ok) return untilAllWell(nodes, knower, world);
    return untilAllWell(nodes, registered(rereading(knower, manager, url.value, world), url.value, world), world);
  }
  return url.ok ? untilAllWell(nodes, byStore(url.value, world), world) : url;
}

/** Polls the health source until all nodes are healthy. At the end it also asks each node's engine. */
export async function untilAllWell(nodes: readonly string[], knower: Knower, world: World): Promise<Outcome<void>> {
  let words = new Map<string, { readonly why: string; readonly cause: Failure | undefined }>();
  const tell = onChange(world.said);
  const outcome = await until(world, world.patience.nodes, knower.who, {
    ask: async (call) => {
      for (const machine of nodes) {
        const found = await findMachine(machine, world);
        // Removed meanwhile: it will not come back.
        if (!found.ok && found.error.kind === 'machineUnknown') return found.error;
      }
      words = new Map();
      const answer = await knower.ask(nodes, call);
      for (const { machine, word, cause } of answer) if (word !== undefined) words.set(machine, { why: word, cause });
      if (words.size === 0) return 'true';
      const missing = named([...words.keys()], world.t);
      const { length } = nodes;
      tell(world.t('{0} of {1} nodes healthy; waiting for {2}', length - words.size, length, missing));
      return 'notYet';
    },
    // Replaced below, with each engine's report.
    atLast: () => ({ kind: 'timedOut', what: knower.who, after: world.patience.nodes }),
  });
  if (outcome.ok || outcome.error.kind !== 'timedOut') return outcome;
  const missing = await Promise.all(
    [...words].map(async ([machine, word]) => ({ machine, ...word, engine: await probe(machine, world) })),
  );
  return err({
    kind: 'nodesMissing',
    manager: knower.who,
    wanted: nodes.length,
    healthy: nodes.length - missing.length,
    missing,
  });
}

/** Pings a machine's engine; returns the failure, or undefined if it answers. */
async function probe(machine: string, world: World): Promise<Failure | undefined> {
  const answer = await onEngine(machine, world, (engine) =>
    engine.ping({ ...world.call, deadline: world.patience.probe }),
  );
  return answer.ok ? undefined : answer.error;
}
