/** Help for a key of a cluster file, for hovers and completions. Markdown, pure. */
import type { Translate } from '../../base/text.ts';
import type { DriverOption } from '../../model/driver.ts';
import type { FileKey } from '../../model/fileKeys.ts';
import { environmentOf, isSecret } from '../../model/secretOptions.ts';
import { asCode, asText, joined, withMarkdown, type Markdown } from '../surface/markdown.ts';

/** `becomes`: the flag or command that it turns into. */
export function keyHelp(key: FileKey, becomes: string | undefined, translate: Translate): Markdown {
  const t = withMarkdown(translate);
  return paragraphs(
    // Descriptions are literals in the schema, where l10n extraction finds them.
    key.description === undefined ? undefined : asText(translate(key.description)),
    key.choices.length > 0 ? t('One of: {0}', codes(key.choices, translate)) : undefined,
    key.default === undefined ? undefined : t('Default: {0}', asCode(key.default)),
    becomes === undefined ? undefined : t('Becomes {0}', asCode(becomes)),
  );
}

/** A driver's own description of an option. */
export function optionHelp(option: DriverOption, becomes: string | undefined, translate: Translate): Markdown {
  const t = withMarkdown(translate);
  return paragraphs(
    option.usage === '' ? undefined : asText(option.usage),
    option.default === undefined || option.default === '' ? undefined : t('Default: {0}', asCode(option.default)),
    isSecret(option.name)
      ? t(
          'A secret: keep it out of the file, and put {0} into the setting dockerOverlay.machine.environment.',
          asCode(option.variable ?? environmentOf(option.name)),
        )
      : option.variable === undefined
        ? undefined
        : t('Also read from the environment variable {0}', asCode(option.variable)),
    becomes === undefined ? undefined : t('Becomes {0}', asCode(becomes)),
  );
}

const paragraphs = (...all: readonly (Markdown | undefined)[]): Markdown => joined(all, '\n\n');

const codes = (words: readonly string[], t: Translate): Markdown => joined(words.map(asCode), t(', ') as Markdown);
