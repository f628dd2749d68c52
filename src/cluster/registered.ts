/**
 * A classic manager's report is only as current as the key-value store. It keeps its list while the store is down, and rereads it up to a
 * minute later (Docker's kv discovery waits a heartbeat after its watch broke). A recreated consul container loses all registrations, and
 * agents register once a minute. So a node must also be registered in the store.
 */
import type { CallOptions } from '../docker/doors.ts';
import { classicIdentity } from '../model/classicNodes.ts';
import { swarmAgentName } from '../model/engine.ts';
import { isElecting, type Failure } from '../model/failure.ts';
import { isRegistered } from '../model/registration.ts';
import { storeUrlText, type StoreState, type StoreUrl } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import type { Knower, Word } from './knowers.ts';
import { findMachine, onEngine, type World } from './performWorld.ts';
import { isSameStore } from './standing.ts';

/** Where a node is registered: by its agent for the swarm, by its engine for overlay networks; undefined: nowhere. */
type Place = 'swarm' | 'engine';

/**
 * Wraps a health source: nodes must also be registered in the store. An agent missing for long is restarted once, as it registers when it
 * starts. If this computer never reaches the store, the wrapped reports count.
 */
export function registered(knower: Knower, url: StoreUrl, world: World): Knower {
  const began = Date.now();
  let hasAnswered = false;
  /** By machine. */
  const missingSince = new Map<string, number>();
  const restarted = new Set<string>();
  return {
    who: knower.who,
    ask: async (nodes, call) => {
      const [words, state] = await Promise.all([knower.ask(nodes, call), world.doors.keyValueStores.ask(url, call)]);
      hasAnswered ||= state.ok || isElecting(state.error);
      if (!state.ok) {
        const isOutOfReach = !hasAnswered && Date.now() - began >= world.patience.unlisted;
        return isOutOfReach ? words : words.map((word) => withStore(word, world, state.error));
      }
      const judged = await Promise.all(words.map((word) => judge(word, state.value, url, world, call)));
      const late = new Set<string>();
      for (const { word, missing } of judged) {
        if (missing === 'swarm') {
          const since = missingSince.get(word.machine) ?? Date.now();
          missingSince.set(word.machine, since);
          if (Date.now() - since >= world.patience.unlisted && !restarted.has(word.machine)) late.add(word.machine);
        } else missingSince.delete(word.machine);
      }
      for (const machine of late) restarted.add(machine);
      await Promise.all([...late].map((machine) => restartAgent(machine, world)));
      return judged.map(({ word }) => word);
    },
  };
}

const withStore = (word: Word, { t }: World, cause: Failure): Word =>
  word.word === undefined ? { machine: word.machine, word: t('the store does not answer'), cause } : word;

async function judge(
  word: Word,
  state: StoreState,
  url: StoreUrl,
  world: World,
  call: CallOptions,
): Promise<{ readonly word: Word; readonly missing: Place | undefined }> {
  const found = word.word === undefined ? await findMachine(word.machine, world) : undefined;
  if (!found?.ok) return { word, missing: undefined };
  const missing = await missingPlace(found.value, word, state, url, world, call);
  return missing === undefined
    ? { word, missing }
    : { word: { machine: word.machine, word: world.t('not registered in the store') }, missing };
}

async function missingPlace(
  machine: Machine,
  { address: listed = '' }: Word,
  { swarmNodes, engines }: StoreState,
  url: StoreUrl,
  world: World,
  call: CallOptions,
): Promise<Place | undefined> {
  // Its agent may use another store or its own path.
  const isAgentHere = machine.swarm !== undefined && isSameStore(machine.swarm.discovery, storeUrlText(url));
  const { address } = classicIdentity(machine, undefined);
  const hasAgent = (at: string): boolean => swarmNodes.includes(at);
  const isAgentFound = !isAgentHere || address === undefined || hasAgent(address) || hasAgent(listed);
  if (isAgentFound && isRegistered(machine, engines)) return undefined;
  const answer = await world.doors.engines.engine(machine).engine(call);
  const advertised = answer.ok ? answer.value.clusterAdvertise : undefined;
  if (!isAgentFound && !hasAgent(advertised ?? '')) return 'swarm';
  return isRegistered(machine, engines, advertised) ? undefined : 'engine';
}

async function restartAgent(machine: string, world: World): Promise<void> {
  world.said(world.t('{0} is not registered in the store; restarting its swarm agent', machine));
  // If this fails, the final report is the same as without it.
  await onEngine(machine, world, (engine) => engine.restartContainer(swarmAgentName, world.call));
}
