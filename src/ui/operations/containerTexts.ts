/** Impact of each verb on containers, and its result. Pure. */
import { named, paragraph, type Translate } from '../../base/text.ts';
import type { ContainerStakes } from '../../model/containerStakes.ts';
import type { Failure } from '../../model/failure.ts';
import type { ContainerAction, ContainerChange, ContainerPlace } from '../../service/actions.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { sentence } from '../explain/explanation.ts';
import { containerState } from '../tree/containerRow.ts';
import { commonVerbs } from './verbTexts.ts';

/** Result of a command: each container once, in `done` or in `failed`. */
export interface ContainersReport {
  readonly verb: ContainerAction;
  readonly done: readonly ContainerChange[];
  readonly failed: readonly (ContainerPlace & { readonly failure: Failure })[];
  /** The first failure. Undefined if everything succeeded. */
  readonly failure?: Failure;
}

export function containersWords(places: readonly ContainerPlace[], t: Translate): string {
  const [only, ...more] = places;
  if (only && more.length === 0) return t('container {0} on {1}', only.container, only.machine);
  return places.length === 0 ? t('a container') : t('{0} containers', places.length);
}

/** Lists all containers that are removed, but only the first of those that stop. */
export function stakesWords(verb: ContainerAction, stakes: readonly ContainerStakes[], t: Translate): string {
  const most = 15;
  const more = stakes.length - most;
  if (verb === 'remove') {
    const shown = more > 0 ? closeTogether(verb, stakes, t) : stakes.map((each) => stakeWords(verb, each, t));
    return [...shown, t('Data written inside it is deleted; volumes stay.')].join('\n\n');
  }
  const shown = stakes.slice(0, most).map((each) => stakeWords(verb, each, t));
  return [...shown, ...(more > 0 ? [t('And {0} more.', more)] : [])].join('\n\n');
}

/** Groups containers without warnings by machine, names only: a dialog cannot scroll. */
function closeTogether(verb: ContainerAction, stakes: readonly ContainerStakes[], t: Translate): readonly string[] {
  const isPlain = (each: ContainerStakes): boolean => warnings(verb, each, t).length === 0;
  const plain = Map.groupBy(stakes.filter(isPlain), ({ machine }) => machine);
  return [
    ...stakes.filter((each) => !isPlain(each)).map((each) => stakeWords(verb, each, t)),
    ...[...plain].map(([machine, all]) => {
      const names = all.map(({ container }) => container);
      return t('{0} on {1}', named(names, t), machine);
    }),
  ];
}

function stakeWords(verb: ContainerAction, stakes: ContainerStakes, t: Translate): string {
  const first = [t('{0} on {1}', stakes.container, stakes.machine), stakes.image].filter(Boolean).join(' · ');
  return [first, ...warnings(verb, stakes, t).map((warning) => `⚠ ${warning}`)].join('\n');
}

function warnings(verb: ContainerAction, { part, service, cluster = '' }: ContainerStakes, t: Translate): string[] {
  return [
    part && partWords(part, cluster, t),
    service && (verb === 'remove' || verb === 'stop')
      ? t('It belongs to the service {0}: the swarm replaces it with another container.', service)
      : undefined,
  ].filter((each): each is string => each !== undefined && each !== '');
}

function partWords(part: Exclude<ContainerStakes['part'], undefined>, cluster: string, t: Translate): string {
  switch (part) {
    case 'keyValueStore':
      return t(
        'It is the key-value store of {0}: without it, the cluster has no record of its nodes and networks.',
        cluster,
      );
    case 'manager':
      return t(
        'It is the swarm manager of {0}: without it, nothing can be started or changed through the cluster.',
        cluster,
      );
    case 'agent':
      return t('It keeps the machine in the swarm of {0}: without it, the manager does not see the machine.', cluster);
  }
}

export function endWords({ verb, done, failed }: ContainersReport, t: Translate): string {
  const surprises = done.filter((change) => !isAsAsked(change));
  const parts = [
    done.length > 0 ? commonVerbs[verb].done(containersWords(done, t), t) : undefined,
    ...surprises.map(({ container, state = '', status }) =>
      t('{0} is {1}.', container, containerState({ state, status }, t)),
    ),
    ...failed.map(({ container, failure }) => t('{0}: {1}', container, sentence(explainFailure(failure, t)))),
  ];
  return paragraph(parts);
}

/** Whether the snapshot shows the requested state: a container may exit right after it starts, or restart by its policy. */
export function isAsAsked({ verb, state }: ContainerChange): boolean {
  switch (verb) {
    case 'start':
    case 'restart':
      return state === 'running' || state === undefined;
    case 'stop':
      return state !== 'running';
    case 'remove':
      return state === undefined;
  }
}
