/** What is run on a host whose engine does not answer, before its machine is removed. Pure. */
import { shellWord } from '../model/engineEnvironment.ts';
import { storeLabel } from '../model/findStoreContainer.ts';
import type { Action } from '../model/plan.ts';

/** The file that docker-machine writes for engines under systemd; on any other host this fails, and is no loss. */
const engineSettings = '/etc/systemd/system/docker.service.d/10-machine.conf';

/** After some failed starts in a row systemd refuses more. */
const startEngine = [
  'sudo systemctl is-active -q docker ||',
  '{ sudo systemctl reset-failed docker; sudo systemctl start docker; } ||',
  `{ sudo rm -f ${engineSettings} && sudo systemctl daemon-reload;`,
  'sudo systemctl reset-failed docker; sudo systemctl start docker; } || exit 1',
].join(' ');

/**
 * Removes the container of that name where it makes a cluster, by its ID then: a key-value store that `up` runs (its label), or swarm
 * (its image, or the one that the record names). One that a person has given the name stays.
 */
const removeOurs = [
  '; removeOurs() { found=$(sudo docker inspect --type container -f',
  `'{{.Id}} {{.Config.Image}} [{{index .Config.Labels "${storeLabel}"}}]' "$1" 2>/dev/null) || return 0;`,
  `case "$found" in *' [consul]'|*' [etcd]'|*' [zookeeper]') ;;`,
  `*' swarm ['*|*' swarm:'*|*' swarm@'*|*'/swarm ['*|*'/swarm:'*|*'/swarm@'*|*" $2 ["*) ;;`,
  '*) return 0;; esac;',
  'sudo docker rm -f "${found%% *}" >/dev/null 2>&1; }',
].join(' ');

/** Stops before anything is changed where the engine, or the node of a swarm that it is, is another one; what it does not tell is passed. */
const isStill = [
  '; isStill() { said=$(sudo timeout 40 docker info -f "$1" 2>/dev/null) || return 0;',
  'case "$said" in ""|"$2"|*"<no value>"*) return 0;; esac;',
  'echo "$1 was $2 and is $said" >&2; exit 1; }',
].join(' ');

/** What is frozen is known after ten seconds. Being in no swarm is as wanted. */
const leaveSwarm = [
  '; sudo timeout 10 docker version >/dev/null || exit 1; left=',
  '; for try in 1 2 3; do said=$(sudo timeout 40 docker swarm leave --force 2>&1) && left=yes',
  '; case "$said" in *"not part of a swarm"*) left=yes;; esac; [ -n "$left" ] && break; sleep 2; done',
  '; [ -n "$left" ] || { echo "$said" >&2; exit 1; }',
].join('');

export type Restore = Omit<Extract<Action, { readonly kind: 'restoreEngine' }>, 'kind' | 'machine'>;

/** For `sh -c`. Ends with another code than 0 where the engine does not run then, or stays in its swarm. */
export function restoreScript({ containers, leavesSwarm, was }: Restore): string {
  return [
    startEngine,
    ...(was ? [isStill] : []),
    ...(was?.engine ? [`; isStill '{{.ID}}' ${shellWord(was.engine)}`] : []),
    ...(was?.node && leavesSwarm ? [`; isStill '{{.Swarm.NodeID}}' ${shellWord(was.node)}`] : []),
    ...(containers.some(({ id }) => id === undefined) ? [removeOurs] : []),
    ...containers.map(({ name, id, image }) =>
      id === undefined
        ? `; removeOurs ${shellWord(name)} ${shellWord(image || 'swarm')}`
        : `; sudo docker rm -f ${shellWord(id)} >/dev/null 2>&1`,
    ),
    ...(leavesSwarm ? [leaveSwarm] : []),
    '; sudo docker version >/dev/null',
  ].join(' ');
}
