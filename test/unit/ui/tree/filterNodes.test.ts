// What of a tree is left under a filter.
import { describe, expect, test } from 'vitest';
import { filterNodes } from '../../../../src/ui/tree/filterNodes.ts';
import type { Node, Row, Target } from '../../../../src/ui/tree/row.ts';

const node = (label: string, description = '', children: readonly Node[] = [], target: Target = {}): Node => ({
  row: { id: label, label, description, target, opening: children.length > 0 ? 'closed' : 'leaf' } as Row,
  children: () => children,
});
interface Shown {
  readonly id: string;
  readonly opening: string;
  readonly below: readonly Shown[];
}
const shown = (nodes: readonly Node[]): readonly Shown[] =>
  nodes.map(({ row, children }) => ({ id: row.id, opening: row.opening, below: shown(children()) }));

const tree = [
  node('demo', 'classic', [
    node('Machines', '', [
      node('kvstore', 'key-value store · healthy · 10.0.0.1', [node('consul', 'running')]),
      node('swarm-node1', 'node · down · 10.0.0.3', [node('web', 'running'), node('db', 'ended')]),
    ]),
    node('Overlay networks', '', [node('my-net', '10.10.0.0/24')]),
  ]),
  node('cloud', 'swarm mode', []),
];

describe('a filter', () => {
  test('leaves everything when it is empty', () => {
    expect(filterNodes(tree, '  ')).toBe(tree);
  });
  test('finds a container by its row and by its whole name', () => {
    const name = 'web.1.tpfbdz7d29ht9g29309oodlcw';
    const task = node('web.1', 'running', [], { container: name });
    for (const text of ['web.1', 'TPFBD', name, '29309 running']) expect(filterNodes([task], text)).toEqual([task]);
    expect(filterNodes([task], 'web.2')).toEqual([]);
  });
  test('leaves what matches with all below it, and opens what it stands below', () => {
    expect(shown(filterNodes(tree, 'NODE1'))).toEqual([
      {
        id: 'demo?filtered',
        opening: 'open',
        below: [
          {
            id: 'Machines?filtered',
            opening: 'open',
            below: [
              {
                id: 'swarm-node1',
                opening: 'closed',
                below: [
                  { id: 'web', opening: 'leaf', below: [] },
                  { id: 'db', opening: 'leaf', below: [] },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });
  test('wants all words, of label and description, in any order', () => {
    const ids = (text: string): string => JSON.stringify(shown(filterNodes(tree, text)));
    expect(ids('10.0.0 down')).toContain('swarm-node1');
    expect(ids('10.0.0 down')).not.toContain('kvstore');
    expect(ids('down swarm')).toContain('swarm-node1');
  });
  test('takes a word of the description from its beginning', () => {
    const nodes = [node('a', 'node · unhealthy: gone'), node('b', 'node · healthy'), node('c', 'unhealthy · healthy')];
    expect(shown(filterNodes(nodes, 'healthy')).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(shown(filterNodes(nodes, 'unh')).map(({ id }) => id)).toEqual(['a', 'c']);
  });
  test('finds what nobody has opened', () => {
    expect(JSON.stringify(shown(filterNodes(tree, 'web')))).toContain('swarm-node1?filtered');
  });
  test('leaves nothing when nothing matches', () => {
    expect(filterNodes(tree, 'nobody')).toEqual([]);
  });
});
