/**
 * The part of a POSIX shell that scripts on hosts and in containers need: lists, pipes, groups, quotes, variables, redirections.
 * The caller provides the programs. Unsupported input is a syntax error, as in a real shell.
 */

export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** One program: its arguments and its input. It never gets `exit` or the shell's builtins. */
export type Program = (words: readonly string[], input: string) => Said | Promise<Said>;

interface Running {
  readonly program: Program;
  readonly variables: Map<string, string>;
  last: number;
  ended: number | undefined;
}

interface Command {
  readonly kind: 'simple' | 'group';
  readonly words: readonly Token[];
  readonly body: List | undefined;
  readonly redirections: readonly string[];
  readonly isNegated: boolean;
}

type List = readonly { readonly pipe: readonly Command[]; readonly join: ';' | '&&' | '||' | '&' }[];

interface Token {
  /** Undefined for an operator. */
  readonly parts:
    readonly { readonly text: string; readonly isLiteral: boolean; readonly isQuoted: boolean }[] | undefined;
  readonly operator: string;
}

export async function runShell(
  script: string,
  program: Program,
  environment: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const reader = new Reader(tokens(script));
  let list: List;
  try {
    list = reader.list(undefined);
  } catch (error) {
    return { out: '', err: `sh: 1: ${error instanceof Error ? error.message : String(error)}\n`, code: 2 };
  }
  const shell: Running = { program, variables: new Map(Object.entries(environment)), last: 0, ended: undefined };
  const said = await runList(list, shell, '');
  return { ...said, code: shell.ended ?? said.code };
}

const operators = ['&&', '||', '2>&1', '1>&2', '>&2', '2>', '>>', '>', '<', ';', '&', '|', '(', ')', '\n'] as const;

