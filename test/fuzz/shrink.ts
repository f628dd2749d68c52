// A smaller input that fails for the same cause: parts are taken away as long as it still does.
export type Fails = (input: Buffer) => Promise<boolean>;

/** Gives the smallest input found before `until` (by Date.now). */
export async function shrink(input: Buffer, fails: Fails, until: number): Promise<Buffer> {
  let smallest = input;
  const tryOne = async (candidate: Buffer): Promise<boolean> => {
    if (candidate.length >= smallest.length || !(await fails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  const inTime = (): boolean => Date.now() < until;
  for (let before = Infinity; smallest.length < before && inTime();) {
    before = smallest.length;
    await shrinkJson(() => smallest, tryOne, inTime);
    await shrinkBytes(() => smallest, tryOne, inTime);
  }
  return smallest;
}

type Try = (candidate: Buffer) => Promise<boolean>;

async function shrinkBytes(now: () => Buffer, tryOne: Try, inTime: () => boolean): Promise<void> {
  for (let size = Math.ceil(now().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < now().length && inTime();) {
      const input = now();
      if (!(await tryOne(Buffer.concat([input.subarray(0, at), input.subarray(at + size)])))) at += size;
    }
    if (!inTime()) return;
  }
}

/** Takes keys and elements away, the outermost first. */
async function shrinkJson(now: () => Buffer, tryOne: Try, inTime: () => boolean): Promise<void> {
  let paths = pathsIn(now());
  for (let next = 0; next < paths.length && inTime();) {
    const root = JSON.parse(now().toString()) as unknown;
    const path = paths[next]!;
    const parent = path.slice(0, -1).reduce((value, key) => (value as Record<string, unknown>)[key], root) as object;
    const key = path.at(-1)!;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
    if (await tryOne(Buffer.from(JSON.stringify(root)))) paths = pathsIn(now());
    else next += 1;
  }
}

/** Ways to everything in a document, breadth first; none where it is no JSON, or too large or deep for this. */
function pathsIn(input: Buffer): readonly (readonly string[])[] {
  if (input.length > 200_000) return [];
  let root: unknown;
  try {
    root = JSON.parse(input.toString());
    JSON.stringify(root);
  } catch {
    return [];
  }
  const found: (readonly string[])[] = [];
  let level: readonly { readonly path: readonly string[]; readonly value: unknown }[] = [{ path: [], value: root }];
  for (let depth = 0; level.length > 0 && found.length < 20_000 && depth < 100; depth += 1) {
    const below = level.flatMap(({ path, value }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, each]) => ({ path: [...path, key], value: each as unknown }))
        : [],
    );
    for (const { path } of below) found.push(path);
    level = below;
  }
  return found;
}
