// Where a cursor stands in a text that is still being written, and that of a whole one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import yaml from 'yaml';
import { readLoosely } from '../../../../src/ui/editor/looseYaml.ts';
import { nodeAt, placeAt, textAt, thingAt, type Place } from '../../../../src/ui/editor/place.ts';

/** The place of the `|` in a text, without the rest. */
function at(marked: string): Place | undefined {
  const offset = marked.indexOf('|');
  return placeAt(marked.slice(0, offset) + marked.slice(offset + 1), offset);
}

/** `what path` with what is written there, as in `key driver "op"`. */
function told(marked: string): string {
  const place = at(marked);
  if (!place) return 'nowhere';
  const text = marked.replace('|', '');
  return [place.what, place.path.join('.'), JSON.stringify(text.slice(place.start, place.end))]
    .filter(Boolean)
    .join(' ');
}

describe('a cursor', () => {
  test.each([
    ['|', 'key ""'],
    ['na|', 'key "na"'],
    ['na|me: demo', 'key "name"'],
    ['name: |', 'value name ""'],
    ['name:|', 'value name ""'],
    ['name: de|mo', 'value name "demo"'],
    ['name: "de|mo"', 'value name "demo"'],
    ["name: 'de|", 'value name "de"'],
    ['name: demo\n|', 'key ""'],
    ['name: demo\n|\nnodes: []', 'key ""'],
    ['name: demo # |', 'nowhere'],
    ['# a |\nname: demo', 'nowhere'],
    ['name: "a" # |', 'nowhere'],
    ['driver:\n  |', 'key driver ""'],
    ['driver:\n  na|\n  options: {}', 'key driver "na"'],
    ['driver:\r\n  name: virtualbox\r\n  opt|\r\nnodes: []', 'key driver "opt"'],
    ['driver:\n  options:\n    virtualbox-memory: 1024\n    |\nnodes: []', 'key driver.options ""'],
    ['driver:\n  options:\n    virtualbox-memory: 1024\n  |\nnodes: []', 'key driver ""'],
    ['driver:\n  options:\n    virtualbox-memory: 1024\n|nodes: []', 'key "nodes"'],
    ['driver: { name: virtualbox, | }', 'key driver ""'],
    ['driver: { name: | }', 'value driver.name ""'],
    ['driver: { name: |\nnodes: []', 'value driver.name ""'],
    ['driver: { na|\nnodes: []', 'key driver "na"'],
    ['driver: {|', 'key driver ""'],
    ['driver: {\n  name: virtualbox,\n  |\n}\nnodes: []', 'key driver ""'],
    ['nodes:\n  - |', 'item nodes.0 ""'],
    ['nodes:\n  -|', 'item nodes.0 ""'],
    ['nodes:\n- |\n', 'item nodes.0 ""'],
    ['nodes:\n  - na|', 'item nodes.0 "na"'],
    ['nodes:\n  - name: a\n  - name: |', 'value nodes.1.name ""'],
    ['nodes:\n  - name: a\n    |', 'key nodes.0 ""'],
    ['nodes:\n  - name: a\n    driver:\n      options:\n        x|', 'key nodes.0.driver.options "x"'],
    ['nodes:\n  - name: a\n  |', 'item nodes.1 ""'],
    ['nodes:\n- name: a\n|', 'key ""'],
    ['nodes:\n  - { name: a, driver: { options: { x: |', 'value nodes.0.driver.options.x ""'],
    ['nodes:\n  - { name: a, driver: { options: { x|: 1 } } }\n  - { name: b }', 'key nodes.0.driver.options "x"'],
    ['nodes: [ { name: a }, { n| } ]', 'key nodes.1 "n"'],
    ['engine:\n  registryMirrors: [ "http://a", | ]', 'value engine.registryMirrors.1 ""'],
    ['engine:\n  registryMirrors:\n    - http://a:5000/#x\n    - |', 'item engine.registryMirrors.1 ""'],
    ['engine:\n  options: [\n    a=b,\n    |\n  ]\nnodes: []', 'value engine.options.1 ""'],
    ['a: |-\n  text\n  more', 'value a "-"'],
    ['a: >-\n  te|xt\nname: demo', 'nowhere'],
    ['a: "x # y|"', 'value a "x # y"'],
    ["name: it's # |", 'nowhere'],
    ['name: demo\n  |', 'nowhere'],
  ])('in %j is at %s', (marked, expected) => {
    expect(told(marked)).toBe(expected);
  });

  test('knows the keys beside it, its style and where they begin', () => {
    expect(at('nodes:\n  - name: a\n    dri|\n')).toMatchObject({ siblings: ['name'], style: 'block', column: 4 });
    expect(at('driver: { name: a, |')).toMatchObject({ siblings: ['name'], style: 'flow' });
    expect(at('na|me: demo')).toMatchObject({ hasColon: true });
    expect(at('nodes:\n  -  na|')).toMatchObject({ column: 5, hasDash: true });
    expect(at('nodes:\n  - name: a\n  |')).toMatchObject({ column: 2, hasDash: false });
    expect(at('name:|')).toMatchObject({ needsBlank: true });
    expect(at('name: |')).toMatchObject({ needsBlank: false });
  });
});

