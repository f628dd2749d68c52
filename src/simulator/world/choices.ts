/** What there is to choose from, for who would break or mend something: each choice with the words that it stands for. */
export interface Question {
  readonly title: string;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly words: readonly string[];
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
