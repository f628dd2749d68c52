/** What each action of a plan does to the world: a table from its kind to one function, which makes the calls and nothing else. */
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import type { Translate } from '../base/text.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { CallOptions, Doors, EngineDoor, MachineCommand } from '../docker/doors.ts';
import * as machineCommands from '../docker/machineCommands.ts';
import type { ClassicNode } from '../model/classicSwarm.ts';
import { knowsClusterStore, type Container } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { isRegistered } from '../model/health.ts';
import { parseStoreUrl, storeUrlText, type StoreUrl } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import {
  addressPlaceholder,
  type Action,
  type ContainerToRun,
  type MachineToCreate,
  type NetworkDoor,
  type NetworkToCreate,
  type StoreReference,
} from '../model/plan.ts';
import { findStoreContainer } from '../model/storeContainer.ts';
import type { Perform, Telling } from './execute.ts';

/** How long is waited for what takes its time, and how often it is asked. */
export interface Patience {
  readonly store: Milliseconds;
  readonly nodes: Milliseconds;
  readonly between: Milliseconds;
  readonly probe: Milliseconds;
}

/**
 * Seen with real swarms: a node that starts while the store is still away is listed after 58 s, with etcd 3.3 all are after
 * 60 s, a restarted engine is healthy again after 50 s. Three times that is when something is wrong.
 */
export const patience: Patience = {
  store: seconds(60),
  nodes: seconds(180),
  between: 300,
  probe: seconds(5),
};

export interface PerformOptions {
  readonly t: Translate;
  readonly patience?: Patience;
}

interface World extends Telling {
  readonly doors: Doors;
  readonly t: Translate;
  readonly patience: Patience;
  readonly call: CallOptions;
}

type Performers = {
  readonly [K in Action['kind']]: (action: Extract<Action, { kind: K }>, world: World) => Promise<Outcome<void>>;
};

const performers: Performers = {
  createMachine,
  removeMachine,
  startMachine: ({ machine }, world) => runTool(machineCommands.start(machine), world),
  checkEngineVersion,
  pullImage,
  runContainer,
  startContainer: ({ machine, container }, world) =>
    onEngine(machine, world, (engine) => engine.startContainer(container, world.call)),
  removeContainer: ({ machine, container }, world) =>
    onEngine(machine, world, (engine) => engine.removeContainer(container, world.call)),
  removeVolume: ({ machine, volume }, world) =>
    onEngine(machine, world, (engine) => engine.removeVolume(volume, world.call)),
  restoreEngine,
  awaitStore,
  awaitNodes,
  introduceEngine: async ({ machine, store }, world) => {
    const url = await storeUrl(store, world);
    if (!url.ok) return url;
    const found = await findMachine(machine, world);
    if (!found.ok) return found;
    const { address = '', enginePort } = found.value;
    return world.doors.keyValueStores.reintroduce(url.value, `${address}:${String(enginePort)}`, world.call);
  },
  createNetwork,
  removeNetwork: ({ via, network }, world) => onDoor(via, world, (door) => door.removeNetwork(network, world.call)),
};

/** Binds the table to its doors, for `execute`. */
export function createPerform(doors: Doors, options: PerformOptions): Perform {
  return (action, telling) => {
    const world: World = {
      ...telling,
      doors,
      t: options.t,
      patience: options.patience ?? patience,
      call: { signal: telling.signal },
    };
    // The compiler cannot see that the function found under an action's kind takes just that action.
    const perform = performers[action.kind] as (action: Action, world: World) => Promise<Outcome<void>>;
    return perform(action, world);
  };
}

// --- machines

async function createMachine(
  { machine }: Extract<Action, { kind: 'createMachine' }>,
  world: World,
): Promise<Outcome<void>> {
  const url = machine.store ? await storeUrl(machine.store, world) : undefined;
  if (url && !url.ok) return url;
  const created = await runTool(machineCommands.create(machine, url && storeUrlText(url.value)), world);
  const made = created.ok ? created : await finishSwarm(machine, created.error, world);
  if (!made.ok) return made;
  // Exit code 0 is no proof; nor does the record stay when somebody removes the machine meanwhile.
  const found = await findMachine(machine.name, world);
  return found.ok ? ok(undefined) : found;
}

/**
 * rancher-machine asks the engine to pull swarm's image and does not wait for it, so its first create of a swarm node always ends
 * with "No such image" (seen with v0.15.0-rancher140), with all else done. Then the image is pulled here, and `provision` does
 * the rest: that swarm container is not there yet which would be in its way.
 */
