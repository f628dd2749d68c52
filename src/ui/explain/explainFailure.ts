/** Words for every Failure: the one place where they are made. */
import type { Translate } from '../../base/text.ts';
import type { CreateStage, Failure } from '../../model/failure.ts';
import { explainProblem, nameFaultWords } from './explainProblem.ts';
import { explainSwarmFailure } from './explainSwarmFailure.ts';
import { brief, openFile, openSetting, refresh, sentence, showLog, type Explanation } from './explanation.ts';

export function explainFailure(failure: Failure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'toolMissing':
      return {
        short: t('docker-machine not found'),
        what: t('docker-machine was not found: there is no program "{0}".', failure.path),
        why: '',
        remedy: t('Install docker-machine (or rancher-machine), or set dockerOverlay.machine.path to where it is.'),
        actions: [openSetting('machine.path', t)],
      };
    case 'toolNotExecutable':
      return {
        short: t('docker-machine cannot be started'),
        what: t('"{0}" cannot be started.', failure.path),
        why: failure.said,
        remedy: t('Make the file executable, or set dockerOverlay.machine.path to another one.'),
        actions: [openSetting('machine.path', t)],
      };
    case 'toolFailed':
      return {
        short: t('docker-machine {0} failed', verb(failure.argv)),
        what: t('docker-machine {0} ended with exit code {1}.', line(failure.argv), failure.exitCode),
        why: failure.said,
        remedy: t('The log holds everything it printed.'),
        actions: [showLog(t)],
      };
    case 'toolSignalled':
      return {
        short: t('docker-machine {0} was ended', verb(failure.argv)),
        what: t('docker-machine {0} was ended by the signal {1}.', line(failure.argv), failure.signal),
        why: failure.said,
        remedy: t(
          'Something outside ended it: the system short of memory, or a person. Try again; the log holds everything it printed.',
        ),
        actions: [showLog(t)],
      };
    case 'toolGarbled':
      return {
        short: t('docker-machine answered oddly'),
        what: t('What docker-machine {0} printed cannot be read.', line(failure.argv)),
        why: beginning(failure.said),
        remedy: t('Check that dockerOverlay.machine.path is docker-machine or a fork of it.'),
        actions: [openSetting('machine.path', t), showLog(t)],
      };
    case 'toolUnusable': {
      const { what, why } = explainFailure(failure.cause, t);
      return {
        short: t('docker-machine does not work'),
        what,
        why,
        remedy: t(
          'Nothing was begun. Check that dockerOverlay.machine.path is docker-machine or a fork of it, and that it works in a terminal.',
        ),
        actions: [openSetting('machine.path', t), showLog(t)],
      };
    }
    case 'createFailed': {
      const cause = explainFailure(failure.cause, t);
      return {
        short: t('not created: {0}', cause.short),
        what: failure.stage
          ? t('Machine {0} was not created: it failed while {1}.', failure.machine, stageWords(failure.stage, t))
          : t('Machine {0} was not created.', failure.machine),
        why: cause.why || cause.what,
        remedy: failure.leftover
          ? t(
              'A half-made record of {0} is left in the machine store. Mend the cause, then bring the cluster up again: it is made anew.',
              failure.machine,
            )
          : t('Mend the cause, then bring the cluster up again: what stands already is kept.'),
        actions: [showLog(t), ...cause.actions.filter(({ command }) => command !== 'dockerOverlay.showLog')],
      };
    }
    case 'argumentRefused':
      return {
        short: t('name refused'),
        what: t('"{0}" is not handed to docker-machine: {1}.', failure.argument, nameFaultWords(failure.why, t)),
        why: '',
        remedy: t('Give it another name. A machine of the store with such a name was not made by docker-machine.'),
        actions: [],
      };
    case 'timedOut':
      return {
        short: t('took too long'),
        what: t('{0} did not end within {1} s and was stopped.', failure.what, seconds(failure.after)),
        why: '',
        remedy: t('Check that the machine and its network are well, then try again.'),
        actions: [showLog(t)],
      };
    case 'cancelled':
      return {
        short: t('cancelled'),
        what: t('{0} was cancelled.', failure.what),
        why: '',
        remedy: t('Start it again when you are ready: what was done is kept.'),
        actions: [],
      };
    case 'storeMissing':
      return {
        short: t('no machine store'),
        what: t('There is no machine store at {0}.', failure.path),
        why: '',
        remedy: t(
          'It is made with the first machine. If your machines are elsewhere, set dockerOverlay.machine.storagePath.',
        ),
        actions: [openSetting('machine.storagePath', t)],
      };
    case 'storeUnreadable':
      return {
        short: t('machine store not readable'),
        what: t('The machine store at {0} cannot be read.', failure.path),
        why: failure.said,
        remedy: t('Check the permissions of that folder, or set dockerOverlay.machine.storagePath to another one.'),
        actions: [openSetting('machine.storagePath', t)],
      };
    case 'recordMissing':
      return {
        short: t('no record'),
        what: t('Machine {0} has a folder in the machine store, but no config.json in it.', failure.machine),
        why: failure.path,
        remedy: t(
          'Probably its creation was broken off: remove the folder, or run docker-machine rm -f {0}.',
          failure.machine,
        ),
        actions: [],
      };
    case 'recordBroken':
      return {
        short: t('record not readable'),
        what: t('The record of machine {0} cannot be read.', failure.machine),
        why: failure.said,
        remedy: t(
          'Mend {0}, or run docker-machine rm -f {1} and create the machine anew.',
          failure.path,
          failure.machine,
        ),
        actions: [openFile(failure.path, t)],
      };
    case 'addressUnknown':
      return {
        short: t('no address'),
        what: t('Machine {0} has no address: it never came up, or its driver cannot tell.', failure.machine),
        why: '',
        remedy: t('Bring its cluster up again to finish it, or remove it.'),
        actions: [],
      };
    case 'engineRefused':
      return {
        short: t('engine refuses connections'),
        what: t('Nothing listens at {0}: the connection was refused.', failure.address),
        why: '',
        remedy: t(
          'The host is up but its engine is not: start it there (systemctl start docker), and see its journal if it does not stay up.',
        ),
        actions: [refresh(t)],
      };
    case 'engineUnreachable':
      return {
        short: t('host cannot be reached'),
        what: t('There is no way to {0}.', failure.address),
        why: failure.said,
        remedy: t('Check that the host is powered on and that this computer’s network leads to it.'),
        actions: [refresh(t)],
      };
    case 'engineReset':
      return {
        short: t('connection broken off'),
        what: t('{0} broke the connection off.', failure.address),
        why: '',
        remedy: t('Its engine may just be restarting, or a firewall stands in between: look again in a moment.'),
        actions: [refresh(t)],
      };
    case 'engineSilent':
      return {
        short: t('engine does not answer'),
        what: failure.connected
          ? t('{0} accepts connections, but did not answer within {1} s.', failure.address, seconds(failure.after))
          : t('{0} did not answer within {1} s.', failure.address, seconds(failure.after)),
        why: failure.connected
          ? t('The engine hangs or is frozen, or something else listens there.')
          : t('The host is down, its cable is pulled, or a firewall swallows the packets.'),
        remedy: t('Check the host; if it is only slow, raise dockerOverlay.probeTimeout.'),
        actions: [refresh(t), openSetting('probeTimeout', t)],
      };
    case 'engineReticent':
      return {
        short: t('engine does not tell of itself'),
        what: t('The engine at {0} answers, but does not tell of itself yet.', failure.address),
        why: t('As a manager of a swarm it waits for its leader, for up to half a minute after the last one was lost.'),
        remedy: t('Wait a little: it is asked again.'),
        actions: [refresh(t)],
      };
    case 'notDocker':
      return {
        short: t('no Docker there'),
        what: t('Something answers at {0}, but it is not what was expected there.', failure.address),
        why: failure.said,
        remedy: t('Check which program listens on that port.'),
        actions: [refresh(t)],
      };
    case 'engineError':
      return {
        short: t('engine reports an error'),
        what: t('{0} answered with an error (HTTP {1}).', failure.address, failure.status),
        why: failure.said,
        remedy: t('The engine’s journal on that host says more.'),
        actions: [showLog(t)],
      };
    case 'certificateExpired':
      return {
        short: t('certificate expired'),
        what:
          failure.whose === 'engine'
            ? t('The certificate of the engine at {0} has expired.', failure.address)
            : t('Our certificate for the engine at {0} has expired.', failure.address),
        why: failure.at ? t('It was valid until {0}.', day(failure.at)) : '',
        remedy: t(
          'Run docker-machine regenerate-certs -f for the machine. This restarts its engine and stops its containers.',
        ),
        actions: [],
      };
    case 'certificateNotYetValid':
      return {
        short: t('certificate not valid yet'),
        what:
          failure.whose === 'engine'
            ? t('The certificate of the engine at {0} is not valid yet.', failure.address)
            : t('Our certificate for the engine at {0} is not valid yet.', failure.address),
        why: failure.from ? t('It is valid from {0}.', day(failure.from)) : '',
        remedy: t('Most likely a clock is wrong: compare the time of this computer with that of the host.'),
        actions: [refresh(t)],
      };
    case 'certificateMissing':
      return {
        short: t('certificate missing'),
        what: t('A certificate for {0} is missing or unreadable: {1}', failure.address, failure.path),
        why: failure.said,
        remedy: t('Run docker-machine regenerate-certs -f for the machine, or restore the file.'),
        actions: [],
      };
    case 'certificateForeign':
      return {
        short: t('certificate not trusted'),
        what:
          failure.whose === 'engine'
            ? t('The engine at {0} shows a certificate of another authority.', failure.address)
            : t('The engine at {0} does not accept our certificate.', failure.address),
        why: failure.said,
        remedy: t(
          'The machine was made with another machine store, or another host has its address now. docker-machine regenerate-certs -f makes certificates that match.',
        ),
        actions: [],
      };
    case 'notAManager':
    case 'notInSwarm':
    case 'alreadyInSwarm':
    case 'swarmWithoutLeader':
    case 'swarmLocked':
      return explainSwarmFailure(failure, t);
    case 'storeRefused':
      return {
        short: t('store refuses connections'),
        what: t('The key-value store {0} refuses connections.', failure.url),
        why: '',
        remedy: t('Its host is up, but the store is not: start its container there.'),
        actions: [refresh(t)],
      };
    case 'storeSilent':
      return {
        short: t('store does not answer'),
        what: t('The key-value store {0} did not answer within {1} s.', failure.url, seconds(failure.after)),
        why: '',
        remedy: t('Check its host and the network in between.'),
        actions: [refresh(t)],
      };
    case 'storeUnreachable':
      return {
        short: t('store cannot be reached'),
        what: t('There is no way to the key-value store {0}.', failure.url),
        why: failure.said,
        remedy: t('Check its address, and that its host is powered on.'),
        actions: [refresh(t)],
      };
    case 'storeWithoutLeader':
      return {
        short: t('store has no leader'),
        what: t('The key-value store {0} answers, but has no leader: it takes no writes.', failure.url),
        why: '',
        remedy: t('A store that has just started needs some seconds; one of several servers needs a majority of them.'),
        actions: [refresh(t)],
      };
    case 'notAStore':
      return {
        short: t('no key-value store there'),
        what: t('Something answers at {0}, but it is not that store.', failure.url),
        why: failure.said,
        remedy: t('Check the store’s type and port in its URL.'),
        actions: [],
      };
    case 'fileUnreadable':
      return {
        short: t('file not readable'),
        what: t('The file {0} cannot be read.', failure.path),
        why: failure.said,
        remedy: t('Check that it exists and may be read.'),
        actions: [],
      };
    case 'fileInvalid': {
      const errors = failure.problems.filter(({ severity }) => severity === 'error');
      const first = errors[0];
      return {
        short: t('cluster file has errors'),
        what:
          errors.length === 1
            ? t('The cluster file {0} has an error, so nothing was done.', failure.path)
            : t('The cluster file {0} has {1} errors, so nothing was done.', failure.path, errors.length),
        why: first ? explainProblem(first.problem, t) : '',
        remedy: t('Each is marked at its place in the file.'),
        actions: [openFile(failure.path, t)],
      };
    }
    case 'orchestrationComesLater':
      return {
        short: t('comes later'),
        what: t('Clusters of the orchestration "{0}" cannot be brought up yet.', failure.orchestration),
        why: '',
        remedy: t('That comes later; "classic" and "none" work now.'),
        actions: [],
      };
    case 'driverUnknown':
      return {
        short: t('driver unknown'),
        what: t('docker-machine has no driver "{0}".', failure.driver),
        why: failure.said,
        remedy: t(
          'Check the driver’s name in the cluster file, or install its plug-in docker-machine-driver-{0}.',
          failure.driver,
        ),
        actions: [],
      };
    case 'machineUnclear':
      return {
        short: t('stopped or half made'),
        what: t('Machine {0} has no address, and its driver did not say whether it is only stopped.', failure.machine),
        why: t('Made anew, a machine that is only stopped would be lost.'),
        remedy: t(
          'Ask docker-machine status {0}: start the machine, or remove it if it is a leftover.',
          failure.machine,
        ),
        actions: [refresh(t), showLog(t)],
      };
    case 'nameTaken':
      return {
        short: t('name taken'),
        what: failure.by
          ? t('The name {0} is taken by a machine of the cluster {1}.', failure.machine, failure.by)
          : t('The name {0} is taken by another machine.', failure.machine),
        why: '',
        remedy: t('Choose another name in the cluster file, or remove that machine.'),
        actions: [],
      };
    case 'engineWithoutClusterStore':
      return {
        short: t('engine too new for a key-value store'),
        what: t('Engine {0} ({1}) cannot join a key-value store.', failure.version, failure.from),
        why: t('From version 23.0 on the engine ends itself when it is told cluster-store.'),
        remedy: t(
          'Set engine.installUrl in the cluster file to an engine up to 20.10, such as https://releases.rancher.com/install-docker/20.10.sh.',
        ),
        actions: [],
      };
    case 'hostUnreachable':
      return {
        short: t('host cannot be reached'),
        what: t('The host for machine {0} cannot be reached at {1}.', failure.machine, failure.address),
        why: failure.said,
        remedy: t('Check generic-ip-address and generic-ssh-port in the cluster file, and that the host is up.'),
        actions: [],
      };
    case 'keyMissing':
      return {
        short: t('SSH key missing'),
        what: t('The SSH key for machine {0} cannot be read: {1}', failure.machine, failure.path),
        why: '',
        remedy: t('Check generic-ssh-key in the cluster file.'),
        actions: [],
      };
    case 'storeDoesNotAnswer': {
      const cause = explainFailure(failure.cause, t);
      return {
        short: t('key-value store does not answer'),
        what: t('The key-value store {0} of the cluster file does not work, so no machine was made.', failure.url),
        why: [cause.what, cause.why].filter(Boolean).join(' '),
        remedy: cause.remedy,
        actions: cause.actions,
      };
    }
    case 'addressShared':
      return {
        short: t('same address twice'),
        what: t('The machines {0} have the same address {1}.', failure.machines.join(', '), failure.address),
        why: '',
        remedy: t('Give each machine a host of its own in the cluster file.'),
        actions: [],
      };
    case 'clusterUnknown':
      return {
        short: t('no such cluster'),
        what: t('There is no cluster {0}.', failure.cluster),
        why: '',
        remedy: t('Clusters are found by what exists: refresh, and look at the list.'),
        actions: [refresh(t)],
      };
    case 'machineUnknown':
      return {
        short: t('no such machine'),
        what: t('There is no machine {0}.', failure.machine),
        why: '',
        remedy: t('It may have been removed meanwhile: refresh, and look at the list.'),
        actions: [refresh(t)],
      };
    case 'secretMissing':
      return {
        short: t('secret missing'),
        what: t('The secret "{0}" was not given, so docker-machine was not started.', failure.name),
        why: '',
        remedy: t('Start again and enter it, or take it out of dockerOverlay.machine.environment.'),
        actions: [openSetting('machine.environment', t)],
      };
    case 'readOnly':
      return {
        short: t('read-only'),
        what: t('Nothing was changed: the setting dockerOverlay.readOnly is on.'),
        why: '',
        remedy: t('Turn it off to change clusters.'),
        actions: [openSetting('readOnly', t)],
      };
    case 'untrusted':
      return {
        short: t('workspace not trusted'),
        what: t('A cluster file is not run in a workspace that is not trusted.'),
        why: '',
        remedy: t('Read the file, then trust the workspace.'),
        actions: [{ title: t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] }],
      };
    case 'several': {
      const all = failure.failures.map((each) => explainFailure(each, t));
      return {
        short: t('{0} reasons', all.length),
        // All of them, so that they are mended in one go: `why` would be cut where it is long.
        what: t('It cannot work, for {0} reasons: {1}', all.length, all.map(reason).join(' ')),
        why: '',
        remedy: [...new Set(all.map(({ remedy }) => remedy))].join(' '),
        actions: all
          .flatMap(({ actions }) => actions)
          .filter((each, index, list) => list.findIndex(({ title }) => title === each.title) === index),
      };
    }
    case 'alreadyRunning':
      return {
        short: t('busy'),
        what: runningWords(failure.verb, failure.cluster, t),
        why: t('Process {0}, since {1}.', failure.pid, failure.since.toLocaleTimeString()),
        remedy: t('Wait until it ends, or cancel it in the window where it runs.'),
        actions: [],
      };
    case 'nodesMissing':
      return {
        short: t('{0} of {1} nodes healthy', failure.healthy, failure.wanted),
        what: t(
          'The machines were made, but {0} counts only {1} of {2} nodes as healthy.',
          failure.manager,
          failure.healthy,
          failure.wanted,
        ),
        why: failure.missing
          .map(({ machine, why, engine }) => `${machine}: ${engine ? explainFailure(engine, t).short : why}`)
          .join('; '),
        remedy: t(
          'Usually a host does not reach the key-value store, or two have the same name. The docker info page shows which.',
        ),
        actions: [{ title: t('Show Docker Info'), command: 'dockerOverlay.showDockerInfo', args: [] }, showLog(t)],
      };
    case 'containerExited':
      return {
        short: t('container ended'),
        what: t('The container {0} on machine {1} ended right after its start.', failure.container, failure.machine),
        why: failure.said,
        remedy: t('Its last lines say why; check the image it is made from.'),
        actions: [showLog(t)],
      };
    case 'imageMissing':
      return {
        short: t('image not found'),
        what: t('The image {0} cannot be pulled on machine {1}.', failure.image, failure.machine),
        why: failure.said,
        remedy: t(
          'Check the image’s name, that the machine reaches its registry, or name a registry mirror in the cluster file.',
        ),
        actions: [openSetting('images', t), showLog(t)],
      };
    case 'networkExists':
      return {
        short: t('network name taken'),
        what: t(
          'There is a network {0} already, of driver {1} and scope {2}.',
          failure.network,
          failure.driver,
          failure.scope,
        ),
        why: '',
        remedy: t('Choose another name in the cluster file, or remove that network.'),
        actions: [],
      };
    case 'unexpected':
      return {
        short: t('internal error'),
        what: t('Something went wrong inside the Docker Overlay extension.'),
        why: failure.said,
        remedy: t('This is a mistake of ours: the log holds what a report needs.'),
        actions: [showLog(t)],
      };
  }
}

