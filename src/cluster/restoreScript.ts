/** The script for a host whose engine does not answer, run before its machine is removed. Pure. */
import { shellWord } from '../model/engineEnvironment.ts';
import { storeLabel } from '../model/findStoreContainer.ts';
import type { Action } from '../model/plan.ts';

/** Written by docker-machine for engines under systemd; on any other host this fails harmlessly. */
const engineSettings = '/etc/systemd/system/docker.service.d/10-machine.conf';

/** systemd refuses more starts after several failures. */
const startEngine = [
  'sudo systemctl is-active -q docker ||',
  '{ sudo systemctl reset-failed docker; sudo systemctl start docker; } ||',
  `{ sudo rm -f ${engineSettings} && sudo systemctl daemon-reload;`,
  'sudo systemctl reset-failed docker; sudo systemctl start docker; } || exit 1',
].join(' ');

/**
 * Removes the container of that name by ID if it forms a cluster: a key-value store run by `up` (by label), or swarm (by image, possibly
 * the one in the record). A user's container of that name stays.
 */
const removeOurs = [
  '; removeOurs() { found=$(sudo docker inspect --type container -f',
  `'{{.Id}} {{.Config.Image}} [{{index .Config.Labels "${storeLabel}"}}]' "$1" 2>/dev/null) || return 0;`,
  `case "$found" in *' [consul]'|*' [etcd]'|*' [zookeeper]') ;;`,
  `*' swarm ['*|*' swarm:'*|*' swarm@'*|*'/swarm ['*|*'/swarm:'*|*'/swarm@'*|*" $2 ["*) ;;`,
  '*) return 0;; esac;',
  'sudo docker rm -f "${found%% *}" >/dev/null 2>&1; }',
].join(' ');

/** Stops before any change if the engine or its swarm node has been replaced; values it does not report are skipped. */
const isStill = [
  '; isStill() { said=$(sudo timeout 40 docker info -f "$1" 2>/dev/null) || return 0;',
  'case "$said" in ""|"$2"|*"<no value>"*) return 0;; esac;',
  'echo "$1 was $2 and is $said" >&2; exit 1; }',
].join(' ');

/** Ten seconds are enough to detect a frozen engine. Idempotent. */
const leaveSwarm = [
  '; sudo timeout 10 docker version >/dev/null || exit 1; left=',
  '; for try in 1 2 3; do said=$(sudo timeout 40 docker swarm leave --force 2>&1) && left=yes',
  '; case "$said" in *"not part of a swarm"*) left=yes;; esac; [ -n "$left" ] && break; sleep 2; done',
  '; [ -n "$left" ] || { echo "$said" >&2; exit 1; }',
].join('');

export type Restore = Omit<Extract<Action, { readonly kind: 'restoreEngine' }>, 'kind' | 'machine'>;

/** For `sh -c`. The exit code is not 0 if the engine does not run afterwards or is still in its swarm. */
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
