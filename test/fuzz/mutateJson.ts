// Changes of a JSON document that stays one: what is in it goes, comes twice, becomes another type, gets huge or deep.
import { longText, oddities, type Around, type Change } from './mutateBytes.ts';
import type { Random } from './random.ts';

type Json = null | boolean | number | string | Json[] | JsonMap;
interface JsonMap {
  [key: string]: Json;
}
type Parent = Json[] | JsonMap;

/** Stands for a number that JSON can write and JavaScript cannot hold. */
const beyond = '\u0001beyond\u0001';

export const jsonChanges: readonly Change[] = [
  change('drop', (root, around) => {
    const [parent, key] = somewhere(root, around.random);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (parent) Reflect.deleteProperty(parent, key);
    return root;
  }),
  change('duplicate', (root, around) => {
    const [parent, key] = somewhere(root, around.random);
    if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(parent[Number(key)]!));
    else if (parent) own(parent, `${key}${around.random.pick(['2', ' ', 'ß', ''])}`, structuredClone(parent[key]!));
    return root;
  }),
  change('retype', (root, around) => place(root, around, oddValue(around.random))),
  change('retype', (root, around) => place(root, around, oddValue(around.random))),
  change('negate', (root, around) => {
    const [parent, key, value] = somewhere(
      root,
      around.random,
      (each) => typeof each !== 'object' && typeof each !== 'string',
    );
    if (!parent) return root;
    return put(root, parent, key, typeof value === 'number' ? -value : !value);
  }),
  change('number', (root, { random }) => {
    const [parent, key] = somewhere(root, random, (each) => typeof each === 'number');
    const odd = [0, -0, -1, 0.5, 1e15, 2 ** 53, 1e300, -1e300, 2 ** 31, 65536, 70000, 4294967296, 1e-9, 8.64e15];
    return parent ? put(root, parent, key, random.chance(5) ? beyond : random.pick(odd)) : root;
  }),
  change('text', (root, { random }) => {
    const [parent, key, value] = somewhere(root, random, (each) => typeof each === 'string');
    if (!parent || typeof value !== 'string') return root;
    const at = random.below(value.length + 1);
    const rest = random.chance(3) ? '' : value.slice(at + random.below(2));
    return put(
      root,
      parent,
      key,
      random.chance(4) ? random.pick(oddities) : value.slice(0, at) + random.pick(oddities) + rest,
    );
  }),
  change('otherText', (root, { random }) => {
    const isText = (each: Json): boolean => typeof each === 'string';
    const [parent, key] = somewhere(root, random, isText);
    const [, , other] = somewhere(root, random, isText);
    return parent && other !== undefined ? put(root, parent, key, other) : root;
  }),
  change('swap', (root, { random }) => {
    const [one, key, value] = somewhere(root, random);
    const [two, other, otherValue] = somewhere(root, random);
    if (!one || !two || value === undefined || otherValue === undefined) return root;
    // A part may hold the other: copies keep it a tree.
    const [a, b] = [structuredClone(value), structuredClone(otherValue)];
    return put(put(root, one, key, b), two, other, a);
  }),
  change('rename', (root, { random }) => {
    const [parent, key, value] = somewhere(root, random);
    if (!parent || Array.isArray(parent) || value === undefined) return root;
    Reflect.deleteProperty(parent, key);
    own(parent, random.chance(3) ? key.toLowerCase() : random.pick(oddities), value);
    return root;
  }),
  change('prototype', (root, { random }) => {
    const [parent] = somewhere(root, random);
    if (!parent || Array.isArray(parent)) return root;
    own(
      parent,
      random.pick(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'then', 'toJSON']),
      oddValue(random),
    );
    return root;
  }),
  change('nest', (root, around) => {
    let deep: Json = around.random.chance(2) ? [] : {};
    for (let depth = around.random.pick([3, 30, 100]); depth > 0; depth -= 1)
      deep = around.random.chance(2) ? [deep] : { a: deep };
    return place(root, around, deep);
  }),
  // A text that is JSON itself, as stores keep.
  change('inner', (root, around) => {
    const isInner = (each: Json): boolean => typeof each === 'string' && /^[[{]/.test(each);
    const [parent, key, value] = somewhere(root, around.random, isInner);
    if (!parent || typeof value !== 'string') return root;
    const changed = around.random.pick(jsonChanges)(Buffer.from(value), around);
    return put(root, parent, key, changed.toString());
  }),
];

/** Makes a document large: a long text, a long list, a map of many keys, or a deep one. */
export const growJson: Change = (input, around) => {
  const { random, growth, longest } = around;
  const root = parsed(input);
  if (root === undefined) return input;
  const many = Math.floor(Math.min(longest / 20, random.pick([1000, 10_000, 30_000])) * growth);
  const room = longest - input.length;
  switch (random.below(6)) {
    case 0: {
      const [parent, , value] = somewhere(root, random, (each) => typeof each === 'object' && each !== null);
      const element = JSON.stringify(value ?? null);
      if (!Array.isArray(parent)) return input;
      for (let left = Math.min(many, Math.floor((room * growth) / (element.length + 1))); left > 0; left -= 1)
        parent.push(JSON.parse(element) as Json);
      break;
    }
    case 1: {
      const [parent, , value] = somewhere(root, random);
      if (!parent || Array.isArray(parent)) return input;
      const element = JSON.stringify(value ?? null);
      for (let left = Math.min(many, Math.floor((room * growth) / (element.length + 12))); left > 0; left -= 1)
        own(parent, `k${left}`, JSON.parse(element) as Json);
      break;
    }
    case 2: {
      // Written by hand: to make it of objects would take a stack as deep.
      const depth = Math.floor(Math.min(room / 2, 50_000) * growth);
      const marker = '\u0002deep\u0002';
      const text = document(place(root, around, marker));
      return Buffer.from(text.replace(JSON.stringify(marker), '['.repeat(depth) + ']'.repeat(depth)));
    }
    default: {
      const [parent, key, value] = somewhere(root, random, (each) => typeof each === 'string');
      if (!parent || typeof value !== 'string') return input;
      put(root, parent, key, longText(value, { ...around, longest: room }));
    }
  }
  return Buffer.from(document(root));
};

function change(name: string, apply: (root: Json, around: Around) => Json): Change {
  const named: Change = (input, around) => {
    const root = parsed(input);
    return root === undefined ? input : Buffer.from(document(apply(root, around)));
  };
  return Object.defineProperty(named, 'name', { value: name });
}

function parsed(input: Buffer): Json | undefined {
  try {
    return JSON.parse(input.toString()) as Json;
  } catch {
    return undefined;
  }
}

function document(root: Json): string {
  return JSON.stringify(root).replaceAll(JSON.stringify(beyond), '1e999');
}

/** Somewhere in the document, by a walk that ends at any depth. */
function somewhere(
  root: Json,
  random: Random,
  wanted: (value: Json) => boolean = () => true,
): readonly [parent: Parent | undefined, key: string, value: Json | undefined] {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    let parent: Parent | undefined;
    let key = '';
    let value = root;
    while (typeof value === 'object' && value !== null) {
      const keys = Object.keys(value);
      if (keys.length === 0 || (parent !== undefined && random.chance(6) && wanted(value))) break;
      parent = value;
      key = random.pick(keys);
      value = Array.isArray(parent) ? parent[Number(key)]! : parent[key]!;
    }
    if (parent !== undefined && wanted(value)) return [parent, key, value];
  }
  return [undefined, '', undefined];
}

function place(root: Json, around: Around, value: Json): Json {
  const [parent, key] = somewhere(root, around.random);
  return parent ? put(root, parent, key, value) : value;
}

function put(root: Json, parent: Parent, key: string, value: Json): Json {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else own(parent, key, value);
  return root;
}

/** As JSON.parse does it: `__proto__` is a key like any other. */
function own(parent: JsonMap, key: string, value: Json): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function oddValue(random: Random): Json {
  const odd: readonly Json[] = [
    null,
    true,
    false,
    0,
    1,
    -1,
    1e300,
    beyond,
    '',
    ' ',
    [],
    {},
    [[]],
    [null],
    { a: null },
    [{}],
    'a',
    [1, 'a'],
  ];
  return structuredClone(random.chance(3) ? random.pick(oddities) : random.pick(odd));
}
