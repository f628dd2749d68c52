/**
 * What a classic manager says of nodes holds as long as the key-value store does. It keeps its list while the store is away, and reads it
 * again up to a minute after it is back (Docker's kv discovery waits a heartbeat after its watch broke). A consul container made again
 * forgets what was registered through its predecessor, and agents register once a minute. So a node counts when the store has it too.
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

/** Where a node is registered: with its agent for the swarm, with its engine for overlay networks; undefined: nowhere. */
type Place = 'swarm' | 'engine';

/**
 * The same knower, whose word counts of nodes that are registered in the store as well. An agent that has not registered for long is
 * restarted, once: it registers when it starts. A store that this computer never reaches is for the hosts alone to know.
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
  // Its agent may be told another store, or a path of its own.
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
  // Where that fails, what is missing is told in the end as it would be without.
  await onEngine(machine, world, (engine) => engine.restartContainer(swarmAgentName, world.call));
}
