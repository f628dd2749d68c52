/** Failures of cluster files, and the problems found in them: what each is and where. */
import type { Path } from '../base/hostPath.ts';

export type FileFailure =
  | { readonly kind: 'fileUnreadable'; readonly path: Path; readonly said: string }
  | { readonly kind: 'fileInvalid'; readonly path: Path; readonly problems: readonly FileProblem[] };

/** A finding in a cluster file. Offsets are in UTF-16 units from the file's start. */
export interface FileProblem {
  readonly severity: 'error' | 'warning';
  readonly start: number;
  readonly end: number;
  /** Determines the message and its values. */
  readonly problem: Problem;
}

export type Problem =
  | { readonly kind: 'syntax'; readonly said: string }
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly most: number }
  | { readonly kind: 'severalDocuments' }
  | { readonly kind: 'unknownKey'; readonly key: string; readonly near: string | undefined }
  | { readonly kind: 'unknownDriver'; readonly driver: string; readonly near: string | undefined }
  | {
      readonly kind: 'unknownOption';
      readonly driver: string;
      readonly option: string;
      readonly near: string | undefined;
    }
  | { readonly kind: 'missingKey'; readonly key: string }
  /** `expected` and `received`: map, list, text, number, yes or no, nothing; `a | b` for several, and for the allowed words of a key. */
  | { readonly kind: 'wrongType'; readonly key: string; readonly expected: string; readonly received: string }
  /** `expected` is in English; `expectedText` of model/expectations translates it. */
  | { readonly kind: 'badValue'; readonly key: string; readonly value: string; readonly expected: string }
  | { readonly kind: 'badName'; readonly name: string; readonly why: NameFault }
  | { readonly kind: 'duplicateName'; readonly name: string }
  | { readonly kind: 'nothingToDo'; readonly key: string }
  | { readonly kind: 'secretInFile'; readonly option: string; readonly environment: string }
  /** docker-machine's own option, which a plan sets; `key` is the file's key for it, empty if there is none. */
  | { readonly kind: 'reservedOption'; readonly option: string; readonly key: string }
  | { readonly kind: 'conflict'; readonly key: string; readonly other: string };

export type NameFault = 'empty' | 'characters' | 'tooLong';