function tokens(script: string): Token[] {
  const found: Token[] = [];
  let parts: { text: string; isLiteral: boolean; isQuoted: boolean }[] = [];
  const endWord = (): void => {
    if (parts.length > 0) found.push({ parts, operator: '' });
    parts = [];
  };
  for (let at = 0; at < script.length;) {
    const rest = script.slice(at);
    const char = rest.charAt(0);
    const operator = operators.find((each) => rest.startsWith(each) && !(/^[12]/.test(each) && parts.length > 0));
    if (char === "'") {
      const end = rest.indexOf("'", 1);
      const text = rest.slice(1, end < 0 ? undefined : end);
      parts.push({ text, isLiteral: true, isQuoted: true });
      at += text.length + 2;
    } else if (char === '"') {
      const match = /^"((?:[^"\\]|\\[\s\S])*)"?/.exec(rest);
      const text = match?.[1] ?? '';
      parts.push({
        text: text.replace(/\\(["\\$`])/g, (_, each: string) => (each === '$' ? '\u0000' : each)),
        isLiteral: false,
        isQuoted: true,
      });
      at += match?.[0].length ?? 1;
    } else if (char === '\\') {
      parts.push({ text: rest.charAt(1), isLiteral: true, isQuoted: true });
      at += 2;
    } else if (operator !== undefined) {
      endWord();
      found.push({ parts: undefined, operator: operator === '\n' ? ';' : operator });
      at += operator.length;
    } else if (/\s/.test(char)) {
      endWord();
      at += 1;
    } else {
      const text = /^[^\s'"\\;&|()<>]+/.exec(rest)?.[0] ?? char;
      parts.push({ text, isLiteral: false, isQuoted: false });
      at += text.length;
    }
  }
  endWord();
  return found;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  list(end: string | undefined): List {
    const items: { pipe: Command[]; join: ';' | '&&' | '||' | '&' }[] = [];
    for (;;) {
      while (this.#operator() === ';') this.#at += 1;
      if (this.#isEnd(end)) break;
      const pipe = [this.#command()];
      while (this.#operator() === '|') {
        this.#at += 1;
        pipe.push(this.#command());
      }
      const join = this.#operator();
      const isJoined = join === ';' || join === '&&' || join === '||' || join === '&';
      items.push({ pipe, join: isJoined ? join : ';' });
      if (isJoined) this.#at += 1;
      else if (!this.#isEnd(end)) throw new Error(`Syntax error: "${join ?? 'word'}" unexpected`);
    }
    if (end !== undefined) this.#at += 1;
    return items;
  }

  #command(): Command {
    let isNegated = false;
    while (this.#word() === '!') {
      isNegated = !isNegated;
      this.#at += 1;
    }
    const opening = this.#word() === '{' ? '{' : this.#operator() === '(' ? '(' : undefined;
    if (opening !== undefined) {
      this.#at += 1;
      const body = this.list(opening === '{' ? '}' : ')');
      return { kind: 'group', words: [], body, redirections: this.#redirections(), isNegated };
    }
    const words: Token[] = [];
    const redirections: string[] = [];
    for (;;) {
      redirections.push(...this.#redirections());
      const token = this.#tokens[this.#at];
      if (!token?.parts) break;
      words.push(token);
      this.#at += 1;
    }
    if (words.length === 0 && redirections.length === 0)
      throw new Error(`Syntax error: "${this.#operator() ?? 'end of file'}" unexpected`);
    return { kind: 'simple', words, body: undefined, redirections, isNegated };
  }

  /** The redirections after a command: `>FILE` becomes the text `> FILE`. */
  #redirections(): string[] {
    const found: string[] = [];
    for (;;) {
      const operator = this.#operator();
      if (operator === '2>&1' || operator === '>&2' || operator === '1>&2') found.push(operator);
      else if (operator === '>' || operator === '>>' || operator === '2>' || operator === '<') {
        const target = this.#tokens[this.#at + 1];
        if (!target?.parts) throw new Error(`Syntax error: "${operator}" unexpected`);
        found.push(`${operator} ${target.parts.map(({ text }) => text).join('')}`);
        this.#at += 1;
      } else return found;
      this.#at += 1;
    }
  }

  #operator(): string | undefined {
    const token = this.#tokens[this.#at];
    return token && !token.parts ? token.operator : undefined;
  }

  #word(): string | undefined {
    const [only, more] = this.#tokens[this.#at]?.parts ?? [];
    return only && !more && !only.isQuoted ? only.text : undefined;
  }

  #isEnd(end: string | undefined): boolean {
    if (this.#at >= this.#tokens.length) {
      if (end !== undefined) throw new Error(`Syntax error: end of file unexpected (expecting "${end}")`);
      return true;
    }
    return end !== undefined && (this.#word() === end || this.#operator() === end);
  }
}

async function runList(list: List, shell: Running, input: string): Promise<Said> {
  let out = '';
  let err = '';
  let skip = false;
  for (const { pipe, join } of list) {
    if (!skip) {
      let given = input;
      for (const [index, command] of pipe.entries()) {
        const said = await runCommand(command, shell, given);
        err += said.err;
        shell.last = said.code;
        if (index < pipe.length - 1) given = said.out;
        else out += said.out;
      }
      if (shell.ended !== undefined) break;
    }
    skip = join === '&&' ? shell.last !== 0 : join === '||' ? shell.last === 0 : false;
  }
  return { out, err, code: shell.last };
}

async function runCommand(command: Command, shell: Running, input: string): Promise<Said> {
  const said = command.body ? await runList(command.body, shell, input) : await runSimple(command, shell, input);
  let { out, err } = said;
  for (const redirection of command.redirections) {
    if (redirection === '2>&1') {
      out += err;
      err = '';
    } else if (redirection === '>&2' || redirection === '1>&2') {
      err += out;
      out = '';
    } else if (redirection.startsWith('2>')) err = '';
    else if (redirection.startsWith('>')) out = '';
  }
  return { out, err, code: command.isNegated ? Number(said.code === 0) : said.code };
}

async function runSimple({ words: given }: Command, shell: Running, input: string): Promise<Said> {
  const words = given.flatMap((token) => expanded(token, shell));
  const nothing: Said = { out: '', err: '', code: 0 };
  const assignments = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  for (const word of assignments < 0 ? words : words.slice(0, assignments)) {
    const at = word.indexOf('=');
    shell.variables.set(word.slice(0, at), word.slice(at + 1));
  }
  const [name, ...rest] = assignments < 0 ? [] : words.slice(assignments);
  switch (name) {
    case undefined:
    case 'trap':
    case 'wait':
    case 'cd':
    case 'set':
    case 'export':
    case ':':
      return nothing;
    case 'exit':
      shell.ended = Number(rest[0] ?? shell.last);
      return { ...nothing, code: shell.ended };
    case 'sudo':
    case 'exec':
    case 'nohup':
      return shell.program(rest, input);
    case 'sh':
    case 'bash':
    case '/bin/sh':
      if (rest[0] === '-c') return runShell(rest[1] ?? '', shell.program, Object.fromEntries(shell.variables));
      return runShell(input, shell.program, Object.fromEntries(shell.variables));
    default:
      return shell.program([name, ...rest], input);
  }
}

function expanded({ parts = [] }: Token, shell: Running): string[] {
  const isQuoted = parts.some((part) => part.isQuoted);
  const text = parts
    .map((part) =>
      part.isLiteral
        ? part.text
        : part.text
            .replace(/\$(?:\{(\w+)\}|(\w+)|\?)/g, (whole, braced?: string, plain?: string) =>
              whole === '$?' ? String(shell.last) : (shell.variables.get(braced ?? plain ?? '') ?? ''),
            )
            .replaceAll('\u0000', '$'),
    )
    .join('');
  if (isQuoted) return [text];
  return text.split(/\s+/).filter((word) => word !== '');
}
