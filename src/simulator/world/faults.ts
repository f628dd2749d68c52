/** The faults of a host, as data: each has a name, a condition, a visible effect and a fix. */
import { boot, cutPower, freezeEngine, restartEngine, startEngine, stopEngine, thawEngine } from './engineLife.ts';
import { killContainer, startContainer } from './containers.ts';
import { beginProgram } from './containerProgram.ts';
import { hexId } from './ids.ts';
import { macOf, freeAddress } from './addresses.ts';
import { visibleNetworks } from './networks.ts';
import type { Question } from './choices.ts';
import { faultWords } from './faultWords.ts';
import type { Container, Host } from './nouns.ts';
import { programOf } from './programs.ts';
import { managersOf } from './swarmMembership.ts';
import { answers, findContainer, isUp, type World } from './world.ts';

/** The host that a fault strikes. */
interface Place {
  readonly world: World;
  readonly host: Host;
}

/** The host, and the arguments after the machine's name. */
interface Told extends Place {
  readonly words: readonly string[];
}

export interface Fault {
  /** The parameters, for the help. */
  readonly takes: string;
  readonly tells: string;
  /** Shown in a list of faults. */
  readonly label: string;
  /** The effect that a user sees in the cluster. */
  readonly shows: string;
  readonly canBefall: (place: Place) => boolean;
  /** Asks for the arguments after the machine's name. */
  readonly asks?: (place: Place) => Question;
  readonly strike: (told: Told) => void;
  readonly mend: (told: Told) => void;
  /** For each active occurrence on the host: the arguments after the machine's name. */
  readonly inForce: (place: Place) => readonly (readonly string[])[];
}

const once = (isInForce: boolean): readonly (readonly string[])[] => (isInForce ? [[]] : []);

/** Milliseconds. Managers of 26.1.5 heard each other seconds after port 2377 reopened, but reported the node down for over 20 s. */
const untilAskedAgain = 25_000;

export class FaultRefused extends Error {}

/** @throws FaultRefused if the word is not a number */
export function secondsIn(word = ''): number {
  const seconds = Number(word);
  if (word.trim() === '' || !Number.isFinite(seconds)) throw new FaultRefused(`no number of seconds: ${word}`);
  return seconds;
}