async function finishSwarm(machine: MachineToCreate, failure: Failure, world: World): Promise<Outcome<void>> {
  const { swarm, name } = machine;
  if (!swarm || failure.kind !== 'createFailed' || failure.cause.kind !== 'toolFailed') return err(failure);
  if (!failure.cause.said.includes(`No such image: ${swarm.image}`)) return err(failure);
  const pulled = await pullImage({ kind: 'pullImage', machine: name, image: swarm.image }, world);
  const finished = pulled.ok ? await runTool(machineCommands.provision(name), world) : pulled;
  return finished.ok ? finished : err({ ...failure, cause: finished.error });
}

/** `rm -f` also forgets machines that still run and cost money, so it comes only after the driver has said that there is none. */
async function removeMachine(
  { machine }: Extract<Action, { kind: 'removeMachine' }>,
  world: World,
): Promise<Outcome<void>> {
  const entry = await world.doors.store.readOne(machine);
  if (!entry) return ok(undefined);
  const removed = await runTool(machineCommands.remove(machine), world);
  const left = await world.doors.store.readOne(machine);
  if (!left) return ok(undefined);
  // What docker-machine itself cannot load it can only forget.
  if (!removed.ok && 'machine' in entry && !saysGone(removed.error)) return removed;
  const force = machineCommands.removeByForce(machine);
  const words: string[] = [];
  const forced = await runTool(force, {
    ...world,
    said: (line) => {
      words.push(line);
      world.said(line);
    },
  });
  if (!(await world.doors.store.readOne(machine))) return ok(undefined);
  if (!removed.ok) return removed;
  // It exits with 0 whatever it met; the truth is in its words and in the store.
  return forced.ok ? err({ kind: 'toolFailed', argv: force.args, exitCode: 0, said: words.join('\n') }) : forced;
}

/** Whether the driver says that the machine it should remove is not there; each has words of its own. */
function saysGone(failure: Failure): boolean {
  return (
    failure.kind === 'toolFailed' &&
    /does not exist|do(es)?n't exist|not[ -]?found|could not find|unable to find|no such|is not registered|\b404\b/i.test(
      failure.said,
    )
  );
}

async function checkEngineVersion(
  { machine }: Extract<Action, { kind: 'checkEngineVersion' }>,
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

// --- containers

async function pullImage(
  { machine, image }: Extract<Action, { kind: 'pullImage' }>,
  world: World,
): Promise<Outcome<void>> {
  const pulled = await onEngine(machine, world, (engine) =>
    engine.pullImage(image, { ...world.call, onProgress: world.said }),
  );
  return pulled.ok ? pulled : err(asMissingImage(pulled.error, machine, image));
}

async function runContainer(
  { machine, container }: Extract<Action, { kind: 'runContainer' }>,
  world: World,
): Promise<Outcome<void>> {
  const found = await findMachine(machine, world);
  if (!found.ok) return found;
  const { address } = found.value;
  if (address === undefined) return err({ kind: 'addressUnknown', machine });
  const engine = world.doors.engines.engine(found.value);
  const ran = await engine.runContainer(withAddress(container, address), world.call);
  return ran.ok ? ran : err(asMissingImage(ran.error, machine, container.image));
}

function withAddress(container: ContainerToRun, address: string): ContainerToRun {
  const fill = (text: string): string => text.replaceAll(addressPlaceholder, address);
  return { ...container, command: container.command.map(fill), environment: container.environment.map(fill) };
}

/** Engines and registries say in many ways that there is no such image, or none for us. */
function asMissingImage(failure: Failure, machine: string, image: string): Failure {
  return failure.kind === 'engineError' &&
    (/no such image|manifest (for .* )?(unknown|not found)|pull access denied|repository does not exist/i.test(
      failure.said,
    ) ||
      (failure.status === 404 && failure.said.includes(image)))
    ? { kind: 'imageMissing', machine, image, said: failure.said }
    : failure;
}

/** The file that docker-machine writes for engines under systemd; on any other host this fails, and is no loss. */
const engineSettings = '/etc/systemd/system/docker.service.d/10-machine.conf';

async function restoreEngine(
  { machine, containers }: Extract<Action, { kind: 'restoreEngine' }>,
  world: World,
): Promise<Outcome<void>> {
  const script = [
    'sudo systemctl is-active -q docker ||',
    // After some failed starts in a row systemd refuses more.
    '{ sudo systemctl reset-failed docker; sudo systemctl start docker; } ||',
    `{ sudo rm -f ${engineSettings} && sudo systemctl daemon-reload;`,
    'sudo systemctl reset-failed docker; sudo systemctl start docker; } || exit 1',
    ...containers.map((container) => `; sudo docker rm -f ${container} >/dev/null 2>&1`),
    '; sudo docker version >/dev/null',
  ].join(' ');
  const restored = await runTool(machineCommands.ssh(machine, ['sh', '-c', script]), world);
  return restored.ok ? ok(undefined) : restored;
}

// --- waiting

async function awaitStore({ store }: Extract<Action, { kind: 'awaitStore' }>, world: World): Promise<Outcome<void>> {
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
      // Machines take longer to be made than it takes to lead: their engines find a leader.
      if (last.kind === 'storeWithoutLeader' && last.isElecting) return 'true';
      tell(
        last.kind === 'storeWithoutLeader'
          ? world.t('{0} answers and has no leader yet', text)
          : world.t('{0} does not answer yet', text),
      );
      if (store.kind === 'url') return 'notYet';
      const exited = await exitedStore(store, world, call);
      exits = exited ? exits + 1 : 0;
      // A restart policy starts it again at once: only who is found ended again and again does not come up.
      return exited && exits >= 3 ? exited : 'notYet';
    },
    atLast: () => last ?? { kind: 'timedOut', what: text, after: world.patience.store },
  });
}

