/** Options of the docker command's verbs, as docker itself reads them: up to the first word that is none. */

/** What a verb takes: long names without a value, and with one; short names by the long ones. */
export interface Takes {
  readonly flags: readonly string[];
  readonly values: readonly string[];
  readonly short: Readonly<Record<string, string>>;
}

export interface Given {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** What docker does not know either, and what only this one does not. */
export class OptionRefused extends Error {}

/** @throws OptionRefused */
export function readOptions(words: readonly string[], takes: Takes): Given {
  const left = [...words];
  const flags = new Set<string>();
  const values = new Map<string, readonly string[]>();
  const take = (name: string, shown: string, attached: string | undefined): void => {
    if (takes.flags.includes(name) && attached !== 'false') flags.add(name);
    if (takes.flags.includes(name)) return;
    if (!takes.values.includes(name)) throw new OptionRefused(`${shown} is not simulated on this host`);
    const value = attached ?? left.shift();
    if (value === undefined) throw new OptionRefused(`flag needs an argument: ${shown}`);
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  while (/^-./.test(left[0] ?? '')) {
    const word = left.shift() ?? '';
    if (word === '--') break;
    const [, long, attached] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (long !== undefined) take(long, `--${long}`, attached);
    else takeShort(word.slice(1));
  }
  return { flags, values, rest: left };

  /** Several may stand behind one dash; what stands behind one with a value is its value. */
  function takeShort(letters: string): void {
    for (let index = 0; index < letters.length; index += 1) {
      const letter = letters.charAt(index);
      const name = takes.short[letter] ?? letter;
      const isValued = takes.values.includes(name);
      const behind = letters.slice(index + 1).replace(/^=/, '');
      take(name, `-${letter}`, isValued && behind !== '' ? behind : undefined);
      if (isValued) return;
    }
  }
}
