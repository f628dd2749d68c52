/** The page's icons. Each level has its own shape, so that it is recognisable without colours and in print. */
import type { Binder, DrawnNode, PageLevel, Share, Votes } from '../../protocol/dockerInfo.ts';
import { svg } from './element.ts';

interface Shape {
  readonly body: string;
  /** Drawn on top; empty if none. */
  readonly mark: string;
}

const levels: Readonly<Record<PageLevel, Shape>> = {
  healthy: { body: 'M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2z', mark: 'M4.9 8.2l2.2 2.2 4-4.4' },
  degraded: { body: 'M8 1.2 15.6 14.6H.4z', mark: 'M8 5.8v4.4M8 11.8v1.2' },
  down: { body: 'M8 0 16 8 8 16 0 8z', mark: 'M5.5 5.5l5 5M10.5 5.5l-5 5' },
  unknown: { body: 'M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7z', mark: '' },
};

const star = 'M8 1.2l2 4.5 4.9.5-3.7 3.3 1.1 4.8L8 11.8l-4.3 2.5 1.1-4.8L1.1 6.2 6 5.7z';
const roles: Readonly<Record<DrawnNode['role'], string>> = { leader: star, manager: star, node: '' };

const binders: Readonly<Record<Binder['kind'], string>> = {
  // A cylinder for the store; three connected circles for managers.
  store: 'M2.5 3.5c0-2.4 11-2.4 11 0v9c0 2.4-11 2.4-11 0zM2.5 3.5c0 2.4 11 2.4 11 0M2.5 8c0 2.4 11 2.4 11 0',
  managers:
    'M8 1.2a2 2 0 1 0 0 4 2 2 0 1 0 0-4M3.2 10.6a2 2 0 1 0 0 4 2 2 0 1 0 0-4M12.8 10.6a2 2 0 1 0 0 4 2 2 0 1 0 0-4M7 5l-2.8 5.8M9 5l2.8 5.8M5.2 12.6h5.6',
};

/** Icon of a level. The level is always given as text too, visible or spoken. */
export const levelSign = (level: PageLevel): SVGElement => picture(`sign ${level}`, '0 0 16 16', paths(levels[level]));

/** A star for managers, filled for the leader; undefined for nodes. */
export const roleSign = (role: DrawnNode['role']): SVGElement | undefined =>
  roles[role] === '' ? undefined : picture(`rank ${role}`, '0 0 16 16', [svg('path', { d: roles[role] })]);

export const binderSign = (kind: Binder['kind']): SVGElement =>
  picture('kind', '0 0 16 16', [svg('path', { d: binders[kind] })]);

/** A bar for the used share of a total. */
export function bar({ used, of }: Share): SVGElement {
  const percent = Math.min(100, Math.round((100 * used) / (of || 1)));
  const rect = (kind: string, width: number): SVGElement =>
    svg('rect', { class: kind, width: String(width), height: '4' });
  const made = picture('bar', '0 0 100 4', [rect('track', 100), rect('taken', percent)]);
  made.setAttribute('preserveAspectRatio', 'none');
  return made;
}

/** A box for each manager, filled if reachable, with a line at the majority. */
export function votesSign({ reachable, of, needed }: Votes): SVGElement {
  const step = 15;
  const boxes = Array.from({ length: of }, (_, index) =>
    svg('rect', {
      class: index < reachable ? 'reachable' : 'missing',
      x: String(index * step + 1 + (index < needed ? 0 : 5)),
      y: '3',
      width: '10',
      height: '10',
      rx: '1',
    }),
  );
  const border = needed * step;
  const line = svg('path', { class: 'needed', d: `M${String(border)} 0v16` });
  return picture('votes', `0 0 ${String(of * step + 5)} 16`, [...boxes, line]);
}

const paths = ({ body, mark }: Shape): readonly Node[] => [
  svg('path', { class: 'body', d: body }),
  ...(mark === '' ? [] : [svg('path', { class: 'mark', d: mark })]),
];

const picture = (kind: string, viewBox: string, parts: readonly Node[]): SVGElement =>
  svg('svg', { class: kind, viewBox, 'aria-hidden': 'true', focusable: 'false' }, ...parts);
