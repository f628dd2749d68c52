// Only rows that look different are drawn again, and what nobody opened is not made.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Node, Row } from '../../../../src/ui/tree/row.ts';
import { ShownTree, type Element } from '../../../../src/ui/tree/shownTree.ts';

function node(id: string, description = '', below: () => readonly Node[] = () => []): Node {
  const row: Row = {
    id,
    label: id,
    description,
    icon: undefined,
    context: ['message'],
    spoken: id,
    tooltip: undefined,
    target: { machine: id },
    opening: 'closed',
  };
  return { row, children: below };
}

/** Opens everything, as a person would who unfolds every row. */
function openAll(tree: ShownTree, element?: Element): Element[] {
  return tree.children(element).flatMap((each) => [each, ...openAll(tree, each)]);
}

test('the same picture changes nothing', () => {
  const tree = new ShownTree();
  const made = (): Node[] => [node('a', 'well', () => [node('a/b')])];
  expect(tree.update(made())).toBe('everything');
  openAll(tree);
  expect(tree.update(made())).toEqual([]);
});

test('a row that looks different is drawn again, its neighbours are not', () => {
  const tree = new ShownTree();
  const made = (words: string): Node[] => [node('a', '', () => [node('a/1', words), node('a/2')]), node('b')];
  tree.update(made('well'));
  const [, first] = openAll(tree);
  const changed = tree.update(made('silent'));
  expect(changed).toEqual([{ id: 'a/1', machine: 'a/1' }]);
  // The very object that VS Code holds: another would not be found there.
  expect((changed as readonly Element[])[0]).toBe(first);
});

test('a row that comes or goes draws the row above it again', () => {
  const tree = new ShownTree();
  tree.update([node('a', '', () => [node('a/1')])]);
  openAll(tree);
  expect(tree.update([node('a', '', () => [node('a/1'), node('a/2')])])).toEqual([{ id: 'a', machine: 'a' }]);
});

test('a topmost row that comes or goes draws everything again', () => {
  const tree = new ShownTree();
  tree.update([node('a')]);
  openAll(tree);
  expect(tree.update([node('a'), node('b')])).toBe('everything');
});

test('what was not opened is not made', () => {
  const tree = new ShownTree();
  const children = vi.fn(() => []);
  tree.update([node('a', '', children)]);
  tree.children();
  tree.update([node('a', 'other', children)]);
  expect(children).not.toHaveBeenCalled();
});

test('an element is the same object as long as its row is there, and knows its parent', () => {
  const tree = new ShownTree();
  tree.update([node('a', '', () => [node('a/1')])]);
  const [a, first] = openAll(tree);
  tree.update([node('a', 'other', () => [node('a/1', 'other')])]);
  const [again, firstAgain] = openAll(tree);
  expect(again).toBe(a);
  expect(firstAgain).toBe(first);
  expect(tree.parent(first!)).toBe(a);
  expect(tree.row(first!)?.description).toBe('other');
});

test('drawing only what changed shows the same as drawing all (any sequence of pictures)', () => {
  interface Plan {
    readonly id: number;
    readonly words: number;
    readonly below: readonly Plan[];
  }
  const planOver = (below: fc.Arbitrary<Plan[]>): fc.Arbitrary<Plan> =>
    fc.record({ id: fc.nat(3), words: fc.nat(2), below });
  const leaves = planOver(fc.constant([]));
  const plan = planOver(fc.array(planOver(fc.array(leaves, { maxLength: 3 })), { maxLength: 3 }));
  const forest = (plans: readonly Plan[], path = ''): Node[] => {
    const unique = [...new Map(plans.map((each) => [each.id, each])).values()];
    return unique.map(({ id, words, below }) =>
      node(`${path}/${String(id)}`, String(words), () => forest(below, `${path}/${String(id)}`)),
    );
  };
  const drawn = (nodes: readonly Node[]): unknown =>
    nodes.map(({ row, children }) => [row.id, row.description, drawn(children())]);
  fc.assert(
    fc.property(fc.array(fc.array(plan, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), (pictures) => {
      const tree = new ShownTree();
      // A screen as VS Code keeps it: rows by element, asked for again only below what was told to have changed.
      interface Line {
        readonly element: Element;
        readonly words: string | undefined;
        below: Line[];
      }
      const draw = (element?: Element): Line[] =>
        tree
          .children(element)
          .map((each) => ({ element: each, words: tree.row(each)?.description, below: draw(each) }));
      const redraw = (lines: Line[], changed: readonly Element[]): Line[] =>
        lines.map((line) =>
          changed.includes(line.element)
            ? { element: line.element, words: tree.row(line.element)?.description, below: draw(line.element) }
            : { ...line, below: redraw(line.below, changed) },
        );
      const plain = (lines: readonly Line[]): unknown =>
        lines.map(({ element, words, below }) => [element.id, words, plain(below)]);
      let screen: Line[] = [];
      for (const picture of pictures) {
        const changed = tree.update(forest(picture));
        screen = changed === 'everything' ? draw() : redraw(screen, changed);
        expect(plain(screen)).toEqual(drawn(forest(picture)));
      }
    }),
    { numRuns: 200 },
  );
});
