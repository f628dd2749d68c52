/** Words for every Trouble of the picture. */
import { timeOfDay } from '../../base/clock.ts';
import { named, paragraph, type Translate } from '../../base/text.ts';
import { tellsOfFormerId } from '../../model/classicSwarm.ts';
import type { Failure } from '../../model/failure.ts';
import type { Trouble } from '../../model/trouble.ts';
import { explainFailure } from './explainFailure.ts';
import { explainHiddenStore } from './explainHiddenStore.ts';
import { explainManagerFailure } from './explainManagerFailure.ts';
import { explainElecting } from './explainKeyValueStoreFailure.ts';
import { explainSwarmTrouble } from './explainSwarmTrouble.ts';
import { stageWords } from './stageWords.ts';
import {
  bringUp,
  changeToSwarmMode,
  machineInfo,
  recreateAgent,
  refresh,
  regenerateCertificates,
  ended,
  removeMachine,
  showLog,
  startContainer,
  startMachine,
  type Explanation,
} from './explanation.ts';

export function explainTrouble(trouble: Trouble, t: Translate): Explanation {
  switch (trouble.kind) {
    case 'recordUnusable': {
      const cause = explainFailure(trouble.failure, t);
      return { ...cause, actions: [...cause.actions, removeMachine(trouble.machine, t)] };
    }
    case 'incomplete':
      return {
        short: t('incomplete'),
        what: t('Machine {0} is incomplete: its creation failed or was interrupted.', trouble.machine),
        why: t('Its record is written before the machine is created, so a failed creation leaves it behind.'),
        remedy: t('Bring the cluster up again to recreate it, or remove it.'),
        actions: [bringUp(t), removeMachine(trouble.machine, t)],
      };
    case 'certificatesMissing':
      return {
        short: t('certificate missing'),
        what: t('Certificates of machine {0} are missing: {1}', trouble.machine, named(trouble.paths, t)),
        why: t(
          'docker-machine keeps a copy in the machine’s folder, which docker-machine env uses, and one for the whole store, which docker-machine config uses.',
        ),
        remedy: t('Regenerate the machine’s certificates, or restore the file from the other copy.'),
        actions: [regenerateCertificates(trouble.machine, t)],
      };
    case 'sharedCertificatesMissing':
      return {
        short: t('shared certificate missing'),
        what: t('The machine store’s shared certificates are incomplete. Missing: {0}', named(trouble.paths, t)),
        why: t(
          'Machines that have a copy in their own folder can still be reached; docker $(docker-machine config …) fails for all of them.',
        ),
        remedy: t(
          'Copy the missing file back from a machine’s folder, or regenerate the certificates of each machine.',
        ),
        actions: [refresh(t)],
      };
    case 'beingMade': {
      const { machine } = trouble;
      const since = timeOfDay(trouble.since);
      const doing = trouble.stage && stageWords(trouble.stage, t);
      return {
        short: doing ? t('creating: {0}', doing) : t('creating'),
        what: doing
          ? t('docker-machine has been creating {0} since {1}; it is now {2}.', machine, since, doing)
          : t('docker-machine has been creating {0} since {1}.', machine, since),
        why: '',
        remedy: t('Wait for it, or cancel the run in its progress notification.'),
        actions: [showLog(t)],
      };
    }
    case 'machineStopped':
      return {
        short: t('stopped'),
        what: t('Machine {0} is stopped.', trouble.machine),
        why: '',
        remedy: t('Start it, or bring its cluster up again, which starts it too.'),
        actions: [startMachine(trouble.machine, t), bringUp(t)],
      };
    case 'engineDown': {
      const cause = explainFailure(trouble.failure, t);
      return {
        ...cause,
        actions: isMendedByCertificates(trouble.failure)
          ? [regenerateCertificates(trouble.machine, t), ...cause.actions]
          : cause.actions,
        what: t('Machine {0}: {1}', trouble.machine, cause.what),
        why: paragraph([
          cause.why && ended(cause.why),
          trouble.since && t('It last answered at {0}.', timeOfDay(trouble.since)),
        ]),
      };
    }
    case 'managerSays':
      return {
        short: t('reported {0} by manager', trouble.status.toLowerCase()),
        what: t('The manager {0} reports node {1} as {2}.', trouble.manager, trouble.machine, trouble.status),
        why: trouble.error ?? '',
        remedy: tellsOfFormerId(trouble.error)
          ? t(
              'The manager keeps the engine’s previous ID. Restart the container swarm-agent-master on {0}, or bring the cluster up again.',
              trouble.manager,
            )
          : t(
              'The manager takes up to a minute to notice that a node is healthy again. If this persists, restart the container swarm-agent there.',
            ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'joining':
      return {
        short: t('joining'),
        what: t('Machine {0} is joining: its engine answers, but it is not listed everywhere yet.', trouble.machine),
        why: t('The manager and the key-value store take up to 90 seconds to list a new engine.'),
        remedy: t('Wait a moment.'),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'notListed':
      return {
        short: t('not in the swarm'),
        what: t('The manager {0} does not list machine {1}.', trouble.manager, trouble.machine),
        why: t('Its agent is not registered in the key-value store: it is not running or cannot reach the store.'),
        remedy: t(
          'A new node appears within 90 seconds. If it does not, start the container swarm-agent on that host.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'nodeMoved':
      return {
        short: t('moved to another address'),
        what: t(
          'The manager {0} expects {1} at {2}, but it is at {3} now.',
          trouble.manager,
          trouble.machine,
          trouble.from,
          trouble.to,
        ),
        why: t('Its agent still advertises the previous address, which is part of the container’s command.'),
        remedy: t('Recreate the agent so that it advertises {0}.', trouble.to),
        actions: [recreateAgent(trouble.machine, t), refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'noPrimary':
      return {
        short: t('no primary manager'),
        what: t('No manager is primary: the managers cannot elect one through the store.'),
        why: t('Every manager that answers is a replica and lists no nodes.'),
        remedy: t(
          'Check that the managers reach the key-value store and that it has a leader, then restart the swarm-agent-master containers.',
        ),
        actions: [refresh(t)],
      };
    case 'managerDown': {
      const cause = explainManagerFailure(trouble.failure, trouble.machine, t);
      return {
        ...cause,
        why: paragraph([
          cause.why && ended(cause.why),
          trouble.since && t('It last answered at {0}.', timeOfDay(trouble.since)),
        ]),
      };
    }
    case 'noManager':
      return {
        short: t('no manager'),
        what: t('The swarm has nodes, but no machine that manages them.'),
        why: t('It is only partly created or partly removed.'),
        remedy: t('Bring the cluster up again to create its manager, or bring it down.'),
        actions: [bringUp(t)],
      };
    case 'storeElecting':
    case 'storeDown': {
      const cause = trouble.kind === 'storeDown' ? explainFailure(trouble.failure, t) : explainElecting(trouble.url, t);
      const { machine } = trouble;
      if (machine === undefined) return cause;
      const told = { ...cause, what: t('Machine {0}: {1}', machine, cause.what) };
      const container = trouble.kind === 'storeDown' ? trouble.container : undefined;
      return container ? { ...told, ...storeContainerRemedy(machine, container, t) } : told;
    }
    case 'storeNotFromHere':
      return explainHiddenStore(trouble, t);
    case 'notRegistered':
      return {
        short: t('not registered in the store'),
        what: t('The engine of {0} has not registered in the key-value store {1}.', trouble.machine, trouble.url),
        why: t('Overlay networks cannot reach its containers.'),
        remedy: t(
          'An engine registers a few seconds after it starts. If it does not, check its cluster-store and cluster-advertise.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'storeUnreachableFrom': {
      const cause = explainFailure(trouble.failure, t);
      return {
        short: t('cannot reach the store'),
        what: t('{0} cannot reach the key-value store {1}.', trouble.machine, trouble.url),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Check the network between the two, and the firewall of the store’s host.'),
        actions: [refresh(t)],
      };
    }
    case 'sameHostname':
      return {
        short: t('same hostname'),
        what: t('The machines {0} have the same hostname "{1}".', named(trouble.machines, t), trouble.hostname),
        why: t('Hosts are identified by their names, also in the key-value store.'),
        remedy: t('Give each host a unique name (hostnamectl set-hostname) and restart its engine.'),
        actions: [],
      };
    case 'sameEngineId':
      return {
        short: t('same engine ID'),
        what: t('The engines of {0} have the same ID {1}.', named(trouble.machines, t), trouble.id),
        why: t('Cloned hosts keep the original’s ID, and the manager accepts only one of them.'),
        remedy: t('Delete /etc/docker/key.json on all but one of them and restart their engines.'),
        actions: [],
      };
    case 'clockSkew':
      return {
        short: t('clock is {0} s off', Math.round(trouble.skew / 1000)),
        what: t(
          'The clock of {0} differs from this computer’s by {1} s.',
          trouble.machine,
          Math.round(trouble.skew / 1000),
        ),
        why: t('Certificates and manager heartbeats depend on the correct time.'),
        remedy: t('Set the clock there, or synchronize it with a time server.'),
        actions: [],
      };
    case 'diskFull':
      return {
        short: t('disk is full'),
        what: t('The disk of {0} is full: its engine cannot create anything.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'Free disk space on that host (docker system prune removes unused data, df shows which disk is full), then refresh.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'zookeeperCrash':
      return {
        short: t('containers stuck on an overlay network'),
        what: t(
          'On {0} these containers were created but never started: {1}.',
          trouble.machine,
          named(trouble.containers, t),
        ),
        why: t(
          'With ZooKeeper as the store, the engine crashes when a container joins an overlay network (moby/libnetwork#2006).',
        ),
        remedy: t('Use consul or etcd for overlay networks.'),
        actions: [],
      };
    case 'networksMayHide':
      return {
        short: t('networks may be hidden'),
        what: t('Overlay networks may be missing from the list.'),
        why: t(
          'While the key-value store {0} does not work, engines omit overlay networks without an error.',
          trouble.url,
        ),
        remedy: t('They return when the store is back. Running containers keep their connections.'),
        actions: [refresh(t)],
      };
    case 'ghostEndpoints':
      return {
        short: t('stale endpoints in {0}', trouble.network),
        what: t(
          'The network {0} keeps addresses for containers that no longer exist: {1}.',
          trouble.network,
          named(trouble.containers, t),
        ),
        why: t(
          'Their engines stopped before they could release the addresses. Until these are released, the network cannot be removed.',
        ),
        remedy: t(
          'On any engine of the cluster, run: {0}',
          trouble.containers.map((each) => `docker network disconnect -f ${trouble.network} ${each}`).join('; '),
        ),
        actions: [refresh(t)],
      };
    case 'flagRefused':
      return {
        short: t('engine does not support --{0}', trouble.flag),
        what: t('The engine of {0} does not start: it does not support the flag --{1}.', trouble.machine, trouble.flag),
        why: t('Engines 23.0 and later do not support a key-value store, and exit when one is configured.'),
        remedy: t(
          'Set engine.installUrl in the cluster file to an engine older than 23.0, or change it to orchestration: swarm-mode. Then remove the machine and bring the cluster up again.',
        ),
        actions: [changeToSwarmMode(undefined, t), removeMachine(trouble.machine, t), bringUp(t)],
      };
    case 'halfMade':
      return {
        short: t('incomplete'),
        what: t('The cluster is incomplete: its machines do not form a cluster yet.'),
        why: t('It is being brought up or down, or that was interrupted.'),
        remedy: t('Bring it up again to finish it, or bring it down.'),
        actions: [bringUp(t)],
      };
    case 'notInSwarm':
    case 'swarmPending':
    case 'swarmFails':
    case 'swarmLocked':
    case 'nodeRemoved':
    case 'sameNodeId':
    case 'nodeNotReady':
    case 'managerUnreachable':
    case 'quorumLost':
    case 'noLeader':
    case 'swarmUntold':
    case 'staleTwin':
    case 'strangerNotReady':
    case 'strangerUnreachable':
      return explainSwarmTrouble(trouble, t);
  }
}

function storeContainerRemedy(
  machine: string,
  container: NonNullable<Extract<Trouble, { kind: 'storeDown' }>['container']>,
  t: Translate,
): Pick<Explanation, 'why' | 'remedy' | 'actions'> {
  switch (container.state) {
    case 'stopped':
      return {
        why: t('Its container {0} is stopped.', container.name),
        remedy: t('Start the container {0} on {1}.', container.name, machine),
        actions: [startContainer({ machine, container: container.name }, t), refresh(t)],
      };
    case 'gone':
      return {
        why: t('Its container was removed from {0}.', machine),
        remedy: t('Bring the cluster up again: this recreates the container with the existing data.'),
        actions: [bringUp(t), refresh(t)],
      };
  }
}

const isMendedByCertificates = ({ kind }: Failure): boolean =>
  kind === 'certificateMissing' || kind === 'certificateExpired' || kind === 'certificateForeign';