/** What docker-machine is doing, for "it failed while …" and for progress. */
export function stageWords(stage: CreateStage, t: Translate): string {
  switch (stage) {
    case 'certificateAuthority':
      return t('making the certificate authority');
    case 'preCreate':
      return t('checking before creation');
    case 'creating':
      return t('creating the machine');
    case 'waitingForMachine':
      return t('waiting for the machine to run');
    case 'waitingForSsh':
      return t('waiting for SSH');
    case 'provisioning':
      return t('installing the engine');
    case 'certificates':
      return t('copying certificates');
    case 'engine':
      return t('starting the engine');
    case 'swarm':
      return t('joining the swarm');
    case 'checking':
      return t('checking the engine');
    case 'done':
      return t('finishing');
  }
}

function runningWords(verb: 'up' | 'down' | 'rollback', cluster: string, t: Translate): string {
  switch (verb) {
    case 'up':
      return t('The cluster {0} is being brought up already.', cluster);
    case 'down':
      return t('The cluster {0} is being brought down already.', cluster);
    case 'rollback':
      return t('The cluster {0} is being rolled back.', cluster);
  }
}

/** One of several reasons, without its remedy. */
const reason = ({ what, why }: Explanation): string => sentence({ what, why: brief(why, 150), remedy: '' });

/** Of what cannot be read the beginning tells most, and little of it. */
const beginning = (said: string): string => (said.length <= 120 ? said : `${said.slice(0, 120).trimEnd()}…`);

const seconds = (time: number): number => Math.round(time / 100) / 10;
const day = (at: Date): string => at.toISOString().replace('T', ' ').slice(0, 16);
const verb = (argv: readonly string[]): string => argv.find((word) => !word.startsWith('-')) ?? '';

/** argv for reading, cut where it goes on; the log has all of it. */
function line(argv: readonly string[]): string {
  const text = argv.join(' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
