/** What a key of a cluster file is, in a person's language: for hovers and beside completions. Markdown, pure. */
import { longestRun, named, type Translate } from '../../base/text.ts';
import type { DriverOption } from '../../model/driver.ts';
import type { FileKey } from '../../model/fileKeys.ts';
import { environmentOf, isSecret } from '../../model/secretOptions.ts';

/** `becomes`: the flag or command that it turns into. */
export function keyHelp(key: FileKey, becomes: string | undefined, t: Translate): string {
  return paragraphs(
    // Its words are literal in the schema, where they are collected.
    key.description === undefined ? undefined : escaped(t(key.description)),
    key.choices.length > 0 ? t('One of: {0}', named(key.choices.map(code), t)) : undefined,
    key.default === undefined ? undefined : t('Default: {0}', code(key.default)),
    becomes === undefined ? undefined : t('Becomes {0}', code(becomes)),
  );
}

/** What a driver says of one of its options. */
export function optionHelp(option: DriverOption, becomes: string | undefined, t: Translate): string {
  return paragraphs(
    option.usage === '' ? undefined : escaped(option.usage),
    option.default === undefined || option.default === '' ? undefined : t('Default: {0}', code(option.default)),
    isSecret(option.name)
      ? t(
          'A secret: keep it out of the file, and put {0} into the setting dockerOverlay.machine.environment.',
          code(option.variable ?? environmentOf(option.name)),
        )
      : option.variable === undefined
        ? undefined
        : t('Also read from the environment variable {0}', code(option.variable)),
    becomes === undefined ? undefined : t('Becomes {0}', code(becomes)),
  );
}

const paragraphs = (...all: readonly (string | undefined)[]): string =>
  all.filter((each) => each !== undefined).join('\n\n');

/** Also text with a backquote in it. */
function code(text: string): string {
  const fence = '`'.repeat(1 + longestRun(text, '`'));
  return fence.length > 1 ? `${fence} ${text} ${fence}` : `\`${text}\``;
}

/** Words of others are words, whatever Markdown takes their signs for. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&');
