/** Words for what is worth knowing before a plan runs, though it can. */
import { named, type Translate } from '../../base/text.ts';
import type { Warning } from '../../model/plan.ts';
import { explainFailure } from './explainFailure.ts';

/** A line each, but one for all machines whose containers go, whose contents nobody knows or whose hosts stay: nobody reads fifty. */
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
            'The hosts of {0} live on; only what was put on them is removed.',
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
  return t('These containers go too: {0}.', places.join(t('; ')));
}

function contentsUnknown(machines: readonly string[], t: Translate): string {
  return t('What is on {0} goes too, and is not known: no engine has answered there.', named(machines, t));
}

export function explainWarning(warning: Warning, t: Translate): string {
  switch (warning.kind) {
    case 'zookeeperCrashes':
      return t(
        'With ZooKeeper as the store, an engine crashes when the first container joins an overlay network (moby/libnetwork#2006). Take consul or etcd if containers are to talk to each other.',
      );
    case 'differs':
      return t(
        '{0} stays as it is: its {1} is {2}, the file says {3}.',
        warning.machine,
        warning.option,
        warning.found,
        warning.wanted,
      );
    case 'storeImageUnpinned':
      return t('The image {0} names no version: tomorrow it may be another one.', warning.image);
    case 'adopted':
      return t('{0} was not made for this cluster, but is what it asks for: it is used.', warning.machine);
    case 'networkDiffers':
      return t(
        'The network {0} stays as it is: its {1} is {2}, the file says {3}.',
        warning.network,
        warning.option,
        warning.found,
        warning.wanted,
      );
    case 'networksGo':
      return t('These overlay networks go too: {0}.', named(warning.networks, t));
    case 'servicesGo':
      return t('These services go too: {0}.', named(warning.services, t));
    case 'membershipUnclear':
      return t(
        '{0} may belong to another cluster. Only the key-value store URL {1} connects them, and that address can be used in several networks.',
        named(warning.machines, t),
        warning.url,
      );
    case 'strangersStay':
      return warning.managers === 'stay'
        ? t('These nodes of the swarm are no machines here, and stay: {0}.', named(warning.nodes, t))
        : t(
            'These nodes of the swarm are no machines here. They stay, in a swarm without managers: let them leave it (docker swarm leave). {0}',
            named(warning.nodes, t),
          );
    case 'managersEven':
      return t(
        '{0} managers stand the loss of no more of them than one less would: changes need more than half. Take an odd number.',
        warning.count,
      );
    case 'managersMany':
      return t(
        '{0} managers: each change of the swarm waits for more than half of them, and 7 stand the loss of 3 already.',
        warning.count,
      );
    case 'clockOff':
      return t(
        'The clock of {0} differs from this computer’s by {1} s: joining may fail, as certificates depend on the time. Set it, or let it follow a time server.',
        warning.machine,
        Math.round(warning.skew / 1000),
      );
    case 'hostLivesOn':
      return t('The host of {0} lives on; only what was put on it is removed.', warning.machine);
    case 'hostSkipped':
      return t(
        'The host of {0} is skipped ({1}): what was put on it stays there.',
        warning.machine,
        explainFailure(warning.failure, t).short,
      );
    case 'volumeStays':
      return t('The store’s data stays on {0}, in the volume {1}.', warning.machine, warning.volume);
    case 'containersGo':
      return t('On {0} these containers go too: {1}.', warning.machine, named(warning.containers, t));
    case 'contentsUnknown':
      return contentsUnknown([warning.machine], t);
    case 'newestEngine':
      return t(
        'The driver {0} installs the newest engine, which cannot join a key-value store. Set engine.installUrl to one up to 20.10.',
        warning.driver,
      );
    case 'secretInArguments':
      return t(
        'The value of {0} is visible to every user of this computer while docker-machine runs: the driver {1} names no environment variable for it.',
        warning.option,
        warning.driver,
      );
    case 'interfaceUnlikely':
      return t(
        'The interface {0} is unusual with the driver {1}: an engine that has none of that name does not start, or does not get into a swarm.',
        warning.interface,
        warning.driver,
      );
  }
}
