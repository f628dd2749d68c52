/** Parses the options of docker's verbs as docker does: up to the first argument that is not an option. */

/** The options of a verb: long names without a value, long names with a value, and the long name of each short one. */
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

/** An option that docker rejects, or one that only the simulator does not support. */
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

  /** One dash may introduce several options; the text after an option with a value is its value. */
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