/** The store's container, when it has ended instead of serving: with what it said last. */
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

async function awaitNodes(action: Extract<Action, { kind: 'awaitNodes' }>, world: World): Promise<Outcome<void>> {
  const asked = action.manager === undefined ? await byStore(action.store, world) : byManager(action.manager, world);
  if ('ok' in asked) return asked;
  let words = new Map<string, string>();
  const tell = onChange(world.said);
  const outcome = await until(world, world.patience.nodes, asked.who, {
    ask: async (call) => {
      for (const machine of action.nodes) {
        const found = await findMachine(machine, world);
        // Somebody has removed it meanwhile: it will not come.
        if (!found.ok && found.error.kind === 'machineUnknown') return found.error;
      }
      words = new Map();
      const answer = await asked.ask(action.nodes, call);
      for (const { machine, word } of answer) if (word !== undefined) words.set(machine, word);
      if (words.size === 0) return 'true';
      const missing = [...words.keys()].join(', ');
      const { length } = action.nodes;
      tell(world.t('{0} of {1} nodes healthy; waiting for {2}', length - words.size, length, missing));
      return 'notYet';
    },
    // Made below, with each engine's own word.
    atLast: () => ({ kind: 'timedOut', what: asked.who, after: world.patience.nodes }),
  });
  if (outcome.ok || outcome.error.kind !== 'timedOut') return outcome;
  const missing = await Promise.all(
    [...words].map(async ([machine, why]) => ({ machine, why, engine: await probe(machine, world) })),
  );
  return err({
    kind: 'nodesMissing',
    manager: asked.who,
    wanted: action.nodes.length,
    healthy: action.nodes.length - missing.length,
    missing,
  });
}

/** Somebody who knows of nodes: for each of `nodes` the word about what is wrong with it, or undefined when it is well. */
interface Knower {
  readonly who: string;
  ask(
    nodes: readonly string[],
    call: CallOptions,
  ): Promise<readonly { readonly machine: string; readonly word: string | undefined }[]>;
}

function byManager(manager: string, world: World): Knower {
  return {
    who: manager,
    ask: async (nodes, call) => {
      // Each time anew: a record may gain its address, or go.
      const found = await findMachine(manager, world);
      const info = found.ok ? await world.doors.engines.manager(found.value).manager(call) : found;
      return Promise.all(
        nodes.map(async (machine) => {
          if (!info.ok) return { machine, word: world.t('the manager does not answer ({0})', info.error.kind) };
          const entry = await findMachine(machine, world);
          const node = info.value.nodes.find((each) => isNode(each, machine, entry.ok ? entry.value : undefined));
          if (!node) return { machine, word: world.t("not in the manager's list") };
          if (node.status === 'Healthy') return { machine, word: undefined };
          return { machine, word: node.error ? `${node.status}: ${node.error}` : node.status };
        }),
      );
    },
  };
}

function isNode(node: ClassicNode, name: string, machine: Machine | undefined): boolean {
  return machine?.address === undefined
    ? node.name === name
    : node.address === `${machine.address}:${String(machine.enginePort)}`;
}

/** Engines without swarm: those that have registered in the store and answer. */
async function byStore(store: StoreReference, world: World): Promise<Knower | Outcome<never>> {
  const url = await storeUrl(store, world);
  if (!url.ok) return url;
  return {
    who: storeUrlText(url.value),
    ask: async (nodes, call) => {
      const state = await world.doors.keyValueStores.ask(url.value, call);
      return Promise.all(
        nodes.map(async (machine) => {
          if (!state.ok) return { machine, word: world.t('the store does not answer ({0})', state.error.kind) };
          const found = await findMachine(machine, world);
          if (!found.ok) return { machine, word: world.t('there is no such machine') };
          if (!isRegistered(found.value, state.value.engines))
            return { machine, word: world.t('not registered in the store') };
          const answers = await world.doors.engines.engine(found.value).ping(call);
          return { machine, word: answers.ok ? undefined : world.t('its engine does not answer') };
        }),
      );
    },
  };
}

