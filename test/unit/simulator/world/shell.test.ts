/** The simulated shell: lists, pipes, quotes, variables and redirections as a POSIX shell has them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonProgram, notFound } from '../../../../src/simulator/world/commonPrograms.ts';
import { runShell, type Said } from '../../../../src/simulator/world/shell.ts';

const run = (script: string): Promise<Said> =>
  runShell(script, (words, input) => commonProgram(words, input) ?? notFound(words[0] ?? ''), { NAME: 'world' });

describe('a script', () => {
  test.each([
    ['echo a; echo b', 'a\nb\n', '', 0],
    ['false && echo no || echo yes', 'yes\n', '', 0],
    ['true || echo no; echo end', 'end\n', '', 0],
    ['! false && echo turned', 'turned\n', '', 0],
    ['echo hällo $NAME "${NAME}!" \'$NAME\' \\$NAME', 'hällo world world! $NAME $NAME\n', '', 0],
    ['echo out; echo err >&2; exit 7', 'out\n', 'err\n', 7],
    ['echo err 1>&2 2>/dev/null', '', '', 0],
    ['nosuch', '', 'sh: 1: nosuch: not found\n', 127],
    ['nosuch 2>&1; echo " exit=$?"', 'sh: 1: nosuch: not found\n exit=127\n', '', 0],
    ['{ echo a; echo b; } | head -1', 'a\n', '', 0],
    ['(exit 3); echo after', '', '', 3],
    ["sh -c 'echo inner $NAME; exit 4'; echo $?", 'inner world\n4\n', '', 0],
    ['trap exit TERM; sleep 1000 & wait', '', '', 0],
    ['A=b; echo $A$A', 'bb\n', '', 0],
    ['echo "unclosed', 'unclosed\n', '', 0],
  ])('%s', async (script, out, err, code) => {
    expect(await run(script)).toEqual({ out, err, code });
  });

  test.each(['&& echo', 'echo |', '{ echo', 'echo > ', '(echo'])('that is none says so: %s', async (script) => {
    expect(await run(script)).toMatchObject({ code: 2, err: expect.stringContaining('Syntax error') as string });
  });

  test('of any kind ends, and throws nothing', async () => {
    const word = fc.constantFrom(
      'echo',
      'a',
      '&&',
      '||',
      ';',
      '|',
      '{',
      '}',
      '(',
      ')',
      '"',
      "'",
      '$A',
      '>',
      '2>&1',
      '!',
      'sh',
      '-c',
      '\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), async (words) => {
        const said = await run(words.join(' '));
        expect(typeof said.code).toBe('number');
      }),
    );
  });
});