export const faults: Readonly<Record<string, Fault>> = {
  freeze: {
    takes: 'MACHINE',
    tells: 'the engine takes connections and answers nobody',
    ...faultWords.freeze,
    canBefall: ({ host }) => answers(host),
    strike: ({ world, host }) => freezeEngine(world, host),
    mend: ({ world, host }) => thawEngine(world, host),
    inForce: ({ host }) => once(host.engine.state === 'frozen'),
  },
  stop: {
    takes: 'MACHINE',
    tells: 'the engine is stopped',
    ...faultWords.stop,
    canBefall: ({ host }) => isUp(host),
    strike: ({ world, host }) => stopEngine(world, host),
    mend: ({ world, host }) => {
      const refusal = startEngine(world, host);
      if (refusal !== '') throw new FaultRefused(`the engine of ${host.hostname} does not start: ${refusal}`);
    },
    inForce: ({ host }) => once(host.power === 'on' && host.engine.state === 'stopped'),
  },
  restart: {
    takes: 'MACHINE',
    tells: 'the engine is started again',
    label: 'Engine that starts again',
    shows: 'it is red for a moment, then its containers are back',
    canBefall: ({ host }) => isUp(host),
    strike: ({ world, host }) => void restartEngine(world, host),
    mend: () => undefined,
    inForce: () => [],
  },
  unplug: {
    takes: 'MACHINE',
    tells: 'the network cable is pulled: nothing comes or goes',
    ...faultWords.unplug,
    canBefall: ({ host }) => host.power === 'on' && host.cable === 'plugged',
    strike: ({ world, host }) => {
      host.cable = 'pulled';
      world.changed();
    },
    mend: ({ world, host }) => {
      host.cable = 'plugged';
      world.changed();
    },
    inForce: ({ host }) => once(host.cable === 'pulled'),
  },
  'power-off': {
    takes: 'MACHINE',
    tells: 'the host loses its power',
    ...faultWords.powerOff,
    canBefall: ({ host }) => host.power === 'on',
    strike: ({ world, host }) => {
      host.isDark = true;
      cutPower(world, host);
    },
    mend: ({ world, host }) => boot(world, host),
    inForce: ({ host }) => once(host.isDark),
  },
  'kill-container': {
    takes: 'MACHINE CONTAINER',
    tells: 'a container is killed',
    label: 'Killed container',
    shows: 'its row turns grey; if it was a swarm manager or agent, the cluster becomes unhealthy',
    canBefall: ({ host }) => isUp(host) && runningOn(host).length > 0,
    asks: ({ host }) => ({
      title: `Which container of ${host.hostname}?`,
      choices: runningOn(host).map(({ name, image }) => ({ words: [name], label: name, description: image })),
    }),
    strike: ({ world, host, words }) => killContainer(world, host, containerOf(host, words[0]), '9'),
    mend: ({ world, host, words }) => start(world, host, containerOf(host, words[0])),
    inForce: killedOn,
  },
  'kill-store': {
    takes: 'MACHINE',
    tells: 'the key-value store that runs there is killed',
    label: 'Killed key-value store',
    shows: 'the store refuses connections, and networks may be hidden',
    canBefall: ({ host }) => isUp(host) && runningOn(host).some(isStore),
    strike: ({ world, host }) => killContainer(world, host, storeOn(host), '9'),
    mend: ({ world, host }) => start(world, host, storeOn(host)),
    inForce: ({ host }) => once(host.engine.containers.some((each) => isStore(each) && wasKilled(each))),
  },
  'skew-clock': {
    takes: 'MACHINE SECONDS',
    tells: "the host's clock is so many seconds ahead",
    label: 'Wrong clock',
    shows: 'a warning shows by how many seconds the clock is off',
    canBefall: ({ host }) => isUp(host) && host.clockSkew === 0,
    asks: () => ({
      title: 'How wrong?',
      choices: [
        { words: ['120'], label: 'Two minutes ahead' },
        { words: ['3600'], label: 'One hour ahead' },
        { words: ['-86400'], label: 'One day behind' },
      ],
    }),
    strike: ({ world, host, words }) => {
      host.clockSkew = secondsIn(words[0]) * 1000;
      world.changed();
    },
    mend: ({ world, host }) => {
      host.clockSkew = 0;
      world.changed();
    },
    inForce: ({ host }) => once(host.clockSkew !== 0),
  },
  'duplicate-id': {
    takes: 'MACHINE OTHER',
    tells: 'the engine has the id of another one, as in a clone of its disk',
    label: 'Engine id of another',
    shows: 'a warning names the two engines; the manager of a classic swarm accepts only one of them',
    canBefall: ({ world, host }) => isUp(host) && othersOf(world, host).length > 0,
    asks: ({ world, host }) => ({
      title: `Whose id should ${host.hostname} have?`,
      choices: othersOf(world, host).map(({ hostname, address }) => ({
        words: [hostname],
        label: hostname,
        description: address,
      })),
    }),
    strike: ({ world, host, words }) => {
      const other = world.state.hosts.find(({ hostname }) => hostname === words[0]);
      if (!other) throw new FaultRefused(`no host ${words[0] ?? ''}`);
      host.engine.ownId ??= host.engine.id;
      host.engine.id = other.engine.id;
      restartEngine(world, host);
    },
    mend: ({ world, host }) => {
      host.engine.id = host.engine.ownId ?? host.engine.id;
      host.engine.ownId = undefined;
      restartEngine(world, host);
    },
    inForce: ({ host }) => once(host.engine.ownId !== undefined),
  },
  'fill-disk': {
    takes: 'MACHINE',
    tells: 'the disk is full: nothing new can be written',
    label: 'Full disk',
    // The list shows one line and cuts off longer text.
    shows: 'its row shows it once you restart a container; after Fix, Refresh clears it',
    canBefall: ({ host }) => isUp(host) && !host.hasFullDisk,
    strike: ({ world, host }) => {
      host.hasFullDisk = true;
      world.changed();
    },
    mend: ({ world, host }) => {
      host.hasFullDisk = false;
      world.changed();
    },
    inForce: ({ host }) => once(host.hasFullDisk),
  },
  'ghost-endpoint': {
    takes: 'MACHINE NETWORK',
    tells: 'the network keeps the endpoint of a container that is not there any more',
    label: 'Ghost on a network',
    shows: 'the network lists a container that no longer exists, and cannot be removed',
    canBefall: ({ world, host }) => isUp(host) && overlaysOf(world, host).length > 0,
    asks: ({ world, host }) => ({
      title: 'On which network?',
      choices: overlaysOf(world, host).map(({ name, subnet }) => ({ words: [name], label: name, description: subnet })),
    }),
    strike: ({ world, host, words }) => {
      const network = networkOf(world, host, words[0]);
      const used = new Set([network.gateway, ...network.attached.map(({ address }) => address)]);
      const address = freeAddress(network.subnet, used) ?? '';
      network.attached.push({
        endpointId: hexId(),
        containerId: hexId(),
        container: 'ghost',
        hostId: host.id,
        address,
        mac: macOf(address),
      });
      world.changed();
    },
    mend: ({ world, host, words }) => {
      const network = networkOf(world, host, words[0]);
      network.attached = network.attached.filter((each) => !isGhost(each));
      world.changed();
    },
    inForce: ({ world, host }) =>
      overlaysOf(world, host)
        .filter(({ attached }) => attached.some((each) => isGhost(each) && each.hostId === host.id))
        .map(({ name }) => [name]),
  },
  'quorum-loss': {
    takes: 'MACHINE',
    tells: 'too few of the other managers of its swarm are left',
    label: 'Lost majority of managers',
    shows: 'the swarm has no leader: running containers continue, but nothing can be changed',
    canBefall: ({ world, host }) => isUp(host) && otherManagersOf(world, host).length > 1,
    strike: ({ world, host }) => {
      for (const each of tooManyOf(world, host)) stopEngine(world, each);
    },
    mend: ({ world, host }) => {
      for (const each of tooManyOf(world, host)) startEngine(world, each);
    },
    // Each stopped manager already appears as a stopped engine.
    inForce: () => [],
  },
  'cut-raft': {
    takes: 'MACHINE',
    tells: 'port 2377 of a manager is cut off: it and the other managers do not hear each other',
    label: 'Manager cut off from the others',
    shows: 'its engine answers, but the other managers report it as unreachable, and soon as down',
    canBefall: ({ world, host }) => isUp(host) && host.swarmPort !== 'cut' && otherManagersOf(world, host).length > 0,
    strike: ({ world, host }) => {
      host.swarmPort = 'cut';
      world.changed();
    },
    mend: ({ world, host }) => {
      host.swarmPort = 'open';
      host.asksAgainAt = world.time.now() + world.time.scaled(untilAskedAgain);
      world.changed();
    },
    inForce: ({ host }) => once(host.swarmPort === 'cut'),
  },
};

