/** Draws the cluster at a glance: what its nodes depend on, and a card for each node, or small cells if there are many. */
import type {
  Binder,
  DrawnNode,
  Drawing,
  InfoPage,
  NamedShare,
  NodeGroup,
  Numbers,
} from '../../protocol/dockerInfo.ts';
import { element } from './element.ts';
import { showKeyed, type Keyed } from './keyed.ts';
import { bar, binderSign, levelSign, roleSign, votesSign } from './signs.ts';

export interface DrawingActions {
  /** Scrolls to a row of the node table. */
  readonly goTo: (row: string) => void;
  /** Opens a machine's page. */
  readonly open: (machine: string) => void;
}

/** A larger group is shown as cells. */
const mostCards = 24;
/** More nodes than this scroll in a region of their own. */
const mostUnbound = 12;

/** Creates the static frame that `showDrawing` fills. */
export function drawingSection({ title, hint }: Drawing): HTMLElement {
  const nodes = element('div', { class: 'nodes', 'data-key': 'drawing' });
  const pointed = element('span', { class: 'pointed' });
  const caption = element(
    'p',
    { class: 'caption', 'aria-hidden': 'true' },
    pointed,
    element('span', { class: 'rest' }),
  );
  const section = element(
    'section',
    { class: 'drawing' },
    element('h2', {}, title),
    element('p', { class: 'unseen' }, hint),
    element('div', { class: 'binder-place' }),
    nodes,
    caption,
  );
  // A cell has no room for its name, so the caption shows the name of the pointed or focused cell.
  const tell = ({ target }: Event): void => {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    pointed.textContent = cell?.getAttribute('aria-label') ?? '';
  };
  for (const event of ['focusin', 'focusout', 'mouseover', 'mouseleave'])
    nodes.addEventListener(
      event,
      event === 'focusout' || event === 'mouseleave' ? () => (pointed.textContent = '') : tell,
    );
  const mark = (): void => {
    markEnds(nodes);
  };
  nodes.addEventListener('scroll', mark, { passive: true });
  new ResizeObserver(mark).observe(nodes);
  nodes.addEventListener('keydown', move);
  nodes.addEventListener('focusin', ({ target }) => {
    for (const each of stops(nodes)) each.tabIndex = each === target ? 0 : -1;
  });
  return section;
}

/** Updates the frame and keeps the focus in it. */
export function showDrawing(section: Element, { binder, groups, rest }: Drawing, actions: DrawingActions): void {
  section.classList.toggle('bound', binder !== undefined);
  const [place, nodes] = [section.querySelector('.binder-place'), section.querySelector<HTMLElement>('.nodes')];
  if (!place || !nodes) return;
  nodes.classList.toggle('many', groups.reduce((sum, group) => sum + group.nodes.length, 0) > mostUnbound);
  showKeyed(place, binder ? [binderEntry(binder, actions)] : []);
  showKeyed(
    nodes,
    groups.map(({ id, title }) => ({
      key: id,
      source: title,
      make: () =>
        element(
          'div',
          { class: 'group' },
          element('h3', { id: `group-${id}` }, title, ' ', element('span', { class: 'count' })),
          element('ul', { 'aria-labelledby': `group-${id}` }),
        ),
    })),
  );
  groups.forEach((group, index) => {
    const list = nodes.children[index]?.querySelector('ul');
    const count = nodes.children[index]?.querySelector('.count');
    if (count) count.textContent = group.isCounted ? String(group.nodes.length) : '';
    if (list) showGroup(list, group, actions);
  });
  section.querySelector('.caption')?.toggleAttribute('hidden', !nodes.matches('.many, :has(.cells)'));
  section.querySelector('.caption .rest')?.replaceChildren(rest);
  markEnds(nodes);
  const all = stops(nodes);
  if (!all.some(({ tabIndex }) => tabIndex === 0)) all.at(0)?.setAttribute('tabindex', '0');
}

/** Marks the ends at which content is scrolled out of view. */
function markEnds({ classList, scrollTop, clientHeight, scrollHeight }: Element): void {
  classList.toggle('more-above', scrollTop > 1);
  classList.toggle('more-below', scrollTop + clientHeight < scrollHeight - 1);
}

function showGroup(list: HTMLElement, { nodes }: NodeGroup, actions: DrawingActions): void {
  const isDense = nodes.length > mostCards;
  list.className = isDense ? 'cells' : 'cards';
  showKeyed(
    list,
    nodes.map((node): Keyed => {
      const draw = (figure: Element): void => {
        figure.className = `${isDense ? 'cell' : 'card'} ${node.level}`;
        figure.setAttribute('data-node', node.name);
        for (const words of ['aria-label', 'title'])
          if (isDense) figure.setAttribute(words, node.spoken);
          else figure.removeAttribute(words);
        figure.replaceChildren(...(isDense ? cellContent(node) : cardContent(node)));
      };
      return {
        key: node.id,
        source: JSON.stringify([node, isDense]),
        make: () => {
          const item = element('li', {}, figureOf(node, actions));
          if (item.firstElementChild) draw(item.firstElementChild);
          return item;
        },
        update: (item) => {
          if (item.firstElementChild) draw(item.firstElementChild);
        },
      };
    }),
  );
}

