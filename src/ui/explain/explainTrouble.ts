/** Words for every Trouble of the picture. */
import { timeOfDay } from '../../base/clock.ts';
import { named, paragraph, type Translate } from '../../base/text.ts';
import { tellsOfFormerId } from '../../model/classicSwarm.ts';
import { shellWord } from '../../model/engineEnvironment.ts';
import type { Failure } from '../../model/failure.ts';
import type { Trouble } from '../../model/trouble.ts';
import { explainFailure } from './explainFailure.ts';
import { explainManagerFailure } from './explainManagerFailure.ts';
import { explainElecting } from './explainKeyValueStoreFailure.ts';
import { explainSwarmTrouble } from './explainSwarmTrouble.ts';
import { stageWords } from './stageWords.ts';
import {
  bringUp,
  changeToSwarmMode,
  machineInfo,
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
        short: t('half made'),
        what: t('Machine {0} was never finished: its creation failed, or was cut off.', trouble.machine),
        why: t('Its record is written before the machine is created, so a failed creation leaves it behind.'),
        remedy: t('Bring its cluster up again to make it anew, or remove it.'),
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
        short: doing ? t('being made: {0}', doing) : t('being made'),
        what: doing
          ? t('docker-machine has been making {0} since {1}; it is now {2}.', machine, since, doing)
          : t('docker-machine has been making {0} since {1}.', machine, since),
        why: '',
        remedy: t('Wait for it, or cancel its run in the message that shows the progress.'),
        actions: [showLog(t)],
      };
    }
    case 'machineStopped':
      return {
        short: t('stopped'),
        what: t('Machine {0} is stopped.', trouble.machine),
        why: '',
        remedy: t('Start it, or bring its cluster up again: that starts it, too.'),
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
        short: t('{0} for the manager', trouble.status.toLowerCase()),
        what: t('The manager {0} calls node {1} {2}.', trouble.manager, trouble.machine, trouble.status),
        why: trouble.error ?? '',
        remedy: tellsOfFormerId(trouble.error)
          ? t(
              'The manager keeps the ID that the engine had before. Restart the container swarm-agent-master on {0}, or bring the cluster up again.',
              trouble.manager,
            )
          : t(
              'The manager needs up to a minute to notice that a node is well again. If it stays so, restart the container swarm-agent there.',
            ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'joining':
      return {
        short: t('joining'),
        what: t('Machine {0} is joining: its engine answers, but it is not listed everywhere yet.', trouble.machine),
        why: t('The manager and the key-value store need up to a minute and a half to list a new engine.'),
        remedy: t('Wait a little.'),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'notListed':
      return {
        short: t('not in the swarm'),
        what: t('The manager {0} does not list machine {1}.', trouble.manager, trouble.machine),
        why: t('Its agent is not registered in the key-value store: it does not run, or does not reach the store.'),
        remedy: t(
          'A new node appears within a minute and a half. If it does not, start the container swarm-agent there.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'nodeMoved':
      return {
        short: t('moved to another address'),
        what: t(
          'The manager {0} looks for {1} at {2}; it is at {3} now.',
          trouble.manager,
          trouble.machine,
          trouble.from,
          trouble.to,
        ),
        why: t('Its agent still advertises the former address, which is part of the container’s command.'),
        remedy: t(
          'On {0}, recreate the agent: {1}',
          trouble.machine,
          `docker rm -f swarm-agent && docker run -d --name swarm-agent --restart always ${[trouble.image, 'join', '--advertise', trouble.to, trouble.discovery].map(shellWord).join(' ')}`,
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'noPrimary':
      return {
        short: t('no primary manager'),
        what: t('No manager is primary: they cannot agree in the store.'),
        why: t('Every manager that answers is a replica and lists no nodes.'),
        remedy: t(
          'Check that the managers reach the key-value store and that it has a leader, then restart the containers swarm-agent-master.',
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
        why: t('It is half made, or half taken down.'),
        remedy: t('Bring the cluster up again to make its manager, or bring it down.'),
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
    case 'storeNotFromHere': {
      const cause = explainFailure(trouble.failure, t);
      return {
        short: t('store not checked from here'),
        what: t('This computer does not reach the key-value store {0}; its hosts do.', trouble.url),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Nothing to do.'),
        actions: [],
      };
    }
    case 'notRegistered':
      return {
        short: t('not registered in the store'),
        what: t('The engine of {0} has not registered in the key-value store {1}.', trouble.machine, trouble.url),
        why: t('Overlay networks will not reach its containers.'),
        remedy: t(
          'An engine registers some seconds after its start. If it does not, compare its cluster-store and cluster-advertise.',
        ),
        actions: [refresh(t), machineInfo(trouble.machine, t)],
      };
    case 'storeUnreachableFrom': {
      const cause = explainFailure(trouble.failure, t);
      return {
        short: t('does not reach the store'),
        what: t('{0} does not reach the key-value store {1}.', trouble.machine, trouble.url),
        why: paragraph([cause.what, cause.why]),
        remedy: t('Check the network between the two, and the firewall of the store’s host.'),
        actions: [refresh(t)],
      };
    }
    case 'sameHostname':
      return {
        short: t('same hostname'),
        what: t('The machines {0} are all called "{1}".', named(trouble.machines, t), trouble.hostname),
        why: t('Hosts are told apart by their names, by the key-value store too.'),
        remedy: t('Give each host a name of its own (hostnamectl set-hostname) and restart its engine.'),
        actions: [],
      };
    case 'sameEngineId':
      return {
        short: t('same engine ID'),
        what: t('The engines of {0} have the same ID {1}.', named(trouble.machines, t), trouble.id),
        why: t('Cloned hosts keep the ID of their original; the manager takes only one of them.'),
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
        why: t('Certificates and the manager’s heartbeats depend on the time.'),
        remedy: t('Set the clock there, or let it follow a time server.'),
        actions: [],
      };
    case 'diskFull':
      return {
        short: t('disk is full'),
        what: t('The disk of {0} is full: its engine refused to make anything more there.', trouble.machine),
        why: trouble.said,
        remedy: t(
          'Make room on that host (docker system prune removes what nothing uses, df tells which disk it is), then refresh.',
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
          'While the key-value store {0} does not work, engines leave overlay networks out without saying so.',
          trouble.url,
        ),
        remedy: t('They come back with the store; containers that run keep their connections.'),
        actions: [refresh(t)],
      };
    case 'ghostEndpoints':
      return {
        short: t('{0} keeps containers that are gone', trouble.network),
        what: t(
          'The network {0} keeps addresses for containers that are not there any more: {1}.',
          trouble.network,
          named(trouble.containers, t),
        ),
        why: t(
          'Their engines ended before they could give the addresses back. While these are kept, the network cannot be removed.',
        ),
        remedy: t(
          'On any engine of the cluster, run: {0}',
          trouble.containers.map((each) => `docker network disconnect -f ${trouble.network} ${each}`).join('; '),
        ),
        actions: [refresh(t)],
      };
    case 'flagRefused':
      return {
        short: t('engine does not know --{0}', trouble.flag),
        what: t('The engine of {0} does not start: it does not know its flag --{1}.', trouble.machine, trouble.flag),
        why: t('Engines from 23.0 on have no key-value store, and exit when they are given one.'),
        remedy: t(
          'Set engine.installUrl in the cluster file to an engine older than 23.0, or change it to orchestration: swarm-mode. Then remove the machine and bring the cluster up again.',
        ),
        actions: [changeToSwarmMode(undefined, t), removeMachine(trouble.machine, t), bringUp(t)],
      };
    case 'halfMade':
      return {
        short: t('half made'),
        what: t('The cluster is half made: its machines do not make a cluster yet.'),
        why: t('It is being brought up or down, or that was cut off.'),
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
        why: t('Its container is gone from {0}.', machine),
        remedy: t('Bring the cluster up again: that makes the container again, on the data that is left.'),
        actions: [bringUp(t), refresh(t)],
      };
  }
}

const isMendedByCertificates = ({ kind }: Failure): boolean =>
  kind === 'certificateMissing' || kind === 'certificateExpired' || kind === 'certificateForeign';