/** What our own question to a machine's engine meets; undefined: it answers. */
async function probe(machine: string, world: World): Promise<Failure | undefined> {
  const answer = await onEngine(machine, world, (engine) =>
    engine.ping({ ...world.call, deadline: world.patience.probe }),
  );
  return answer.ok ? undefined : answer.error;
}

/** Passes on what differs from what was told last. */
function onChange(tell: (text: string) => void): (text: string) => void {
  let told: string | undefined;
  return (text) => {
    if (text !== told) tell(text);
    told = text;
  };
}

/** Asks again and again until it is true, it can never be, or `most` has passed. */
async function until(
  world: World,
  most: Milliseconds,
  what: string,
  wait: {
    readonly ask: (call: CallOptions) => Promise<'true' | 'notYet' | Failure>;
    readonly atLast: () => Failure;
  },
): Promise<Outcome<void>> {
  const end = Date.now() + most;
  const isCancelled = (): boolean => world.signal.aborted;
  for (;;) {
    if (isCancelled()) return err({ kind: 'cancelled', what });
    const answer = await wait.ask({ ...world.call, deadline: world.patience.probe });
    if (answer === 'true') return ok(undefined);
    if (answer !== 'notYet') return err(answer);
    // Who was cut off is not asked for its last word.
    if (isCancelled()) return err({ kind: 'cancelled', what });
    if (Date.now() >= end) return err(wait.atLast());
    await sleep(world.patience.between, world.signal);
  }
}

// --- networks

async function createNetwork(
  { via, network }: Extract<Action, { kind: 'createNetwork' }>,
  world: World,
): Promise<Outcome<void>> {
  return onDoor(via, world, async (door) => {
    const made = await door.createNetwork(network, world.call);
    if (made.ok || made.error.kind !== 'networkExists' || made.error.driver !== 'overlay') return made;
    const overlays = await door.overlays(world.call);
    if (!overlays.ok) return overlays;
    const found = overlays.value.find(({ name }) => name === network.name);
    return found && isAsWanted(found, network) ? ok(undefined) : made;
  });
}

/** Only what was asked for is compared. Being attachable is swarm mode's matter, and these are not its networks. */
function isAsWanted(found: OverlayNetwork, wanted: NetworkToCreate): boolean {
  return (
    (wanted.subnet === '' || found.subnets.some(({ subnet }) => subnet === wanted.subnet)) &&
    (wanted.gateway === '' || found.subnets.some(({ gateway }) => gateway === wanted.gateway)) &&
    found.isInternal === wanted.isInternal &&
    found.isEncrypted === wanted.isEncrypted &&
    (wanted.mtu === 0 || found.mtu === undefined || found.mtu === wanted.mtu)
  );
}

// --- finding whom to ask

/** Runs docker-machine and passes on what it says. */
async function runTool<T>(command: MachineCommand<T>, world: World): Promise<Outcome<T>> {
  return world.doors.tool.run(command, {
    ...world.call,
    onLine: ({ text, stage }) => {
      if (stage !== undefined) world.stage(stage);
      world.said(text);
    },
  });
}

async function findMachine(name: string, { doors }: World): Promise<Outcome<Machine>> {
  const entry = await doors.store.readOne(name);
  if (!entry) return err({ kind: 'machineUnknown', machine: name });
  return 'machine' in entry ? ok(entry.machine) : err(entry.failure);
}

async function storeUrl(store: StoreReference, world: World): Promise<Outcome<StoreUrl>> {
  if (store.kind === 'url') {
    const parsed = parseStoreUrl(store.url);
    return parsed ? ok(parsed) : err({ kind: 'notAStore', url: store.url, said: '' });
  }
  const found = await findMachine(store.machine, world);
  if (!found.ok) return found;
  if (found.value.address === undefined) return err({ kind: 'addressUnknown', machine: store.machine });
  return ok({ type: store.type, hosts: [{ host: found.value.address, port: store.port }], path: '' });
}

function onEngine<T>(
  machine: string,
  world: World,
  ask: (engine: EngineDoor) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return onDoor({ kind: 'engine', machine }, world, ask);
}

async function onDoor<T>(
  via: NetworkDoor,
  world: World,
  ask: (door: EngineDoor) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const found = await findMachine(via.machine, world);
  if (!found.ok) return found;
  if (found.value.address === undefined) return err({ kind: 'addressUnknown', machine: via.machine });
  return ask(
    via.kind === 'manager' ? world.doors.engines.manager(found.value) : world.doors.engines.engine(found.value),
  );
}