/** A button if the node has a row to go to, otherwise static content. */
function figureOf({ id, row }: DrawnNode, { goTo }: DrawingActions): HTMLElement {
  if (row === undefined) return element('div', {});
  const button = element('button', { 'data-key': `drawn-${id}`, tabindex: '-1' });
  button.addEventListener('click', () => {
    goTo(row);
  });
  return button;
}

/** The text doubles as the accessible name, so it needs no label. */
function cardContent(node: DrawnNode): readonly (Node | string)[] {
  const { name, level, role, place, reason, numbers, former } = node;
  const rank = roleSign(role);
  return spaced([
    element('span', { class: 'name' }, levelSign(level), element('span', {}, name), ...(rank ? [rank] : [])),
    element('span', { class: 'role' }, place),
    ...(reason ? [element('span', { class: 'reason' }, reason)] : []),
    ...meters(numbers),
    ...(former
      ? [element('span', { class: 'former' }, ...spaced([element('span', {}, former.asOf), ...meters(former)]))]
      : []),
  ]);
}

/** Adds spaces so that screen readers do not join stacked texts into one word. */
const spaced = (parts: readonly Node[]): readonly (Node | string)[] => parts.flatMap((part) => [part, ' ']);

const meters = ({ counts, shares }: Numbers): readonly Node[] => [
  ...counts.map(({ label, value }) => meter(label, value)),
  ...shares.map((share) => meter(share.label, share.text, share)),
];

function meter(label: string, value: string, share?: NamedShare): HTMLElement {
  return element(
    'span',
    { class: 'meter' },
    ...spaced([element('span', { class: 'label' }, label), element('span', { class: 'value' }, value)]),
    ...(share ? [bar(share)] : []),
  );
}

/** A cell has no room for the text of last known numbers, so it omits their bars too. */
function cellContent({ level, role, numbers }: DrawnNode): readonly Node[] {
  const rank = roleSign(role);
  return [levelSign(level), ...(rank ? [rank] : []), ...numbers.shares.map(bar)];
}

function binderEntry(binder: Binder, { open }: DrawingActions): Keyed {
  const { kind, level, title, text, machine, votes } = binder;
  const draw = (figure: Element): void => {
    figure.className = `binder ${level}`;
    figure.replaceChildren(
      element('span', { class: 'name' }, levelSign(level), binderSign(kind), element('span', {}, title)),
      ' ',
      ...(votes ? [votesSign(votes)] : []),
      element('span', { class: 'role' }, text),
    );
  };
  const make = (): Element => {
    if (machine === undefined) return element('div', {});
    const button = element('button', { 'data-key': 'binder' });
    button.addEventListener('click', () => {
      open(machine);
    });
    return button;
  };
  return {
    key: `${kind} ${machine ?? ''}`,
    source: JSON.stringify(binder),
    make: () => {
      const figure = make();
      draw(figure);
      return figure;
    },
    update: draw,
  };
}

const stops = (nodes: Element): readonly HTMLElement[] => [...nodes.querySelectorAll<HTMLElement>('button')];

/** A single Tab stop with arrow keys inside, so that Tab does not step through five hundred nodes before the table. */
function move(event: KeyboardEvent): void {
  const { currentTarget, target, key, ctrlKey, altKey, metaKey } = event;
  if (!(currentTarget instanceof Element) || !(target instanceof HTMLElement) || ctrlKey || altKey || metaKey) return;
  const all = stops(currentTarget);
  const next = nextOf(all, all.indexOf(target), key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function nextOf(all: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return all[at + 1];
    case 'ArrowLeft':
      return all[at - 1];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    case 'ArrowDown':
      return nearest(all.slice(at + 1), all[at]);
    case 'ArrowUp':
      return nearest(all.slice(0, Math.max(at, 0)).reverse(), all[at]);
    default:
      return undefined;
  }
}

/** In the next row, the element horizontally closest. */
function nearest(following: readonly HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  if (!from) return undefined;
  const { left, top } = from.getBoundingClientRect();
  const boxes = following.map((each) => ({ each, box: each.getBoundingClientRect() }));
  const first = boxes.find(({ box }) => Math.abs(box.top - top) > 2);
  const row = boxes.filter(({ box }) => first && Math.abs(box.top - first.box.top) <= 2);
  return row.sort((a, b) => Math.abs(a.box.left - left) - Math.abs(b.box.left - left))[0]?.each;
}

/** Whether the page's drawing has content. */
export const hasDrawing = ({ drawing }: InfoPage): boolean =>
  drawing !== undefined && (drawing.binder !== undefined || drawing.groups.length > 0);
