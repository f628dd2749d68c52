/** Words for warnings before a plan runs; they do not block it. */
import { named, type Translate } from '../../base/text.ts';
import type { Warning } from '../../model/planWarning.ts';
import { explainFailure } from './explainFailure.ts';

/** One line each, but one line for all machines per kind of frequent warning: fifty lines are too many. */
export function warningLines(warnings: readonly Warning[], t: Translate): readonly string[] {
  const going = warnings.filter((each) => each.kind === 'containersGo');
  const unknown = warnings.filter((each) => each.kind === 'contentsUnknown').map(({ machine }) => machine);
  const staying = warnings.filter((each) => each.kind === 'hostLivesOn');
  const others = warnings.filter(
    ({ kind }) =>
      !(going.length > 1 && kind === 'containersGo') &&
      kind !== 'contentsUnknown' &&
      !(staying.length > 1 && kind === 'hostLivesOn'),
  );
  return [
    ...(going.length > 1 ? [allGoing(going, t)] : []),
    ...(unknown.length > 0 ? [contentsUnknown(unknown, t)] : []),
    ...others.map((each) => explainWarning(each, t)),
    ...(staying.length > 1
      ? [
          t(
            'The hosts of {0} are kept; only what the cluster added to them is removed.',
            named(
              staying.map(({ machine }) => machine),
              t,
            ),
          ),
        ]
      : []),
  ].map((line) => `⚠ ${line}`);
}

function allGoing(going: readonly Extract<Warning, { kind: 'containersGo' }>[], t: Translate): string {
  const places = going.map(({ machine, containers }) => t('{0} on {1}', named(containers, t), machine));
  return t('These containers are deleted too: {0}.', places.join(t('; ')));
}

function contentsUnknown(machines: readonly string[], t: Translate): string {
  return t(
    'Everything on {0} is deleted too. Its contents are unknown because its engine never answered.',
    named(machines, t),
  );
}

export function explainWarning(warning: Warning, t: Translate): string {
  switch (warning.kind) {
    case 'zookeeperCrashes':
      return t(
        'With ZooKeeper as the store, an engine crashes when the first container joins an overlay network (moby/libnetwork#2006). Use consul or etcd if containers need to talk to each other.',
      );
    case 'differs':
      return t(
        '{0} is left unchanged: its {1} is {2}, the file says {3}.',
        warning.machine,
        warning.option,
        warning.found,
        warning.wanted,
      );
    case 'storeImageUnpinned':
      return t('The image {0} has no version tag, so it may change at any time.', warning.image);
    case 'adopted':
      return t('{0} was not created for this cluster, but matches the file, so it is used.', warning.machine);
    case 'networkDiffers':
      return t(
        'The network {0} is left unchanged: its {1} is {2}, the file says {3}.',
        warning.network,
        warning.option,
        warning.found,
        warning.wanted,
      );
    case 'networksGo':
      return t('These overlay networks are deleted too: {0}.', named(warning.networks, t));
    case 'servicesGo':
      return t('These services are removed too: {0}.', named(warning.services, t));
    case 'membershipUnclear':
      return t(
        '{0} may belong to another cluster. Only the key-value store URL {1} connects them, and that address can be used in several networks.',
        named(warning.machines, t),
        warning.url,
      );
    case 'strangersStay':
      return warning.managers === 'stay'
        ? t('These swarm nodes are not machines of this store, and stay: {0}.', named(warning.nodes, t))
        : t(
            'These swarm nodes are not machines of this store. They stay, in a swarm without managers: run docker swarm leave on them. {0}',
            named(warning.nodes, t),
          );
    case 'managersEven':
      return t('{0} managers tolerate no more failures than one fewer would. Use an odd number.', warning.count);
    case 'managersMany':
      return t(
        '{0} managers: every change waits for more than half of them, and 7 already tolerate 3 failures.',
        warning.count,
      );
    case 'clockOff':
      return t(
        'The clock of {0} differs from this computer’s by {1} s. Joining may fail because certificates depend on the time: set the clock, or synchronize it with a time server.',
        warning.machine,
        Math.round(warning.skew / 1000),
      );
    case 'hostLivesOn':
      return t('The host of {0} is kept; only what the cluster added to it is removed.', warning.machine);
    case 'hostSkipped':
      return t(
        'The host of {0} is skipped ({1}): what the cluster added to it stays there.',
        warning.machine,
        explainFailure(warning.failure, t).short,
      );
    case 'volumeStays':
      return t('The key-value store’s data on {0} is kept (volume {1}).', warning.machine, warning.volume);
    case 'containersGo':
      return t('On {0} these containers are deleted too: {1}.', warning.machine, named(warning.containers, t));
    case 'contentsUnknown':
      return contentsUnknown([warning.machine], t);
    case 'newestEngine':
      return t(
        'The driver {0} installs the latest engine, which cannot join a key-value store. Set engine.installUrl to a version up to 20.10.',
        warning.driver,
      );
    case 'vboxManageMissing':
      return t(
        'VBoxManage is not on the PATH that docker-machine gets: the driver virtualbox cannot create or start machines. Install VirtualBox, or set another driver in the cluster file.',
      );
    case 'secretInArguments':
      return t(
        'The value of {0} is visible to every user of this computer while docker-machine runs: the driver {1} names no environment variable for it.',
        warning.option,
        warning.driver,
      );
    case 'interfaceUnlikely':
      return t(
        'The interface {0} is unusual for the driver {1}: an engine without an interface of that name does not start, or cannot join a swarm.',
        warning.interface,
        warning.driver,
      );
  }
}