describe('what stands at a path', () => {
  const root = readLoosely(
    'driver: { name: "generic" }\nnodes:\n  - { name: a }\n  - name: b\n    driver:\n      name: none\n',
  );
  test('is found in block and flow', () => {
    expect(textAt(root, ['driver', 'name'])).toBe('generic');
    expect(textAt(root, ['nodes', 1, 'driver', 'name'])).toBe('none');
    expect(textAt(root, ['nodes', 1, 'driver'])).toBeUndefined();
    expect(textAt(root, ['nodes', 'name'])).toBeUndefined();
    expect(nodeAt(root, ['nodes'])?.kind).toBe('list');
  });
});

// ---------------------------------------------------------------- against YAML's own parser

const word = fc
  .stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,6}$/)
  .filter((text) => !/^(true|false|null|y|n|yes|no)$/i.test(text));
const scalar = fc.oneof(
  word,
  fc.integer(),
  fc.constantFrom('a: b', 'a # b', '#', "it's", '{', '[x', '- y', 'http://a:1/#b', ''),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));
const document = fc
  .record({
    value: fc.dictionary(word, tree, { minKeys: 1, maxKeys: 4 }),
    flow: fc.boolean(),
    aligned: fc.boolean(),
    comments: fc.boolean(),
    crlf: fc.boolean(),
  })
  .map(({ value, flow, aligned, comments, crlf }) => {
    const made = new yaml.Document(value);
    yaml.visit(made, {
      Collection: (_, node, path) => {
        node.flow = flow && path.length > 3;
      },
    });
    const text = made.toString({ indentSeq: !aligned, lineWidth: 30 });
    const commented = comments ? text.replace(/^(\s*)([^"'\n]*)$/gm, '$1$2 # c: d') : text;
    return (crlf ? commented.replaceAll('\n', '\r\n') : commented).replaceAll(' \r\n', '\r\n');
  })
  // Texts over several lines are not what keys are looked for in.
  .filter((text) => !/(^|[:-] )[|>][-+]?\s/m.test(text));

/** Every key and text of a document with its path and place, as YAML's parser has it. */
function things(text: string): { readonly what: string; readonly path: string; readonly middle: number }[] {
  const found: { what: string; path: string; middle: number }[] = [];
  const parsed = yaml.parseDocument(text, { stringKeys: true });
  const walk = (node: unknown, path: readonly (string | number)[]): void => {
    if (yaml.isMap(node)) {
      for (const { key, value } of node.items) {
        if (!yaml.isScalar(key) || !key.range) continue;
        const inner = [...path, String(key.value)];
        found.push({ what: 'key', path: inner.join('.'), middle: Math.floor((key.range[0] + key.range[1]) / 2) });
        walk(value, inner);
      }
    } else if (yaml.isSeq(node)) for (const [index, each] of node.items.entries()) walk(each, [...path, index]);
    else if (
      yaml.isScalar(node) &&
      node.range &&
      node.range[1] > node.range[0] &&
      !text.slice(node.range[0], node.range[1]).includes('\n')
    )
      found.push({ what: 'value', path: path.join('.'), middle: Math.floor((node.range[0] + node.range[1]) / 2) });
  };
  walk(parsed.contents, []);
  return found;
}

describe('any text', () => {
  test('that is YAML has its keys and values where YAML has them', () => {
    fc.assert(
      fc.property(document, (text) => {
        const root = readLoosely(text);
        for (const { what, path, middle } of things(text)) {
          const thing = thingAt(root, middle);
          expect([text, thing && [thing.what, thing.path.join('.')]]).toEqual([text, [what, path]]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('that is cut off anywhere has a place for whoever goes on with it', () => {
    const whole =
      'name: demo\ndriver: { name: generic, options: { generic-ssh-user: root } }\nnodes:\n  - name: a\n    driver:\n      options: { x: 1 }\n';
    for (let offset = 0; offset <= whole.length; offset += 1) {
      const place = placeAt(whole.slice(0, offset), offset);
      if (place) expect(place.start <= offset && offset <= place.end).toBe(true);
    }
  });

  test('throws nothing, ends, and encloses the cursor', () => {
    const bits = fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\r\n',
      ':',
      ': ',
      '- ',
      '-',
      '{',
      '}',
      '[',
      ']',
      ',',
      '#',
      '"',
      "'",
      '|',
      '>',
      '&',
      '*',
      '!',
      'a',
      'é',
      '\t',
      '\\',
      '?',
    );
    const text = fc.array(bits, { maxLength: 60 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.nat(), (given, somewhere) => {
        const offset = somewhere % (given.length + 1);
        const place = placeAt(given, offset);
        if (place)
          expect([place.start <= offset, offset <= place.end, place.end <= given.length]).toEqual([true, true, true]);
      }),
      { numRuns: 3000 },
    );
  });

  test('that is made to be deep or long is read all the same', () => {
    for (const bit of ['[', '{a: ', '- ', 'a:\n ', '{', '"', ' ', ': ', 'a:', '#', '[,', '{:']) {
      const text = bit.repeat(Math.floor(65_000 / bit.length));
      expect(() => placeAt(text, 30_000)).not.toThrow();
    }
  });
});