function otherManagersOf(world: World, host: Host): readonly Host[] {
  const swarm = world.swarm(host.engine.swarm?.swarmId ?? '');
  const managers = swarm ? managersOf(swarm).flatMap(({ hostId }) => world.host(hostId) ?? []) : [];
  return managers.includes(host) ? managers.filter((each) => each !== host) : [];
}

/** Returns enough of the other managers to leave no majority without them. */
function tooManyOf(world: World, host: Host): readonly Host[] {
  const others = otherManagersOf(world, host);
  if (others.length === 0) throw new FaultRefused(`${host.hostname} is not one of several managers of a swarm`);
  const count = others.length + 1;
  return others.slice(0, count - Math.floor(count / 2));
}

const othersOf = (world: World, host: Host): readonly Host[] =>
  world.state.hosts.filter((each) => each !== host && isUp(each) && each.engine.id !== host.engine.id);

const runningOn = (host: Host): readonly Container[] =>
  host.engine.containers.filter(({ state }) => state === 'running' || state === 'paused');

const isStore = (container: Container): boolean => ['consul', 'etcd', 'zookeeper'].includes(programOf(container));

/** Also matches a container that was stopped without a grace period: both leave the same state. */
const wasKilled = ({ state, exitCode, wasStopped, task }: Container): boolean =>
  state === 'exited' && exitCode === 137 && wasStopped && task === undefined;

function killedOn({ host }: Place): readonly (readonly string[])[] {
  return host.engine.containers.filter((each) => wasKilled(each) && !isStore(each)).map(({ name }) => [name]);
}

const isGhost = ({ container }: { readonly container: string }): boolean => container === 'ghost';

function overlaysOf(world: World, host: Host): ReturnType<typeof visibleNetworks> {
  // Not in swarm mode: there, engines report only their own containers.
  return visibleNetworks(world, host).filter(({ driver, scope }) => driver === 'overlay' && scope === 'global');
}

function containerOf(host: Host, name = ''): Container {
  const container = findContainer(host, name);
  if (!container) throw new FaultRefused(`no container ${name} on ${host.hostname}`);
  return container;
}

function storeOn(host: Host): Container {
  const container = host.engine.containers.find(isStore);
  if (!container) throw new FaultRefused(`no key-value store on ${host.hostname}`);
  return container;
}

function networkOf(world: World, host: Host, name = ''): ReturnType<typeof visibleNetworks>[number] {
  const network = visibleNetworks(world, host).find((each) => each.name === name);
  if (!network) throw new FaultRefused(`no network ${name} on ${host.hostname}`);
  return network;
}

function start(world: World, host: Host, container: Container): void {
  if (startContainer(world, host, container)) void beginProgram(world, host, container);
}
