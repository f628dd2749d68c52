/** Texts for the zookeeperCrash check. */
import { named } from '../../../base/text.ts';
import type { Texts } from './words.ts';

export const zookeeperCrash: Texts<'zookeeperCrash'> = ({ subject: { machine }, containers }, t) => ({
  short: t('containers stuck on an overlay network'),
  what: t('On {0} these containers were created but never started: {1}.', machine, named(containers, t)),
  why: t(
    'With ZooKeeper as the store, the engine crashes when a container joins an overlay network (moby/libnetwork#2006).',
  ),
  remedy: t('Use consul or etcd for overlay networks.'),
});
